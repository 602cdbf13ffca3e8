import { incidentStart, MODEL_VERSIONS, PROMPT_VERSIONS, versionAt } from './timeline';

test.each([
  ['a Wednesday', '2026-11-25T06:48:00Z', '2026-11-19T09:00:00.000Z'],
  ['a Thursday morning: last week', '2026-11-26T08:00:00Z', '2026-11-19T09:00:00.000Z'],
  ['four days after, to the minute', '2026-11-30T09:00:00Z', '2026-11-26T09:00:00.000Z'],
  ['a minute too early', '2026-11-30T08:59:00Z', '2026-11-19T09:00:00.000Z'],
  ['over a new year', '2027-01-01T00:00:00Z', '2026-12-24T09:00:00.000Z'],
])('the incident seen from %s', (_, now, start) => {
  expect(new Date(incidentStart(Date.parse(now))).toISOString()).toBe(start);
});

test.each([
  ['long before', PROMPT_VERSIONS, -40, 0, 'v1'],
  ['early in the roll-out, a request that gets the new one', PROMPT_VERSIONS, -24.5, 0.01, 'v2'],
  ['early in the roll-out, a request that does not', PROMPT_VERSIONS, -24.5, 0.5, 'v1'],
  ['afterwards', PROMPT_VERSIONS, -20, 0.99, 'v2'],
  ['at the incident', PROMPT_VERSIONS, 0.375, 0.99, 'v3'],
  ['the model at the incident', MODEL_VERSIONS, 0.375, 0.99, 'gpt-4o-2024-11-20'],
])('version %s', (_, versions, day, share, expected) => {
  expect(versionAt(versions, day, share)).toBe(expected);
});
