/**
 * A small program as users of the Vercel AI SDK write it: its telemetry goes through OpenTelemetry's own SDK and exporter.
 * The SDK is an ES module, so tests run this as a process of its own.
 *
 * Usage: node vercelAiClient.mjs OTLP_BASE_URL proto|json MODEL_BASE_URL
 */
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtoExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { generateText, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';

const [otlp, encoding, model] = process.argv.slice(2);
const url = `${otlp}/v1/traces`;
const exporter = encoding === 'json' ? new JsonExporter({ url }) : new ProtoExporter({ url, compression: 'gzip' });
const provider = new NodeTracerProvider({
  resource: resourceFromAttributes({ 'service.name': 'weather-bot', 'service.version': '1.2.0', 'deployment.environment.name': 'test' }),
  spanProcessors: [new BatchSpanProcessor(exporter)],
});
provider.register();

const chat = createOpenAICompatible({ name: 'stub', baseURL: model, apiKey: 'none', includeUsage: true })('stub-model');
const telemetry = (functionId) => ({
  isEnabled: true,
  functionId,
  metadata: { sessionId: `session-${functionId}`, userId: 'user-1', topic: 'weather' },
});

const called = await generateText({
  model: chat,
  system: 'You are a weather bot.',
  prompt: 'What is the weather in Berlin?',
  tools: {
    weather: tool({
      description: 'Weather of a city',
      inputSchema: z.object({ city: z.string() }),
      execute: async ({ city }) => ({ city, sky: 'clear' }),
    }),
  },
  stopWhen: stepCountIs(3),
  experimental_telemetry: telemetry('with-tool'),
});

const streamed = streamText({ model: chat, prompt: 'Say hello.', experimental_telemetry: telemetry('streamed') });
let text = '';
for await (const part of streamed.textStream) text += part;

await provider.forceFlush();
await provider.shutdown();
process.stdout.write(JSON.stringify({ called: called.text, streamed: text }));
