import type { ViewInfo } from './types';

export type SuggestionKind = 'view' | 'column' | 'function' | 'macro' | 'variable';

export interface Suggestion {
  readonly kind: SuggestionKind;
  readonly label: string;
  readonly insert: string;
  readonly detail: string;
  readonly documentation: string;
}

/** Macros that the service fills in; docs/contracts/query.md has them with what they become. */
const MACROS: readonly (readonly [insert: string, documentation: string])[] = [
  ['$__timeFilter(time)', 'The time range as a condition on a column'],
  ['$__timeInterval(time)', "Start of the interval by the viewer's clock, for GROUP BY"],
  ['$__fromTime', 'Start of the time range'],
  ['$__toTime', 'End of the time range'],
  ['$__interval', 'Width of the interval, for INTERVAL $__interval'],
  ['$__interval_s', 'Width of the interval in seconds'],
  ['$__interval_ms', 'Width of the interval in milliseconds'],
  ['$__in(column, $variable)', 'A list of values; no restriction where the variable is at "All"'],
];

/** What questions about quality need; ClickHouse has a thousand more, and any of them can be typed. */
const FUNCTIONS: readonly (readonly [insert: string, documentation: string])[] = [
  ['count()', 'Number of rows'],
  ['countIf(condition)', 'Number of rows for which the condition holds'],
  ['sum(x)', 'Sum'],
  ['sumIf(x, condition)', 'Sum over the rows for which the condition holds'],
  ['avg(x)', 'Mean of the values that are known'],
  ['avgIf(x, condition)', 'Mean over the rows for which the condition holds'],
  ['avgWeighted(x, weight)', 'Weighted mean; the weight of a score is 1 / inclusion_probability'],
  ['min(x)', 'Smallest value'],
  ['max(x)', 'Largest value'],
  ['argMin(x, y)', 'x of the row with the smallest y'],
  ['argMax(x, y)', 'x of the row with the largest y'],
  ['any(x)', 'Any one of the values'],
  ['uniqExact(x)', 'Number of different values'],
  ['uniq(x)', 'Number of different values, about'],
  ['quantile(0.95)(x)', 'Quantile'],
  ['quantiles(0.5, 0.95, 0.99)(x)', 'Several quantiles as an array'],
  ['median(x)', 'Median'],
  ['stddevSamp(x)', 'Standard deviation'],
  ['groupArray(10)(x)', 'Up to ten values as an array'],
  ['groupUniqArray(10)(x)', 'Up to ten different values as an array'],
  ['topK(10)(x)', 'The ten most frequent values'],
  ['arrayJoin(array)', 'A row for each element'],
  ['has(array, x)', 'True when the array holds x'],
  ['hasAny(array, other)', 'True when the arrays share an element'],
  ['length(x)', 'Length of a text or an array'],
  ['toStartOfHour(time)', 'Start of the hour'],
  ['toStartOfDay(time)', 'Start of the day, UTC'],
  ['toMonday(time)', 'Monday of the week'],
  ['toHour(time)', 'Hour of the day'],
  ['toDayOfWeek(time)', 'Day of the week, Monday is 1'],
  ["dateDiff('hour', a, b)", 'Time between two times in whole units'],
  ['now()', 'The present time'],
  ['if(condition, then, else)', 'One of two values'],
  ['multiIf(a, x, b, y, z)', 'The value of the first condition that holds'],
  ['ifNull(x, other)', 'x, or other where x is NULL'],
  ['nullIf(x, y)', 'NULL where x equals y'],
  ['coalesce(a, b)', 'The first value that is not NULL'],
  ['round(x, 2)', 'Rounded'],
  ['lower(x)', 'Lower case'],
  ['position(text, part)', 'Place of a part in a text, 0 when it is not there'],
  ['positionCaseInsensitive(text, part)', 'The same, letter case aside'],
  ['match(text, pattern)', 'True when the text matches the regular expression'],
  ['extract(text, pattern)', 'The first match of a regular expression'],
  ['startsWith(text, part)', 'True when the text begins with the part'],
  ["splitByChar(',', text)", 'Parts of a text as an array'],
  ['concat(a, b)', 'Texts one after another'],
  ['substringUTF8(text, 1, 200)', 'Part of a text'],
  ['mapContains(map, key)', 'True when a map has the key, as in attributes'],
  ['mapKeys(map)', 'Keys of a map'],
  ["JSONExtractString(json, 'key')", 'Text out of JSON'],
  ['lagInFrame(x) OVER (ORDER BY time)', 'Value of the row before'],
];

/**
 * What can be written next: macros and variables, views, the columns of the views that the text names (of all of them
 * while it names none), functions.
 */
export function sqlSuggestions(views: readonly ViewInfo[], variables: readonly string[], text: string): Suggestion[] {
  const words = new Set(text.match(/[A-Za-z_]\w*/g) ?? []);
  const named = views.filter(({ name }) => words.has(name));
  const columns = (named.length === 0 ? views : named).flatMap((view) =>
    view.columns.map((column): Suggestion => ({
      ...entry('column', column.name, column.comment),
      detail: `${view.name} · ${column.type}`,
    })),
  );
  return [
    ...MACROS.map(([insert, documentation]) => entry('macro', insert, documentation)),
    ...variables.map((name) => entry('variable', `$${name}`, 'Variable of the dashboard')),
    ...views.map((view) => entry('view', view.name, view.comment)),
    ...once(columns),
    ...FUNCTIONS.map(([insert, documentation]) => entry('function', insert, documentation)),
  ];
}

function entry(kind: SuggestionKind, insert: string, documentation: string): Suggestion {
  return { kind, label: insert, insert, detail: kind, documentation };
}

/** A column that several views have is offered once, with where it is. */
function once(columns: readonly Suggestion[]): Suggestion[] {
  const found = new Map<string, Suggestion>();
  for (const column of columns) {
    const before = found.get(column.label);
    found.set(column.label, before === undefined ? column : { ...before, detail: `${before.detail}, ${column.detail}` });
  }
  return [...found.values()];
}
