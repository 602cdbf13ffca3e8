/** LangChain.js under the instrumentation of OpenInference: a runnable with a retriever, a model with tools, and a tool. */
const { registerInstrumentations } = require('@opentelemetry/instrumentation');
const { context } = require('@opentelemetry/api');
const { setPromptTemplate, setSession, setUser } = require('@arizeai/openinference-core');
const { LangChainInstrumentation } = require('@arizeai/openinference-instrumentation-langchain');
const { conversation, given, main, search, startTracing, runTool } = require('./telemetry.cjs');

const provider = startTracing();
const instrumentation = new LangChainInstrumentation({ tracerProvider: provider });
registerInstrumentations({ instrumentations: [instrumentation], tracerProvider: provider });
instrumentation.manuallyInstrument(require('@langchain/core/callbacks/manager'));
const { BaseRetriever } = require('@langchain/core/retrievers');
const { Document } = require('@langchain/core/documents');
const { HumanMessage, SystemMessage } = require('@langchain/core/messages');
const { RunnableLambda } = require('@langchain/core/runnables');
const { tool: makeTool } = require('@langchain/core/tools');
const { ChatOpenAI } = require('@langchain/openai');

const { openai, prompt, question, system, tool, topic, user } = conversation;

class Policies extends BaseRetriever {
  lc_namespace = ['order-bot'];
  async _getRelevantDocuments() {
    const documents = await search();
    return documents.map(({ id, content, score }) => new Document({ id, pageContent: content, metadata: { score } }));
  }
}

const status = makeTool(runTool, { name: tool.name, description: tool.description, schema: tool.schema });

const model = new ChatOpenAI({
  model: openai.model,
  apiKey: 'none',
  streamUsage: true,
  configuration: { baseURL: `${given.model}/v1` },
}).bindTools([status]);

async function ask(messages, mode, config) {
  if (mode === 'plain') return model.invoke(messages, config);
  let whole;
  for await (const chunk of await model.stream(messages, config)) whole = whole === undefined ? chunk : whole.concat(chunk);
  return whole;
}

const answer = RunnableLambda.from(async ({ question: asked, mode }, config) => {
  await new Policies().invoke(asked, config);
  const messages = [new SystemMessage(system), new HumanMessage(asked)];
  const first = await ask(messages, mode, config);
  messages.push(first, await status.invoke({ ...first.tool_calls[0], type: 'tool_call' }, config));
  return (await ask(messages, mode, config)).content;
}).withConfig({ runName: 'answer' });

void main(provider, ({ mode, session }) => {
  let active = setSession(context.active(), { sessionId: session });
  active = setUser(active, { userId: user });
  active = setPromptTemplate(active, { template: system, version: String(prompt.version), variables: {} });
  return context.with(active, () => answer.invoke({ question, mode }, { metadata: { topic } }));
});
