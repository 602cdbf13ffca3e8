/** What Grafana makes of a rule's answers: sets of numbers by labels, then its expressions, then firing or not. */
import { z } from 'zod';
import type { FrameJSON } from '../../src/core/frames/frame';
import { expressions, type AlertRule } from './alertFiles';

/** Numbers by label set; the key is the labels as JSON, sorted. */
export type NumberSet = ReadonlyMap<string, number | null>;

export type Labels = Readonly<Record<string, string>>;

export function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** @throws Error for what would put the rule into its error state */
export function numberSet(frames: readonly FrameJSON[]): NumberSet {
  if (frames.length !== 1) throw new Error(`${frames.length} frames instead of one`);
  const [frame] = frames;
  if (frame?.schema.meta?.type !== 'numeric-long') throw new Error(`The frame is ${frame?.schema.meta?.type ?? 'untyped'}`);
  const { fields } = frame.schema;
  const numbers = fields.flatMap(({ type }, index) => (type === 'number' ? [index] : []));
  if (numbers.length !== 1 && fields.length > 0) throw new Error(`${numbers.length} number columns instead of one`);
  const rows = frame.data.values[0]?.length ?? 0;
  const set = new Map<string, number | null>();
  for (let row = 0; row < rows; row++) {
    const labels = Object.fromEntries(
      fields.flatMap(({ name, type }, index) => (type === 'string' ? [[name, String(frame.data.values[index]?.[row])]] : [])),
    );
    if (set.has(keyOf(labels))) throw new Error(`Two rows with the labels ${keyOf(labels)}`);
    const value = frame.data.values[numbers[0] ?? 0]?.[row];
    set.set(keyOf(labels), typeof value === 'number' ? value : null);
  }
  return set;
}

const thresholdSchema = z.looseObject({
  type: z.literal('threshold'),
  expression: z.string(),
  conditions: z.tuple([z.object({ evaluator: z.object({ type: z.enum(['gt', 'lt', 'eq']), params: z.tuple([z.number()]) }) })]),
});
const mathSchema = z.looseObject({ type: z.literal('math'), expression: z.string().regex(/^\$\w+ \/ \d+$/) });
const expressionSchema = z.discriminatedUnion('type', [thresholdSchema, mathSchema]);

/** @param answers number sets by refId; the expressions' own are added */
export function evaluateRule(rule: AlertRule, answers: ReadonlyMap<string, NumberSet>): ReadonlyMap<string, NumberSet> {
  const sets = new Map(answers);
  for (const { refId, model } of expressions(rule)) {
    const expression = expressionSchema.parse(model);
    sets.set(refId, expression.type === 'math' ? divide(expression.expression, sets) : compare(expression, sets));
  }
  return sets;
}

function divide(text: string, sets: ReadonlyMap<string, NumberSet>): NumberSet {
  const [, name = '', by = ''] = /^\$(\w+) \/ (\d+)$/.exec(text) ?? [];
  return mapValues(known(sets, name), (value) => (value === null ? null : value / Number(by)));
}

function compare({ expression, conditions }: z.infer<typeof thresholdSchema>, sets: ReadonlyMap<string, NumberSet>): NumberSet {
  const { type, params } = conditions[0].evaluator;
  const holds = (value: number): boolean => ({ gt: value > params[0], lt: value < params[0], eq: value === params[0] })[type];
  return mapValues(known(sets, expression), (value) => (value === null ? null : Number(holds(value))));
}

function known(sets: ReadonlyMap<string, NumberSet>, name: string): NumberSet {
  const set = sets.get(name);
  if (set === undefined) throw new Error(`The expression asks for ${name}, which no query before it is`);
  return set;
}

function mapValues(set: NumberSet, change: (value: number | null) => number | null): NumberSet {
  return new Map([...set].map(([key, value]) => [key, change(value)]));
}
