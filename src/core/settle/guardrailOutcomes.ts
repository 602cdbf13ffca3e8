/**
 * Outcomes by which a guardrail let everything through, in lower case. Any other word counts as triggered: providers
 * have words of their own for it, and a missed block is worse than a block too many.
 */
export const PASS_OUTCOMES: ReadonlySet<string> = new Set([
  'pass',
  'passed',
  'allow',
  'allowed',
  'ok',
  'safe',
  'none',
  'no_action',
  'guardrail_none',
  'not_triggered',
  'success',
  'false',
  '0',
]);

/** A guardrail that did not say how it ended is not counted as triggered. */
export function isTriggered(result: string): boolean {
  const outcome = result.trim().toLowerCase();
  return outcome !== '' && !PASS_OUTCOMES.has(outcome);
}
