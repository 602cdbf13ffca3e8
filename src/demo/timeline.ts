/** What changes when, around the incident of the demo. All days are UTC days, counted from the Thursday of the incident. */

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;

/** How far back the demo reaches: a 7-day window, its 28-day baseline and a week to spare. */
export const DEMO_DAYS = 42;

/** The new return policy is published at this hour of the Thursday. */
const INCIDENT_HOUR = 9;
/** The Thursday is at least this far back, so that there is something to see. */
const MIN_AGE_DAYS = 4;

/** 1970-01-01 was a Thursday, so whole weeks since then begin on Thursdays. */
const WEEK_MS = 7 * DAY_MS;

/** Midnight of the Thursday of the incident: the latest one whose 09:00 is at least four days before `now` (milliseconds). */
export function incidentThursday(now: number): number {
  const latestStart = now - MIN_AGE_DAYS * DAY_MS - INCIDENT_HOUR * HOUR_MS;
  return Math.floor(latestStart / WEEK_MS) * WEEK_MS;
}

/** When the incident begins, milliseconds. */
export function incidentStart(now: number): number {
  return incidentThursday(now) + INCIDENT_HOUR * HOUR_MS;
}

interface Version {
  readonly version: string;
  /** Days from the Thursday of the incident at which it begins to roll out. */
  readonly fromDay: number;
  /** Days until every request has it. */
  readonly overDays: number;
}

/** None of these falls on the incident: a person who looks for the cause must be able to rule them out. */
export const PROMPT_VERSIONS: readonly Version[] = [
  { version: 'v1', fromDay: -Infinity, overDays: 0 },
  { version: 'v2', fromDay: -24.6, overDays: 1.5 },
  { version: 'v3', fromDay: -10.4, overDays: 1 },
];

export const MODEL_VERSIONS: readonly Version[] = [
  { version: 'gpt-4o-2024-08-06', fromDay: -Infinity, overDays: 0 },
  { version: 'gpt-4o-2024-11-20', fromDay: -17.5, overDays: 2.5 },
];

export const RELEASES: readonly Version[] = [
  { version: '2.14.0', fromDay: -Infinity, overDays: 0 },
  { version: '2.14.1', fromDay: -33.4, overDays: 0 },
  { version: '2.15.0', fromDay: -20.6, overDays: 0 },
  { version: '2.15.1', fromDay: -5.4, overDays: 0 },
  { version: '2.16.0', fromDay: 2.6, overDays: 0 },
];

/**
 * The version that a request gets.
 * @param day days since the Thursday of the incident, with fraction
 * @param share uniform in [0, 1): a version in the middle of its roll-out goes to this part of the requests
 */
export function versionAt(versions: readonly Version[], day: number, share: number): string {
  const active = versions.findLast(({ fromDay, overDays }) => day >= fromDay && (overDays === 0 || share < (day - fromDay) / overDays));
  return active?.version ?? '';
}
