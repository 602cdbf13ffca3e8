/** The `openai` package under the instrumentation of OpenInference. */
const { OpenAIInstrumentation } = require('@arizeai/openinference-instrumentation-openai');
const { main, startTracing } = require('./telemetry.cjs');

const provider = startTracing();
void new OpenAIInstrumentation({ tracerProvider: provider });
const { OpenAI } = require('openai');
const { openaiClient, openaiTurns } = require('./openaiTurns.cjs');
const { openinferenceSteps } = require('./openinferenceSteps.cjs');

const client = openaiClient(OpenAI);
void main(
  provider,
  openinferenceSteps((turn) => openaiTurns({ client, ...turn })),
);
