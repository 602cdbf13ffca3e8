import { EVERYTHING, type Capability } from '../capability';
import type { Api } from '../evaluatorSchema';
import type { JudgeRequest } from './shape';
import { SHAPES } from './shapes';

const SCHEMA = { type: 'object' };
const asked = (change: Partial<JudgeRequest> = {}): JudgeRequest => ({
  system: 'rules',
  user: 'data',
  schema: SCHEMA,
  model: 'm',
  temperature: 0,
  reasoningEffort: 'low',
  maxOutputTokens: 2048,
  capability: EVERYTHING,
  ...change,
});
const loose: Capability = { structure: 'object', dropped: ['temperature'] };
const bare: Capability = {
  structure: 'text',
  dropped: ['cache_control', 'max_completion_tokens', 'reasoning', 'reasoning_effort', 'store', 'temperature'],
};
const USER = [{ role: 'user', content: 'data' }];
const CHAT = [{ role: 'system', content: 'rules' }, ...USER];
const FORMAT = { type: 'json_schema', name: 'grades', strict: true, schema: SCHEMA };
const EPHEMERAL = [{ type: 'text', text: 'rules', cache_control: { type: 'ephemeral' } }];

test.each<[Api, string, Capability, object]>([
  [
    'openai-responses',
    'all',
    EVERYTHING,
    {
      model: 'm',
      instructions: 'rules',
      input: USER,
      max_output_tokens: 2048,
      text: { format: FORMAT },
      temperature: 0,
      reasoning: { effort: 'low' },
      store: false,
    },
  ],
  [
    'openai-responses',
    'any object',
    loose,
    {
      model: 'm',
      instructions: 'rules',
      input: USER,
      max_output_tokens: 2048,
      text: { format: { type: 'json_object' } },
      reasoning: { effort: 'low' },
      store: false,
    },
  ],
  ['openai-responses', 'text', bare, { model: 'm', instructions: 'rules', input: USER, max_output_tokens: 2048 }],
  [
    'anthropic',
    'all',
    EVERYTHING,
    {
      model: 'm',
      max_tokens: 2048,
      system: EPHEMERAL,
      messages: USER,
      output_config: { format: { type: 'json_schema', schema: SCHEMA }, effort: 'low' },
      temperature: 0,
    },
  ],
  [
    'anthropic',
    'no form without a schema',
    loose,
    { model: 'm', max_tokens: 2048, system: EPHEMERAL, messages: USER, output_config: { effort: 'low' } },
  ],
  [
    'ollama',
    'all, with room for 3 characters a token in steps of 4096',
    EVERYTHING,
    { model: 'm', messages: CHAT, stream: false, format: SCHEMA, options: { temperature: 0, num_predict: 2048, num_ctx: 4096 } },
  ],
  [
    'ollama',
    'any object',
    loose,
    { model: 'm', messages: CHAT, stream: false, format: 'json', options: { num_predict: 2048, num_ctx: 4096 } },
  ],
  ['ollama', 'text', bare, { model: 'm', messages: CHAT, stream: false, options: { num_predict: 2048, num_ctx: 4096 } }],
  ['openai', 'text, and the older name of the limit', bare, { model: 'm', messages: CHAT, max_tokens: 2048 }],
])('%s is sent %s', (api, _name, capability, body) => {
  expect(SHAPES[api].shape.request(asked({ capability }), undefined).body).toEqual(body);
});

test.each<[Api, string, object]>([
  ['openai', '/chat/completions', { authorization: 'Bearer k' }],
  ['openai-responses', '/responses', { authorization: 'Bearer k' }],
  ['anthropic', '/v1/messages', { 'x-api-key': 'k', 'anthropic-version': '2023-06-01' }],
  ['ollama', '/api/chat', { authorization: 'Bearer k' }],
])('%s: path and key', (api, path, headers) => {
  expect(SHAPES[api].shape.request(asked(), 'k')).toMatchObject({ path, headers });
  expect(JSON.stringify(SHAPES[api].shape.request(asked({ note: 'again' }), undefined).body)).toContain('data\\n\\nagain');
});

