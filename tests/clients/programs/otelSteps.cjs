/** The steps around the model as spans of OpenTelemetry's GenAI conventions, written by the application itself. */
const { SpanKind, trace } = require('@opentelemetry/api');
const { conversation, runTool, search } = require('./telemetry.cjs');

const { answer, dataSource, prompt, question, topic, user } = conversation;
const tracer = trace.getTracer('order-bot');

/** Runs `work` in a span and ends it. */
function inSpan(name, options, work) {
  return tracer.startActiveSpan(name, options, async (span) => {
    try {
      return await work(span);
    } finally {
      span.end();
    }
  });
}

const messages = (role, text, more = {}) => JSON.stringify([{ role, parts: [{ type: 'text', content: text }], ...more }]);

const retrieve = () =>
  inSpan(`retrieval ${dataSource}`, { kind: SpanKind.CLIENT }, async (span) => {
    const documents = await search();
    span.setAttributes({
      'gen_ai.operation.name': 'retrieval',
      'gen_ai.data_source.id': dataSource,
      'gen_ai.retrieval.query.text': question,
      'gen_ai.retrieval.documents': JSON.stringify(documents),
    });
    return documents;
  });

const callTool = (call) =>
  inSpan(`execute_tool ${call.name}`, { kind: SpanKind.INTERNAL }, async (span) => {
    const result = await runTool(call);
    span.setAttributes({
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': call.name,
      'gen_ai.tool.call.id': call.id,
      'gen_ai.tool.call.arguments': JSON.stringify(call.arguments),
      'gen_ai.tool.call.result': JSON.stringify(result),
    });
    return result;
  });

/** @param turns gets {mode, runTool} and gives the answer */
function otelSteps(turns) {
  return ({ mode, session }) =>
    inSpan('invoke_agent order-bot', { kind: SpanKind.INTERNAL }, async (span) => {
      span.setAttributes({
        'gen_ai.operation.name': 'invoke_agent',
        'gen_ai.agent.name': 'order-bot',
        'gen_ai.conversation.id': session,
        'user.id': user,
        'plumbline.topic': topic,
        'gen_ai.prompt.name': prompt.name,
        'gen_ai.prompt.version': String(prompt.version),
        'gen_ai.input.messages': messages('user', question),
      });
      await retrieve();
      const said = await turns({ mode, runTool: callTool });
      span.setAttribute('gen_ai.output.messages', messages('assistant', answer, { finish_reason: 'stop' }));
      return said;
    });
}

module.exports = { inSpan, otelSteps };
