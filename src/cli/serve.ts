/**
 * The running service: store, ingest, settling, API and workbench put together. Everything it needs comes in as a
 * value, so that a test or another command can run one beside itself.
 */
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Settings } from '../config/settings';
import { createIngest } from '../ingest/createIngest';
import { createApp } from '../server/app';
import { scoreRoutes } from '../server/scores';
import { createSettler, type Settler } from '../settle/createSettler';
import type { Driver } from '../storage/driver';
import { migrate } from '../storage/migrate';
import { openDriver } from '../storage/openDriver';
import { applyRetention } from '../storage/retention';
import { workbenchRoutes } from '../workbench/routes';

export interface Service {
  /** Base address of the HTTP API and the workbench, such as http://127.0.0.1:3300. */
  readonly url: string;
  /** Base address of OTLP/HTTP, without a path. */
  readonly otlpUrl: string;
  readonly driver: Driver;
  readonly settler: Settler;
  /** Stops taking requests, settles nothing more, and releases the store. */
  close(): Promise<void>;
}

export interface ServeOptions {
  readonly settings: Settings;
  readonly log: Logger;
  /** Folder of the built workbench; absent for a service without it. */
  readonly workbench?: string;
}
