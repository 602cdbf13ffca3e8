import { createRandom, type Random } from './random';
import { DAY_MS, DEMO_DAYS, HOUR_MS, incidentStart, incidentThursday } from './timeline';
import { RETURN_POLICY, TOPICS, type DemoTopic } from './topics';

/** A request before anything is said about it. */
export interface Arrival {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly time: number;
  /** Days from the Thursday of the incident, with fraction. */
  readonly day: number;
  readonly topic: DemoTopic;
  /** Number within its day, for a stream of randomness of its own. */
  readonly number: number;
  /** Set when the stale document is given to the model as the best one; counts from 0. */
  readonly hit?: number;
}

const REQUESTS_PER_DAY = 400;
const WEEKEND = 0.55;
/** So that seven days hold seven times REQUESTS_PER_DAY. */
const PER_WEEKDAY = (REQUESTS_PER_DAY * 7) / (5 + 2 * WEEKEND);
/** The reference incident: so many conversations in the first week. */
export const HITS_PER_WEEK = 47;
/** Return-policy requests of the first week, within which the hits are spread: about 10 a day. */
const INCIDENT_WEEK_REQUESTS = 70;

const HOURLY = Array.from({ length: 24 }, (_, hour) => Math.max(0.12, 1 + 0.8 * Math.sin(((hour - 9) / 24) * 2 * Math.PI)));
const HOURLY_SUM = HOURLY.reduce((sum, weight) => sum + weight, 0);

/**
 * Every request of the demo in the order of time.
 * @param now milliseconds; nothing lies at or after it
 */
export function planTraffic(options: { readonly seed: number; readonly now: number; readonly days?: number }): Arrival[] {
  const { seed, now, days: reach = DEMO_DAYS } = options;
  const thursday = incidentThursday(now);
  const from = now - reach * DAY_MS;
  const first = Math.floor((from - thursday) / DAY_MS);
  const last = Math.floor((now - 1 - thursday) / DAY_MS);
  const days = Array.from({ length: last - first + 1 }, (_, i) => planDay(seed, first + i, thursday));
  return [...days.flat(), ...planIncidentWeek(seed, now)]
    .filter(({ time }) => time >= from && time < now)
    .sort((a, b) => a.time - b.time || a.number - b.number);
}

function planDay(seed: number, day: number, thursday: number): Arrival[] {
  const random = createRandom(seed, day, 1);
  const weekend = isWeekend(day);
  const arrivals: Arrival[] = [];
  for (let hour = 0; hour < 24; hour++) {
    const expected = ((weekend ? WEEKEND : 1) * PER_WEEKDAY * (HOURLY[hour] ?? 0)) / HOURLY_SUM;
    for (let count = random.poisson(expected); count > 0; count--) {
      const within = day + (hour + random.uniform()) / 24;
      const topic = pickTopic(random);
      if (topic.name === RETURN_POLICY && inIncidentWeek(within)) continue;
      const time = Math.floor(thursday + within * DAY_MS);
      const number = arrivals.length;
      // After the first week the fault goes on in the same part of the conversations.
      const hit = topic.name === RETURN_POLICY && within > INCIDENT_START_DAY && random.chance(HITS_PER_WEEK / INCIDENT_WEEK_REQUESTS);
      arrivals.push({ time, day: within, topic, number, ...(hit ? { hit: HITS_PER_WEEK + number } : {}) });
    }
  }
  return arrivals;
}

/** The return-policy requests of the first week: a fixed number, of which 47 are hit, evenly spread among them. */
function planIncidentWeek(seed: number, now: number): Arrival[] {
  const random = createRandom(seed, 0, 2);
  const thursday = incidentThursday(now);
  const start = incidentStart(now);
  const days = Array.from({ length: INCIDENT_WEEK_REQUESTS }, () => spreadOverWeek(random, start - thursday)).sort((a, b) => a - b);
  const topic = TOPICS.find(({ name }) => name === RETURN_POLICY) ?? TOPICS[0];
  return days.map((day, i) => {
    const before = Math.floor((i * HITS_PER_WEEK) / INCIDENT_WEEK_REQUESTS);
    const after = Math.floor(((i + 1) * HITS_PER_WEEK) / INCIDENT_WEEK_REQUESTS);
    const arrival = { time: Math.floor(thursday + day * DAY_MS), day, topic, number: 1_000_000 + i };
    return after > before ? { ...arrival, hit: before } : arrival;
  });
}

const INCIDENT_START_DAY = (incidentStart(0) - incidentThursday(0)) / DAY_MS;
const inIncidentWeek = (day: number): boolean => day >= INCIDENT_START_DAY && day < INCIDENT_START_DAY + 7;

/** Day 0 is a Thursday, so days 2 and 3 of each week are Saturday and Sunday. */
function isWeekend(day: number): boolean {
  const weekday = ((Math.floor(day) % 7) + 7) % 7;
  return weekday === 2 || weekday === 3;
}

/** A day within the week from `offsetMs` on, by the same hours and weekend as all traffic (acceptance sampling). */
function spreadOverWeek(random: Random, offsetMs: number): number {
  const busiest = Math.max(...HOURLY);
  for (;;) {
    const day = offsetMs / DAY_MS + 7 * random.uniform();
    const hour = Math.floor(((day - Math.floor(day)) * DAY_MS) / HOUR_MS);
    const weight = ((HOURLY[hour] ?? 0) / busiest) * (isWeekend(day) ? WEEKEND : 1);
    if (random.chance(weight)) return day;
  }
}

function pickTopic(random: Random): DemoTopic {
  let left = random.uniform();
  return TOPICS.find(({ share }) => (left -= share) < 0) ?? TOPICS[0];
}
