/**
 * `@anthropic-ai/sdk` under the instrumentation of OpenLLMetry. The instrumentation also patches the text completions, which
 * the SDK dropped with version 1, and fails on their absence: an empty class stands in for them.
 */
const { AnthropicInstrumentation } = require('@traceloop/instrumentation-anthropic');
const sdk = require('@anthropic-ai/sdk');
const { main, startTracing } = require('./telemetry.cjs');
const { anthropicClient, anthropicTurns } = require('./anthropicTurns.cjs');
const { associations, openllmetrySteps } = require('./openllmetrySteps.cjs');

const provider = startTracing([associations]);
sdk.Anthropic.Completions ??= class {
  create() {}
};
const instrumentation = new AnthropicInstrumentation({ enabled: false });
instrumentation.setTracerProvider(provider);
instrumentation.manuallyInstrument(sdk);

const client = anthropicClient(sdk.Anthropic);
void main(
  provider,
  openllmetrySteps((turn) => anthropicTurns({ client, ...turn })),
);
