import { FEEDBACK_SNIPPET } from './feedbackSnippet';

test('the snippet is at most 1 kB and can be parsed', () => {
  expect(Buffer.byteLength(FEEDBACK_SNIPPET)).toBeLessThanOrEqual(1024);
  // oxlint-disable-next-line no-new-func
  expect(() => new Function(FEEDBACK_SNIPPET)).not.toThrow();
});
