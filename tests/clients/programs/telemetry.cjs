/**
 * What every program of this folder shares: OpenTelemetry's own SDK and exporter as an application sets them up, and the
 * conversation that all of them lead. A program is run as: node NAME.cjs '{"service", "otlp", "grpc", "encoding", "model"}'.
 */
const { OTLPTraceExporter: GrpcExporter } = require('@opentelemetry/exporter-trace-otlp-grpc');
const { OTLPTraceExporter: JsonExporter } = require('@opentelemetry/exporter-trace-otlp-http');
const { OTLPTraceExporter: ProtoExporter } = require('@opentelemetry/exporter-trace-otlp-proto');
const { resourceFromAttributes } = require('@opentelemetry/resources');
const { BatchSpanProcessor, NodeTracerProvider } = require('@opentelemetry/sdk-trace-node');
const conversation = require('../conversation.json');

const given = JSON.parse(process.argv[2]);

function exporter() {
  if (given.encoding === 'grpc') return new GrpcExporter({ url: given.grpc, compression: 'gzip' });
  const url = `${given.otlp}/v1/traces`;
  return given.encoding === 'json' ? new JsonExporter({ url }) : new ProtoExporter({ url, compression: 'gzip' });
}

const resource = resourceFromAttributes({
  'service.name': given.service,
  'service.version': '1.2.0',
  'deployment.environment.name': 'test',
});

/** Starts the SDK; `more` come before the exporter and may change spans as they start. */
function startTracing(more = [], last = new BatchSpanProcessor(exporter())) {
  const provider = new NodeTracerProvider({ resource, spanProcessors: [...more, last] });
  provider.register();
  return provider;
}

/** Leads the conversation once plain and once streamed, then sends what has been recorded. */
async function main(provider, converse) {
  const answers = {};
  for (const mode of ['plain', 'streamed']) answers[mode] = await converse({ mode, session: `session-${mode}` });
  try {
    await provider.forceFlush();
    await provider.shutdown();
  } catch (error) {
    // The SDK gives a list of what each exporter says.
    throw new Error(`telemetry was not delivered: ${[error].flat().map(String).join('; ')}`, { cause: error });
  }
  process.stdout.write(JSON.stringify(answers));
}

/** The search and the tool of the application: both know what they have to say. */
const search = async () => conversation.documents;
const runTool = async () => conversation.result;

module.exports = { conversation, exporter, given, main, resource, runTool, search, startTracing };
