/** `@anthropic-ai/sdk` with the spans that it writes itself since version 1. */
process.env.ANTHROPIC_OPEN_TELEMETRY_TRACES_CONTENT_MODE = 'content';
const { main, startTracing } = require('./telemetry.cjs');

const provider = startTracing();
const { Anthropic } = require('@anthropic-ai/sdk');
const { anthropicClient, anthropicTurns } = require('./anthropicTurns.cjs');
const { otelSteps } = require('./otelSteps.cjs');

const client = anthropicClient(Anthropic);
void main(
  provider,
  otelSteps((turn) => anthropicTurns({ client, ...turn })),
);
