/** How expected values of the recorded payloads are written down. What is not named is empty: '', NULL, [] or 0. */
import type { SpanRow } from '../../../src/core/model/tables';

export interface ExpectedText {
  readonly encoding: string;
  readonly input: readonly object[];
  readonly output: readonly object[];
  readonly system: string;
  readonly question: string;
  readonly answer: string;
  readonly toolDefinitions: string;
  readonly toolArguments: string;
  readonly toolResult: string;
}

export interface ExpectedSpan {
  /** Ids, times, kind, name and scope are those of the payload and need no mention. */
  readonly row: Partial<SpanRow>;
  readonly text: Partial<ExpectedText>;
}

/** By name of the case, its spans in the order of the payload. */
export type ExpectedCases = Readonly<Record<string, readonly ExpectedSpan[]>>;

export const one = (row: Partial<SpanRow>, text: Partial<ExpectedText> = {}): readonly ExpectedSpan[] => [{ row, text }];

type Parts = string | object | readonly object[];

const partsOf = (said: Parts): readonly object[] =>
  typeof said === 'string' ? [{ type: 'text', content: said }] : Array.isArray(said) ? said : [said];

const message = (role: string, said: Parts, more: object = {}): object => ({ role, parts: partsOf(said), ...more });

export const system = (said: Parts): object => message('system', said);
export const user = (said: Parts): object => message('user', said);
export const assistant = (said: Parts, finish?: string): object =>
  message('assistant', said, finish === undefined ? {} : { finish_reason: finish });
export const tool = (id: string | undefined, response: unknown): object =>
  message('tool', { type: 'tool_call_response', ...(id === undefined ? {} : { id }), response });
export const call = (id: string, name: string, args: object): object => ({ type: 'tool_call', id, name, arguments: args });

/** A question by itself in a form of its own. */
export const asked = (encoding: string, question: string): Partial<ExpectedText> => ({ encoding, input: [user(question)], question });
export const answered = (encoding: string, answer: string, finish?: string): Partial<ExpectedText> => ({
  encoding,
  output: [assistant(answer, finish)],
  answer,
});
