/** Forms that the clients of tests/clients showed, one by one. */
import { normalise } from '../../../tests/testkit/normaliseOne';
import type { Plain } from '../../../tests/testkit/otlpSpan';

describe('forms that real clients showed', () => {
  const content = (plain: Readonly<Record<string, Plain>>) => normalise({ attributes: plain }).content;

  test('Anthropic under OpenInference: system prompt among the parameters, calls twice, results of the user', () => {
    const given = content({
      'openinference.span.kind': 'LLM',
      'llm.invocation_parameters': '{"model":"claude","system":"Be brief."}',
      'llm.input_messages.0.message.role': 'user',
      'llm.input_messages.0.message.content': 'Where is it?',
      'llm.input_messages.1.message.role': 'assistant',
      'llm.input_messages.1.message.contents.0.message_content.type': 'tool_use',
      'llm.input_messages.1.message.contents.0.tool_call.id': 'c',
      'llm.input_messages.1.message.tool_calls.0.tool_call.id': 'c',
      'llm.input_messages.1.message.tool_calls.0.tool_call.function.name': 'find',
      'llm.input_messages.1.message.tool_calls.0.tool_call.function.arguments': '{"n":1}',
      'llm.input_messages.2.message.role': 'user',
      'llm.input_messages.2.message.tool_call_id': 'c',
      'llm.input_messages.2.message.content': 'there',
    });
    expect(JSON.parse(given?.input_messages ?? '')).toEqual([
      { role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] },
      { role: 'user', parts: [{ type: 'text', content: 'Where is it?' }] },
      { role: 'assistant', parts: [{ type: 'tool_call', id: 'c', name: 'find', arguments: { n: 1 } }] },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c', response: 'there' }] },
    ]);
    // The result of a tool is no question.
    expect(given).toMatchObject({ input_text: 'Where is it?', system_instructions: 'Be brief.' });
  });

  test('a system prompt among the parameters is text and stays out of the table that charts read', () => {
    const { span: read } = normalise({ attributes: { 'llm.invocation_parameters': '{"system":"secret recipe"}' } });
    expect([...read.attributes.values()].join()).not.toContain('secret');
  });

  test.each([
    ['one argument', '{"args":[{"order":4711}],"kwargs":{}}', '{"order":4711}'],
    ['named arguments', '{"args":[],"kwargs":{"order":4711}}', '{"order":4711}'],
    ['several', '{"args":[1,2],"kwargs":{}}', '{"args":[1,2],"kwargs":{}}'],
    ['no call at all', '{"order":4711}', '{"order":4711}'],
  ])('arguments of a tool of OpenLLMetry: %s', (_what, input, expected) => {
    expect(content({ 'traceloop.span.kind': 'tool', 'traceloop.entity.input': input })?.tool_arguments).toBe(expected);
  });

  test('LangChain gives out the message of a tool; its content is the result', () => {
    const output = JSON.stringify({
      output: { lc: 1, type: 'constructor', id: ['langchain_core', 'messages', 'ToolMessage'], kwargs: { content: '42' } },
    });
    expect(content({ 'openinference.span.kind': 'TOOL', 'output.value': output })?.tool_result).toBe('42');
  });

  test('LangChain: ids of documents only in the output', () => {
    const { span: read } = normalise({
      attributes: {
        'openinference.span.kind': 'RETRIEVER',
        'retrieval.documents.0.document.content': 'a',
        'retrieval.documents.1.document.content': 'b',
        'output.value': '{"documents":[{"pageContent":"a","id":"x"},{"pageContent":"b","id":"y"}]}',
      },
    });
    expect(read.document_ids).toEqual(['x', 'y']);
  });

  test('Langfuse: what a retriever gives out are documents', () => {
    const { span: read } = normalise({
      attributes: {
        'langfuse.observation.type': 'retriever',
        'langfuse.observation.output': '[{"id":"x","score":0.5,"content":"a"}]',
      },
    });
    expect(read).toMatchObject({ document_ids: ['x'], document_scores: [0.5], documents_known: 1 });
  });

  test('LiteLLM: definitions of tools one by one', () => {
    const given = content({ 'gen_ai.request.model': 'm', 'gen_ai.tool.0.name': 'find', 'gen_ai.tool.0.description': 'Finds' });
    expect(given?.tool_definitions).toBe('[{"name":"find","description":"Finds"}]');
  });

  test('release and environment: the names of OpenTelemetry before those of an SDK, wherever they stand', () => {
    const { span: read } = normalise(
      { attributes: { 'langfuse.version': '1', 'langfuse.environment': 'sdk' } },
      {},
      { 'service.version': '2', 'deployment.environment.name': 'production' },
    );
    expect(read).toMatchObject({ release: '2', environment: 'production' });
  });

  test('a session of the span before one of the resource', () => {
    expect(normalise({ attributes: { 'gen_ai.conversation.id': 'a' } }, {}, { 'session.id': 'b' }).span.session_id).toBe('a');
  });
});
