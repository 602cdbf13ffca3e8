/**
 * Imported before anything else: the schema library compiles its checks with eval where it may. Grafana's content security
 * policy and the workbench's forbid that, and even trying is reported.
 */
import { config } from 'zod';

config({ jitless: true });
