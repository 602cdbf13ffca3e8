import { documentVersion } from './documentVersion';

const hash = (text: string): string => `${text}0000000000`;

test.each([
  ['return-policy-v1.md', '', '', 'v1'],
  ['return_policy_V2', '', 'text', 'v2'],
  ['docs-v1/limits_v3.1.md', '', '', 'v3.1'],
  ['review-v1st', '', '', ''],
  ['canvas-video', '', '', ''],
  ['plain.md', '', 'body', 'body0000'],
  ['plain.md', '2026-01-01', 'body', '2026-01-01'],
  ['return-policy-v1.md', '9', 'body', '9'],
])('%s, given %j, content %j', (id, given, content, expected) => {
  expect(documentVersion(id, given, content, hash)).toBe(expected);
});
