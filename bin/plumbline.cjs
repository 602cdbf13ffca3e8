#!/usr/bin/env node
/** `npx plumbline …`: builds the service when its sources changed, then runs the command. */
const { ROOT, ensureBuilt, ensureInstalled } = require('../scripts/setup.cjs');

ensureInstalled();
ensureBuilt('service', ...(process.argv[2] === 'serve' ? ['workbench'] : []));
require(`${ROOT}build/plumbline.cjs`);
