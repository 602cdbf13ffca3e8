/** The `openai` package under the instrumentation of OpenLLMetry. */
const { OpenAIInstrumentation } = require('@traceloop/instrumentation-openai');
const { main, startTracing } = require('./telemetry.cjs');
const { associations, openllmetrySteps } = require('./openllmetrySteps.cjs');

const provider = startTracing([associations]);
new OpenAIInstrumentation().setTracerProvider(provider);
const { OpenAI } = require('openai');
const { openaiClient, openaiTurns } = require('./openaiTurns.cjs');

const client = openaiClient(OpenAI);
void main(
  provider,
  openllmetrySteps((turn) => openaiTurns({ client, ...turn })),
);
