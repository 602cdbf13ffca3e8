/** OpenTelemetry alone: an application that writes the current GenAI conventions itself, content on the spans. */
const { SpanKind } = require('@opentelemetry/api');
const { OpenAI } = require('openai');
const { conversation, main, startTracing } = require('./telemetry.cjs');
const { inSpan, otelSteps } = require('./otelSteps.cjs');

const { openai, system, turns } = conversation;
const provider = startTracing();
const { complete, openaiClient, openaiTurns, TOOLS } = require('./openaiTurns.cjs');

const client = openaiClient(OpenAI);

const callPart = ({ id, function: { name, arguments: args } }) => ({ type: 'tool_call', id, name, arguments: JSON.parse(args) });

function partsOf({ role, content, tool_calls: calls = [], tool_call_id: id }) {
  if (role === 'tool') return [{ type: 'tool_call_response', id, response: JSON.parse(content) }];
  return [...(content === null ? [] : [{ type: 'text', content }]), ...calls.map(callPart)];
}

const messageOf = (message) => ({ role: message.role, parts: partsOf(message) });

/** A model call in a span of its own. */
function ask(_client, messages, mode) {
  return inSpan(`chat ${openai.model}`, { kind: SpanKind.CLIENT }, async (span) => {
    const message = await complete(client, messages, mode);
    const { input, cached, output, reasoning } = turns[messages.length > 2 ? 1 : 0];
    const finish = message.content === null ? 'tool_call' : 'stop';
    span.setAttributes({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': openai.model,
      'gen_ai.response.model': openai.version,
      'gen_ai.usage.input_tokens': input,
      'gen_ai.usage.cache_read.input_tokens': cached,
      'gen_ai.usage.output_tokens': output,
      'gen_ai.usage.reasoning.output_tokens': reasoning,
      'gen_ai.response.finish_reasons': [finish],
      'gen_ai.system_instructions': JSON.stringify([{ type: 'text', content: system }]),
      'gen_ai.input.messages': JSON.stringify(messages.slice(1).map(messageOf)),
      'gen_ai.output.messages': JSON.stringify([{ ...messageOf(message), finish_reason: finish }]),
      'gen_ai.tool.definitions': JSON.stringify(TOOLS),
      ...(mode === 'streamed' ? { 'gen_ai.request.stream': true, 'gen_ai.response.time_to_first_chunk': 0.005 } : {}),
    });
    return message;
  });
}

void main(
  provider,
  otelSteps((turn) => openaiTurns({ client, ask, ...turn })),
);
