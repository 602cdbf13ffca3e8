/** The steps around the model with the helpers of OpenInference, as its users write them. */
const { context } = require('@opentelemetry/api');
const {
  getRetrieverAttributes,
  setMetadata,
  setPromptTemplate,
  setSession,
  setTags,
  setUser,
  traceAgent,
  traceRetriever,
  withSpan,
} = require('@arizeai/openinference-core');
const { conversation, runTool, search } = require('./telemetry.cjs');

const { dataSource, prompt, question, system, tool, topic, user } = conversation;

const retrieve = traceRetriever(search, {
  name: `search ${dataSource}`,
  processOutput: (documents) => getRetrieverAttributes({ documents }),
});

const callTool = withSpan(async (call) => runTool(call), {
  name: tool.name,
  kind: 'TOOL',
  processInput: ({ id, name, arguments: args }) => ({
    'tool.name': name,
    'tool.id': id,
    'input.value': JSON.stringify(args),
    'input.mime_type': 'application/json',
  }),
});

/** @param turns gets {mode, runTool} and gives the answer */
function openinferenceSteps(turns) {
  const answer = traceAgent(
    async (_question, mode) => {
      await retrieve(question);
      return turns({ mode, runTool: callTool });
    },
    { name: 'answer', processInput: (asked) => ({ 'input.value': asked, 'input.mime_type': 'text/plain' }) },
  );
  return ({ mode, session }) => {
    let active = setSession(context.active(), { sessionId: session });
    active = setUser(active, { userId: user });
    active = setMetadata(active, { topic });
    active = setTags(active, ['test']);
    active = setPromptTemplate(active, { template: system, version: String(prompt.version), variables: {} });
    return context.with(active, () => answer(question, mode));
  };
}

module.exports = { openinferenceSteps };
