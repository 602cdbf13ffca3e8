import { KNOWN_FIELDS, logLineSchema, type LogLine } from './logLine';
import { parseTime } from './parseTime';

export interface ParsedLine {
  readonly line: LogLine;
  /** Nanoseconds since 1970-01-01 UTC. */
  readonly time: bigint;
  /** Fields of the line that are not part of the format, as text. */
  readonly other: Readonly<Record<string, string>>;
}

export type Parsed = { readonly kind: 'line'; readonly parsed: ParsedLine } | { readonly kind: 'refused'; readonly reason: string };

/** Reads one line of a semantic log. The reason of a refusal names the field and what is wrong with it. */
export function parseLogLine(text: string): Parsed {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refused(`not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const result = logLineSchema.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    return refused(`${issue?.path.join('.') || 'line'}: ${issue?.message ?? 'wrong'}`);
  }
  const time = parseTime(result.data.time);
  if (time === undefined) return refused(`time: not a time since 1970: ${JSON.stringify(result.data.time)}`);
  const badScore = result.data.scores?.find((score) => score.time !== undefined && parseTime(score.time) === undefined);
  if (badScore !== undefined) return refused(`scores.${badScore.name}.time: not a time since 1970: ${JSON.stringify(badScore.time)}`);
  return { kind: 'line', parsed: { line: result.data, time, other: otherFields(value) } };
}

const refused = (reason: string): Parsed => ({ kind: 'refused', reason });

function otherFields(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, field]) => !KNOWN_FIELDS.has(key) && field !== null)
      .map(([key, field]) => [key, typeof field === 'string' ? field : JSON.stringify(field)]),
  );
}
