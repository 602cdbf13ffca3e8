/** The `openai` package under OpenTelemetry's own instrumentation, which writes what was said into log records. */
const { registerInstrumentations } = require('@opentelemetry/instrumentation');
const { OpenAIInstrumentation } = require('@opentelemetry/instrumentation-openai');
const { OTLPLogExporter } = require('@opentelemetry/exporter-logs-otlp-proto');
const { BatchLogRecordProcessor, LoggerProvider } = require('@opentelemetry/sdk-logs');
const { given, main, resource, startTracing } = require('./telemetry.cjs');

const provider = startTracing();
const logs = new LoggerProvider({
  resource,
  processors: [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter({ url: `${given.otlp}/v1/logs` }) })],
});
const instrumentation = new OpenAIInstrumentation({ captureMessageContent: true });
registerInstrumentations({ instrumentations: [instrumentation], tracerProvider: provider, loggerProvider: logs });
const { OpenAI } = require('openai');
const { openaiClient, openaiTurns } = require('./openaiTurns.cjs');
const { otelSteps } = require('./otelSteps.cjs');

const client = openaiClient(OpenAI);
const both = {
  forceFlush: () => Promise.all([logs.forceFlush(), provider.forceFlush()]),
  shutdown: () => Promise.all([logs.shutdown(), provider.shutdown()]),
};
void main(
  both,
  otelSteps((turn) => openaiTurns({ client, ...turn })),
);
