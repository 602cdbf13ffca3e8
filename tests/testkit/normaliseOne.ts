/** One span through the table of aliases, as the tests of src/core/semconv ask for it. */
import { normaliseSpan, type NormaliseContext, type NormalisedSpan } from '../../src/core/semconv/normaliseSpan';
import { attributes, SECOND, span, START, type Plain, type SpanGiven } from './otlpSpan';

export const RECEIVED = START + 10n * SECOND;
export const CONTEXT: NormaliseContext = {
  receivedAt: RECEIVED,
  maxTextBytes: 1024 ** 2,
  dimensions: [{ name: 'factuality', scaleMin: 1, scaleMax: 5, isRate: false }],
};

export function normalise(
  given: SpanGiven = {},
  context: Partial<NormaliseContext> = {},
  resource: Readonly<Record<string, Plain>> = {},
): NormalisedSpan {
  return normaliseSpan(span(given), attributes(resource), { name: 'sdk', version: '1' }, { ...CONTEXT, ...context });
}
