#!/usr/bin/env node
/** `npx plumbline …`: builds the service when its sources changed, then runs the command. */
import { createRequire } from 'node:module';
import { ROOT, ensureBuilt, ensureInstalled } from '../scripts/setup.mjs';

ensureInstalled();
ensureBuilt('service', ...(process.argv[2] === 'serve' ? ['workbench'] : []));
createRequire(import.meta.url)(`${ROOT}build/plumbline.cjs`);
