/** The turns with the model, as an application of `@anthropic-ai/sdk` writes them. */
const { anthropic, question, system, tool } = require('../conversation.json');
const { given } = require('./telemetry.cjs');

const TOOLS = [{ name: tool.name, description: tool.description, input_schema: tool.schema }];

/** @param Anthropic the class, after instrumentation */
function anthropicClient(Anthropic) {
  return new Anthropic({ baseURL: given.model, apiKey: 'none' });
}

async function create(client, messages, mode) {
  const request = { model: anthropic.model, max_tokens: 500, system, messages, tools: TOOLS };
  if (mode === 'plain') return (await client.messages.create(request)).content;
  const blocks = [];
  for await (const event of await client.messages.create({ ...request, stream: true })) {
    if (event.type === 'content_block_start') blocks[event.index] = { ...event.content_block, json: '' };
    if (event.type !== 'content_block_delta') continue;
    if (event.delta.type === 'text_delta') blocks[event.index].text += event.delta.text;
    else blocks[event.index].json += event.delta.partial_json;
  }
  return blocks.map(({ json, ...block }) => (block.type === 'tool_use' ? { ...block, input: JSON.parse(json) } : block));
}

/** @param runTool called with the tool call, gives its result */
async function anthropicTurns({ client, mode, runTool }) {
  const messages = [{ role: 'user', content: question }];
  const first = await create(client, messages, mode);
  const asked = first.find(({ type }) => type === 'tool_use');
  const result = await runTool({ id: asked.id, name: asked.name, arguments: asked.input });
  messages.push(
    { role: 'assistant', content: first },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: asked.id, content: JSON.stringify(result) }] },
  );
  return (await create(client, messages, mode)).map(({ text }) => text).join('');
}

module.exports = { anthropicClient, anthropicTurns };
