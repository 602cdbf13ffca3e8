/**
 * The steps around the model with the attributes that Traceloop's SDK writes: workflow, tool, a query of a vector store,
 * and the association properties and prompt on every span. The SDK itself brings twenty instrumentations and is not
 * installed for this; the spans of the model calls come from its instrumentations.
 */
const { SpanStatusCode, trace } = require('@opentelemetry/api');
const { conversation, runTool, search } = require('./telemetry.cjs');

const { dataSource, prompt, question, topic, user } = conversation;
let session = '';

/** As the SDK does it: on every span that starts. */
const associations = {
  onStart(span) {
    span.setAttributes({
      'traceloop.association.properties.session_id': session,
      'traceloop.association.properties.user_id': user,
      'traceloop.association.properties.topic': topic,
      'traceloop.prompt.key': prompt.name,
      'traceloop.prompt.version': prompt.version,
    });
  },
  onEnd() {},
  forceFlush: async () => undefined,
  shutdown: async () => undefined,
};

async function step(name, kind, input, work) {
  return trace.getTracer('@traceloop/node-server-sdk').startActiveSpan(`${name}.${kind}`, async (span) => {
    span.setAttributes({ 'traceloop.span.kind': kind, 'traceloop.entity.name': name });
    span.setAttribute('traceloop.entity.input', JSON.stringify({ args: [input], kwargs: {} }));
    const output = await work();
    span.setAttribute('traceloop.entity.output', JSON.stringify(output));
    span.setStatus({ code: SpanStatusCode.OK }).end();
    return output;
  });
}

/** As the instrumentation of a vector store writes it. */
async function retrieve() {
  return trace.getTracer('@traceloop/instrumentation-chromadb').startActiveSpan('chroma.query', async (span) => {
    const documents = await search();
    span.setAttributes({ 'db.system': 'chroma', 'db.operation': 'query', 'db.collection.name': dataSource, 'db.vector.query.top_k': 2 });
    for (const { id, score, content } of documents)
      span.addEvent('db.query.result', { 'db.query.result.id': id, 'db.query.result.score': score, 'db.query.result.document': content });
    span.end();
    return documents;
  });
}

/** @param turns gets {mode, runTool} and gives the answer */
function openllmetrySteps(turns) {
  return ({ mode, session: current }) => {
    session = current;
    return step('answer', 'workflow', question, async () => {
      await retrieve();
      return turns({ mode, runTool: (call) => step(call.name, 'tool', call.arguments, () => runTool(call)) });
    });
  };
}

module.exports = { associations, openllmetrySteps };
