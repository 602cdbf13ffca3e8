/** The turns with the model, as an application of the `openai` package writes them. */
const { conversation, given } = require('./telemetry.cjs');

const { call, openai, question, system, tool } = conversation;
const TOOLS = [{ type: 'function', function: { name: tool.name, description: tool.description, parameters: tool.schema } }];

/** @param OpenAI the class, after instrumentation */
function openaiClient(OpenAI) {
  return new OpenAI({ baseURL: `${given.model}/v1`, apiKey: 'none' });
}

async function complete(client, messages, mode, more = {}) {
  const request = { model: openai.model, messages, tools: TOOLS, ...more };
  if (mode === 'plain') return (await client.chat.completions.create(request)).choices[0].message;
  const message = { role: 'assistant', content: '' };
  for await (const { choices } of await client.chat.completions.create({
    ...request,
    stream: true,
    stream_options: { include_usage: true },
  })) {
    const delta = choices[0]?.delta ?? {};
    message.content += delta.content ?? '';
    for (const { index, ...one } of delta.tool_calls ?? []) (message.tool_calls ??= [])[index] = one;
  }
  return { ...message, content: message.content === '' ? null : message.content };
}

/** @param runTool called with the tool call, gives its result */
async function openaiTurns({ client, mode, runTool, ask = complete }) {
  const messages = [
    { role: 'system', content: system },
    { role: 'user', content: question },
  ];
  const first = await ask(client, messages, mode);
  const asked = first.tool_calls[0];
  if (asked.function.name !== call.name) throw new Error(`an unknown tool: ${asked.function.name}`);
  const result = await runTool({ id: asked.id, name: asked.function.name, arguments: JSON.parse(asked.function.arguments) });
  messages.push(first, { role: 'tool', tool_call_id: asked.id, content: JSON.stringify(result) });
  return (await ask(client, messages, mode)).content;
}

module.exports = { complete, openaiClient, openaiTurns, TOOLS };
