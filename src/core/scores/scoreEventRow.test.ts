import type { Dimension } from '../model/dimension';
import type { ScoreEventRow } from '../model/tables';
import { hash } from './hash';
import { scoreEventRow, type ScoreInput } from './scoreEventRow';

const DIMENSIONS: readonly Dimension[] = [
  { name: 'factuality', scaleMin: 1, scaleMax: 5, isRate: false },
  { name: 'grounded', scaleMin: 0, scaleMax: 1, isRate: true },
];
const RECEIVED = 1_700_000_000_000_000_000n;
const TRACE = '0af7651916cd43dd8448eb211c80319c';

function read(input: Partial<ScoreInput>): ReturnType<typeof scoreEventRow> {
  return scoreEventRow(
    { traceId: TRACE, name: 'factuality', source: 'api', ...input },
    { dimensions: DIMENSIONS, receivedAt: RECEIVED, hash },
  );
}

function row(input: Partial<ScoreInput>): ScoreEventRow {
  const result = read(input);
  if ('reject' in result) throw new Error(result.reject);
  return result.row;
}

describe('value, error, scale', () => {
  type Expected = readonly [value: number | null, error: string, min: number, max: number, isRate: number];
  const cases: readonly (readonly [string, Partial<ScoreInput>, Expected])[] = [
    ['a number on the scale of its dimension', { value: 4.5 }, [4.5, '', 1, 5, 0]],
    ['the ends of the scale are on it', { value: 1 }, [1, '', 1, 5, 0]],
    ['below the scale', { value: 0 }, [null, 'out_of_scale', 1, 5, 0]],
    ['above the scale', { value: 5.01 }, [null, 'out_of_scale', 1, 5, 0]],
    ['not a number', { value: NaN }, [null, 'non_finite', 1, 5, 0]],
    ['infinite', { value: Infinity }, [null, 'non_finite', 1, 5, 0]],
    ['a failed judge', { value: null, errorType: 'timeout' }, [null, 'timeout', 1, 5, 0]],
    ['a failed judge that sent a number all the same', { value: 0, errorType: 'parse' }, [null, 'parse', 1, 5, 0]],
    ['nothing at all', {}, [null, 'no_value', 1, 5, 0]],
    ['an unknown dimension is a share', { name: 'tone', value: 0.25 }, [0.25, '', 0, 1, 0]],
    ['an unknown dimension outside of 0 to 1', { name: 'tone', value: 3 }, [null, 'out_of_scale', 0, 1, 0]],
    ['a scale that the sender names', { name: 'tone', value: 3, scale: [0, 10] }, [3, '', 0, 10, 0]],
    ['pass', { name: 'tone', label: 'Pass' }, [1, '', 0, 1, 1]],
    ['no', { name: 'tone', label: ' no ' }, [0, '', 0, 1, 1]],
    ['false', { name: 'tone', value: false }, [0, '', 0, 1, 1]],
    ['pass on a dimension that is graded', { label: 'pass' }, [1, '', 0, 1, 1]],
    ['pass with a scale', { label: 'pass', scale: [1, 5] }, [5, '', 1, 5, 0]],
    ['the number wins over the label', { value: 2, label: 'pass' }, [2, '', 1, 5, 0]],
    ['a label that is no yes or no did not fail', { label: 'verbose' }, [null, '', 1, 5, 0]],
    ['a label named like a property of every object', { label: 'constructor' }, [null, '', 1, 5, 0]],
    ['a rate by its dimension', { name: 'grounded', value: 1 }, [1, '', 0, 1, 1]],
  ];
  test.each(cases)('%s', (_name, input, expected) => {
    const { value, error_type, scale_min, scale_max, is_rate } = row(input);
    expect([value, error_type, scale_min, scale_max, is_rate]).toEqual(expected);
  });
});

describe('refused', () => {
  const cases: readonly (readonly [string, Partial<ScoreInput>, RegExp])[] = [
    ['no name', { name: ' ' }, /^name/],
    ['a text as name', { name: 'x'.repeat(257) }, /^name/],
    ['no target', { traceId: '' }, /^trace_id/],
    ['a short trace id', { traceId: 'abc' }, /^trace_id/],
    ['the invalid trace id', { traceId: '0'.repeat(32) }, /^trace_id/],
    ['no hex', { spanId: 'zzzzzzzzzzzzzzzz' }, /^span_id/],
    ['probability 0', { inclusionProbability: 0 }, /^inclusion_probability/],
    ['probability above 1', { inclusionProbability: 1.1 }, /^inclusion_probability/],
    ['probability NaN', { inclusionProbability: NaN }, /^inclusion_probability/],
    ['an upside-down scale', { scale: [5, 1] }, /^scale/],
    ['a scale without end', { scale: [0, Infinity] }, /^scale/],
    ['a time that the store cannot hold', { scoredAt: 2n ** 63n }, /^scored_at/],
  ];
  test.each(cases)('%s', (_name, input, expected) => {
    expect(read(input)).toEqual({ reject: expect.stringMatching(expected) });
  });
});

describe('identity', () => {
  test('the same score again has the same id, whatever the time of receipt', () => {
    const again = scoreEventRow(
      { traceId: TRACE.toUpperCase(), name: 'factuality', value: 3, source: 'api' },
      { dimensions: DIMENSIONS, receivedAt: 1n, hash },
    );
    expect('row' in again && again.row.score_id).toBe(row({ value: 3 }).score_id);
  });

  test.each<[string, Partial<ScoreInput>]>([
    ['span', { spanId: 'b7ad6b7169203331' }],
    ['dimension', { name: 'relevance' }],
    ['evaluator', { evaluator: 'other' }],
    ['evaluator version', { evaluatorVersion: '2' }],
    ['time that the sender gave', { scoredAt: 5n }],
  ])('another %s is another score', (_name, change) => {
    expect(row({ value: 3, ...change }).score_id).not.toBe(row({ value: 3 }).score_id);
  });

  test('a score of a response needs no trace', () => {
    expect(row({ traceId: undefined, responseId: 'resp-1', value: 3 })).toMatchObject({ trace_id: '', response_id: 'resp-1' });
  });

  test('a given id is kept', () => {
    expect(row({ id: 'mine', value: 3 }).score_id).toBe('mine');
  });
});

describe('epoch', () => {
  test('as sent', () => {
    expect(row({ evaluatorEpoch: 'e7', value: 3 }).evaluator_epoch).toBe('e7');
  });

  test('is one for one evaluator, version and scale, over all dimensions', () => {
    const epoch = row({ evaluator: 'judge', evaluatorVersion: '1', value: 3 }).evaluator_epoch;
    expect(epoch).toMatch(/^[0-9a-f]{16}$/);
    expect(row({ name: 'relevance', scale: [1, 5], evaluator: 'judge', evaluatorVersion: '1', value: 5 }).evaluator_epoch).toBe(epoch);
    expect(row({ evaluator: 'judge', evaluatorVersion: '2', value: 3 }).evaluator_epoch).not.toBe(epoch);
    expect(row({ evaluator: 'judge', evaluatorVersion: '1', value: 3, scale: [0, 5] }).evaluator_epoch).not.toBe(epoch);
  });
});
