/** Langfuse's OpenTelemetry SDK, with the model calls as its users write them by hand. */
const { LangfuseSpanProcessor } = require('@langfuse/otel');
const { propagateAttributes, startActiveObservation, startObservation } = require('@langfuse/tracing');
const { OpenAI } = require('openai');
const { conversation, exporter, main, runTool, search, startTracing } = require('./telemetry.cjs');

const { openai, prompt, question, topic, turns, user } = conversation;
const provider = startTracing([], new LangfuseSpanProcessor({ exporter: exporter(), publicKey: 'pk', secretKey: 'sk' }));
const { complete, openaiClient, openaiTurns } = require('./openaiTurns.cjs');

const client = openaiClient(OpenAI);

async function ask(_client, messages, mode) {
  const generation = startObservation('completion', { model: openai.model, input: messages, prompt }, { asType: 'generation' });
  const message = await complete(client, messages, mode);
  const { input, cached, output, reasoning } = turns[messages.length > 2 ? 1 : 0];
  generation.update({
    output: message,
    usageDetails: { input, output, total: input + output, input_cached_tokens: cached, output_reasoning_tokens: reasoning },
    ...(mode === 'streamed' ? { completionStartTime: new Date() } : {}),
  });
  generation.end();
  return message;
}

async function callTool(call) {
  const observation = startObservation(call.name, { input: call.arguments }, { asType: 'tool' });
  const result = await runTool(call);
  observation.update({ output: result }).end();
  return result;
}

async function retrieve() {
  const observation = startObservation('search policies', { input: question }, { asType: 'retriever' });
  observation.update({ output: await search() }).end();
}

void main(provider, ({ mode, session }) =>
  propagateAttributes({ sessionId: session, userId: user, metadata: { topic } }, () =>
    startActiveObservation(
      'answer',
      async (agent) => {
        agent.update({ input: question });
        await retrieve();
        const answer = await openaiTurns({ client, mode, ask, runTool: callTool });
        agent.update({ output: answer });
        return answer;
      },
      { asType: 'agent' },
    ),
  ),
);
