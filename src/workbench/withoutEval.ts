/** The schema library compiles its checks with eval where it may. The page's policy forbids that, and even trying is reported. */
import { config } from 'zod';

config({ jitless: true });
