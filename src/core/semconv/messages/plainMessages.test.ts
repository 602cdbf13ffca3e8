/** The short way gives what the long one gives: parse, read any form, write as JSON. */
import fc from 'fast-check';
import { jsonText } from '../jsonText';
import { parseJson } from '../parseJson';
import { fitMessages } from './fitMessages';
import { plainMessages } from './plainMessages';
import { toMessages } from './toMessages';

const MANY = 1024 ** 2;

const word = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom(
    'user',
    'assistant',
    'system',
    'tool',
    'text',
    'stop',
    'end_turn',
    'max-tokens',
    '',
    '"',
    '\\',
    '\n',
    '\\u00e9',
    '[{"type":"text"}]',
  ),
);
const part = fc.oneof(
  fc.record({ type: fc.constant('text'), content: word }),
  fc.record({ content: word, type: fc.constant('text') }),
  fc.record({ type: word, content: word }, { requiredKeys: [] }),
  fc.record({ type: fc.constant('text'), content: fc.jsonValue() }),
);
const message = fc.oneof(
  fc.record({ role: fc.constantFrom('user', 'assistant', 'system'), parts: fc.array(part, { maxLength: 3 }) }),
  fc.record({ role: word, parts: fc.array(part, { maxLength: 3 }), finish_reason: word }, { requiredKeys: ['parts'] }),
  fc.record({ finish_reason: word, parts: fc.array(part, { maxLength: 2 }), role: fc.constant('assistant') }),
  part,
);
/** As different writers print it; some escape what they need not. */
const json = fc.tuple(fc.array(message, { maxLength: 4 }), fc.constantFrom('plain', 'spaces', 'lines', 'ascii')).map(([value, style]) => {
  const text = style === 'lines' ? JSON.stringify(value, null, 1) : JSON.stringify(value);
  if (style === 'spaces') return text.replaceAll('":', '": ').replaceAll(',"', ', "');
  return style === 'ascii' ? text.replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`) : text;
});

function theLongWay(text: string, role: string) {
  const data = parseJson(text)?.value;
  return toMessages(data, role);
}

test('whatever it takes is what the long way makes of it', () => {
  let taken = 0;
  fc.assert(
    fc.property(json, fc.constantFrom('user', 'assistant', 'system'), (text, role) => {
      const quick = plainMessages(text, role);
      if (quick === undefined) return;
      taken++;
      const long = theLongWay(text, role);
      expect(quick).toEqual(long);
      expect(fitMessages(quick, MANY).json).toBe(jsonText(long));
    }),
    { numRuns: 3000, seed: 1 },
  );
  expect(taken).toBeGreaterThan(100);
});

test.each<[string, string]>([
  ['a message as the conventions write it', '[{"role":"user","parts":[{"type":"text","content":"Hi"}]}]'],
  ['with the spaces of other writers', '[{"role": "user", "parts": [{"type": "text", "content": "Hi"}]}]'],
  ['with a reason for the end', '[{"role":"assistant","parts":[{"type":"text","content":"Hi"}],"finish_reason":"end_turn"}]'],
  ['with escapes', '[{"role":"user","parts":[{"type":"text","content":"a\\"b\\\\\\n\\u00e9"}]}]'],
  [
    'a conversation',
    '[{"role":"user","parts":[{"type":"text","content":"a"}]},{"role":"assistant","parts":[]},{"role":"user","parts":[{"type":"text","content":"b"}]}]',
  ],
  ['parts alone', '[{"type":"text","content":"You are kind."}]'],
])('%s goes the short way', (_name, text) => {
  const quick = plainMessages(text, 'user');
  expect(quick).toBeDefined();
  expect(quick).toEqual(theLongWay(text, 'user'));
});

test.each<[string, string]>([
  ['a result of a tool', '[{"role":"tool","parts":[{"type":"text","content":"{}"}]}]'],
  ['a call of a tool', '[{"role":"assistant","parts":[{"type":"tool_call","name":"f","arguments":{}}]}]'],
  ['a text that was cut', '[{"role":"user","parts":[{"type":"text","content":"a'],
  ['more behind it', '[{"role":"user","parts":[{"type":"text","content":"a"}]}] x'],
  ['a name twice', '[{"role":"user","role":"system","parts":[{"type":"text","content":"a"}]}]'],
  ['half of a surrogate pair', '[{"role":"user","parts":[{"type":"text","content":"\\ud800"}]}]'],
  ['a line end inside a string', '[{"role":"user","parts":[{"type":"text","content":"a\nb"}]}]'],
  ['nothing', '[]'],
])('%s goes the long way', (_name, text) => {
  expect(plainMessages(text, 'user')).toBeUndefined();
});
