import { withoutSecrets } from './withoutSecrets';

test.each([
  ['a key', 'wrong key sk-abcdef', ['sk-abcdef'], 'wrong key ***'],
  [
    'a key with a line break',
    '"Bearer sk-abc\nsk-def" is an invalid header value',
    ['sk-abc\nsk-def'],
    '"Bearer ***" is an invalid header value',
  ],
  ['the same as JSON', 'got {"k":"sk-abc\\nsk-def"}', ['sk-abc\nsk-def'], 'got {"k":"***"}'],
  ['one of its lines', 'got sk-def', ['sk-abc\nsk-def'], 'got ***'],
  ['a whole header and its key alone', 'Bearer sk-abcdef, that is sk-abcdef', ['Bearer sk-abcdef'], '***, that is ***'],
  ['the word before the key is none', 'no Bearer given', ['Bearer sk-abcdef'], 'no Bearer given'],
  ['short ones are words', 'none given', ['none', '', undefined], 'none given'],
])('%s', (_name, text, secrets, expected) => {
  expect(withoutSecrets(text, secrets)).toBe(expected);
});
