/**
 * Which span a request started with. Whoever takes part in a trace knows its id, so a span that a bound token sent may not
 * make the whole trace a request of its own service: docs/contracts/ingest.md, "Tokens", has the rule.
 */
import { BOUND_SENDER } from '../model/boundSender';
import type { SettleSpan } from './settleInput';

export interface Request {
  readonly root: SettleSpan;
  /** False for what hangs under the start of another service and is not believed to be part of this request. */
  isPart(span: SettleSpan): boolean;
}

/**
 * @param product spans in order, without the work of evaluators
 * @param parentOf the parent, when it is there
 * @returns null for no spans
 */
export function rootOf(product: readonly SettleSpan[], parentOf: (span: SettleSpan) => SettleSpan | undefined): Request | null {
  const tops = product.filter((span) => parentOf(span) === undefined);
  const earliest = firstOf(tops) ?? product[0];
  if (earliest === undefined) return null;
  const isContested = tops.some(isBound) && tops.some(({ service }) => service !== earliest.service);
  if (!isContested) return { root: earliest, isPart: () => true };
  const topOf = topFinder(parentOf);
  const trusted = tops.filter((span) => !isBound(span));
  const service = trusted.length > 0 ? '' : firstReceived(product, topOf);
  const root = firstOf(trusted) ?? firstOf(tops.filter((span) => span.service === service)) ?? earliest;
  const isPart = (span: SettleSpan): boolean => {
    const top = topOf(span);
    return top.service === root.service || !(isBound(top) || isBound(root));
  };
  return { root, isPart };
}

const isBound = ({ flags }: SettleSpan): boolean => flags.includes(BOUND_SENDER);

function firstOf(tops: readonly SettleSpan[]): SettleSpan | undefined {
  return tops.find(({ parent_span_id }) => parent_span_id === '') ?? tops[0];
}

/** The service whose own spans, under a top of its own, came first. A root is sent last: its children speak for it. */
function firstReceived(product: readonly SettleSpan[], topOf: (span: SettleSpan) => SettleSpan): string {
  let first: SettleSpan | undefined;
  for (const span of product) {
    if (span.service === topOf(span).service && (first === undefined || span.ingest_ts < first.ingest_ts)) first = span;
  }
  return first?.service ?? '';
}

/** The highest span above each. Each span is walked over once, however deep the trace is. */
function topFinder(parentOf: (span: SettleSpan) => SettleSpan | undefined): (span: SettleSpan) => SettleSpan {
  const known = new Map<string, SettleSpan>();
  return (span) => {
    const way: SettleSpan[] = [];
    let top = span;
    for (let at: SettleSpan | undefined = span; at !== undefined; at = parentOf(at)) {
      const found = known.get(at.span_id);
      top = found ?? at;
      if (found !== undefined) break;
      way.push(at);
    }
    for (const { span_id } of way) known.set(span_id, top);
    return top;
  };
}
