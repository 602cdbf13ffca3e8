/** `@anthropic-ai/sdk` under the instrumentation of OpenInference. */
const { AnthropicInstrumentation } = require('@arizeai/openinference-instrumentation-anthropic');
const { main, startTracing } = require('./telemetry.cjs');

const provider = startTracing();
void new AnthropicInstrumentation({ tracerProvider: provider });
const { Anthropic } = require('@anthropic-ai/sdk');
const { anthropicClient, anthropicTurns } = require('./anthropicTurns.cjs');
const { openinferenceSteps } = require('./openinferenceSteps.cjs');

const client = anthropicClient(Anthropic);
void main(
  provider,
  openinferenceSteps((turn) => anthropicTurns({ client, ...turn })),
);
