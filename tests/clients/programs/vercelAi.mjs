/** The Vercel AI SDK inside an HTTP handler, which has a server span of its own. */
import { createRequire } from 'node:module';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { SpanKind } from '@opentelemetry/api';
import { generateText, jsonSchema, stepCountIs, streamText, tool as makeTool } from 'ai';

const require = createRequire(import.meta.url);
const { conversation, given, main, runTool, search, startTracing } = require('./telemetry.cjs');
const provider = startTracing();
const { inSpan } = require('./otelSteps.cjs');

const { dataSource, openai, prompt, question, system, tool, topic, user } = conversation;
const chat = createOpenAICompatible({ name: 'openai', baseURL: `${given.model}/v1`, apiKey: 'none', includeUsage: true })(openai.model);

/** The AI SDK has no span for a search. */
const retrieve = () =>
  inSpan(`retrieval ${dataSource}`, { kind: SpanKind.CLIENT }, async (span) => {
    span.setAttributes({
      'gen_ai.operation.name': 'retrieval',
      'gen_ai.data_source.id': dataSource,
      'gen_ai.retrieval.documents': JSON.stringify(await search()),
    });
  });

const requestOf = (session) => ({
  model: chat,
  system,
  prompt: question,
  tools: {
    [tool.name]: makeTool({ description: tool.description, inputSchema: jsonSchema(tool.schema), execute: runTool }),
  },
  stopWhen: stepCountIs(3),
  experimental_telemetry: {
    isEnabled: true,
    functionId: 'answer',
    metadata: { sessionId: session, userId: user, topic, langfusePrompt: JSON.stringify(prompt) },
  },
});

const converse = ({ mode, session }) =>
  inSpan(
    'POST /api/chat',
    { kind: SpanKind.SERVER, attributes: { 'http.request.method': 'POST', 'http.route': '/api/chat' } },
    async () => {
      await retrieve();
      if (mode === 'plain') return (await generateText(requestOf(session))).text;
      let text = '';
      for await (const part of streamText(requestOf(session)).textStream) text += part;
      return text;
    },
  );

void main(provider, converse);