const said = (content: object) => ({
  model: 'm-1',
  status: 'completed',
  output: [{ type: 'reasoning' }, { type: 'message', content: [content] }],
});
const chat = (message: object, finish_reason: string) => ({ model: 'm-1', choices: [{ message, finish_reason }] });
const TEXT = [{ type: 'thinking' }, { type: 'text', text: '{}' }];

test.each<[Api, string, object, string, string]>([
  ['openai', 'a reply', chat({ content: '{}' }, 'stop'), 'complete', '{}'],
  ['openai', 'a refusal', chat({ content: null, refusal: 'no' }, 'stop'), 'refused', 'no'],
  ['openai', 'a filter', chat({ content: '' }, 'content_filter'), 'content_filter', ''],
  ['openai', 'a cut', chat({ content: '{' }, 'length'), 'truncated', '{'],
  ['openai-responses', 'a reply', said({ type: 'output_text', text: '{}' }), 'complete', '{}'],
  ['openai-responses', 'a refusal', said({ type: 'refusal', refusal: 'no' }), 'refused', 'no'],
  [
    'openai-responses',
    'a filter',
    { status: 'incomplete', incomplete_details: { reason: 'content_filter' }, output: [] },
    'content_filter',
    '',
  ],
  ['openai-responses', 'a cut', { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' }, output: [] }, 'truncated', ''],
  ['anthropic', 'a reply', { stop_reason: 'end_turn', content: TEXT }, 'complete', '{}'],
  ['anthropic', 'a refusal', { stop_reason: 'refusal', content: [] }, 'refused', ''],
  ['anthropic', 'a cut', { stop_reason: 'max_tokens', content: TEXT }, 'truncated', '{}'],
  ['anthropic', 'a full window', { stop_reason: 'model_context_window_exceeded', content: [] }, 'truncated', ''],
  ['ollama', 'a reply', { message: { content: '{}', thinking: 'hm' }, done_reason: 'stop' }, 'complete', '{}'],
  ['ollama', 'a cut', { message: { content: '{' }, done_reason: 'length' }, 'truncated', '{'],
])('%s: %s', (api, _name, body, end, text) => {
  expect(SHAPES[api].shape.read(body)).toMatchObject({ end, text });
});

test.each<[Api, object, object]>([
  [
    'openai-responses',
    {
      ...said({ type: 'output_text', text: '' }),
      usage: {
        input_tokens: 10,
        output_tokens: 5,
        input_tokens_details: { cached_tokens: 4 },
        output_tokens_details: { reasoning_tokens: 2 },
      },
    },
    { input: 10, output: 5, cacheRead: 4, cacheWrite: 0, reasoning: 2 },
  ],
  [
    'anthropic',
    {
      content: [],
      usage: {
        input_tokens: 10,
        output_tokens: 5,
        cache_read_input_tokens: 4,
        cache_creation_input_tokens: 3,
        output_tokens_details: { thinking_tokens: 2 },
      },
    },
    { input: 17, output: 5, cacheRead: 4, cacheWrite: 3, reasoning: 2 },
  ],
  [
    'ollama',
    { message: { content: '' }, prompt_eval_count: 10, eval_count: 5 },
    { input: 10, output: 5, cacheRead: 0, cacheWrite: 0, reasoning: 0 },
  ],
])('%s: tokens', (api, body, usage) => {
  expect(SHAPES[api].shape.read(body)?.usage).toEqual(usage);
});

test.each<Api>(['openai', 'openai-responses', 'anthropic', 'ollama'])('%s: another body is no reply', (api) => {
  expect(SHAPES[api].shape.read({ error: 'x' })).toBeUndefined();
  expect(SHAPES[api].shape.read(undefined)).toBeUndefined();
});
