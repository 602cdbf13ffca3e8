/** The changes of rows 3 to 8 of the benchmark, with what is asked of the detector (statistics §7). */
export interface ChangeScenario {
  readonly row: number;
  readonly name: string;
  readonly perDay: number;
  /** Hours in which it has to be found. */
  readonly within: number;
  /** Change of the true mean so many hours after its start. */
  readonly shift: (since: number) => number;
  readonly power: number;
  /** Median delay, hours. */
  readonly delay: number;
}

const WEEK = 168;
const sudden =
  (fall: number) =>
  (since: number): number =>
    since >= 0 ? -fall : 0;
const drift = (since: number): number => (since >= 0 ? (-0.02 * since) / 24 : 0);
const ramp = (since: number): number => (since >= 0 ? -0.5 * Math.min(1, since / WEEK) : 0);
const dip = (since: number): number => (since >= 0 && since < 6 ? -1 : 0);

export const CHANGES: readonly ChangeScenario[] = [
  { row: 3, name: '-0.2 sudden', perDay: 200, within: WEEK, shift: sudden(0.2), power: 0.95, delay: 48 },
  { row: 3, name: '-0.2 sudden', perDay: 1_000, within: WEEK, shift: sudden(0.2), power: 0.99, delay: 20 },
  { row: 3, name: '-0.2 sudden', perDay: 20_000, within: WEEK, shift: sudden(0.2), power: 0.99, delay: 6 },
  { row: 4, name: '-0.5 sudden', perDay: 50, within: WEEK, shift: sudden(0.5), power: 0.99, delay: 32 },
  { row: 4, name: '-0.5 sudden', perDay: 200, within: WEEK, shift: sudden(0.5), power: 0.99, delay: 12 },
  { row: 4, name: '-0.5 sudden', perDay: 1_000, within: WEEK, shift: sudden(0.5), power: 0.99, delay: 5 },
  { row: 5, name: '-1.0 sudden', perDay: 1_000, within: WEEK, shift: sudden(1), power: 1, delay: 3 },
  { row: 6, name: 'drift -0.02 a day', perDay: 200, within: 720, shift: drift, power: 0.99, delay: 210 },
  { row: 6, name: 'drift -0.02 a day', perDay: 1_000, within: 720, shift: drift, power: 0.99, delay: 150 },
  { row: 7, name: 'ramp -0.5 over 7 d', perDay: 1_000, within: 336, shift: ramp, power: 0.99, delay: 66 },
  { row: 8, name: '6 h dip of -1.0', perDay: 1_000, within: 48, shift: dip, power: 0.98, delay: 3 },
];

export const NULL_VOLUMES = [20, 50, 200, 1_000, 5_000, 20_000] as const;
