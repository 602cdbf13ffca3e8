import type { Stage } from '../model/stage';
import { newestOf } from './newestOf';
import { rootOf } from './rootOf';
import type { SettleSpan } from './settleInput';

/** The spans of a trace in order, as a forest, and what of it is the request itself. */
export interface TraceShape {
  /** Every span once, by start; a span that covers another one comes before it. */
  readonly spans: readonly SettleSpan[];
  /** Those of the request, in the same order and never empty: without the work of evaluators and what `rootOf` does not believe. */
  readonly product: readonly SettleSpan[];
  /** The span that the request started with. */
  readonly root: SettleSpan;
  /** True when the parent of the root, or of everything, has not come. */
  readonly isRootMissing: boolean;
  /** The parent, when it is there. */
  parentOf(span: SettleSpan): SettleSpan | undefined;
  /** The spans of these stages with everything below them, as span ids. */
  within(...stages: readonly Stage[]): ReadonlySet<string>;
}

/** Null when there is nothing but the work of evaluators. The order and repetition of the rows do not matter. */
export function traceShape(rows: readonly SettleSpan[]): TraceShape | null {
  const spans = [...newestOf(rows, ({ span_id }) => span_id)].sort(byTime);
  const { parents, children } = linkUp(spans);
  const within = (...stages: readonly Stage[]): ReadonlySet<string> => subtrees(spans, new Set<string>(stages), children);
  const evaluators = within('evaluator');
  const parentOf = ({ span_id }: SettleSpan): SettleSpan | undefined => parents.get(span_id);
  const work = spans.filter(({ span_id }) => !evaluators.has(span_id));
  const request = rootOf(work, parentOf);
  if (request === null) return null;
  const { root, isPart } = request;
  return { spans, product: work.filter(isPart), root, isRootMissing: root.parent_span_id !== '', parentOf, within };
}

function byTime(a: SettleSpan, b: SettleSpan): number {
  return compare(a.start_time, b.start_time) || compare(b.end_time, a.end_time) || compare(a.span_id, b.span_id);
}

function compare<T extends bigint | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

type Children = ReadonlyMap<string, readonly SettleSpan[]>;

interface Links {
  readonly parents: ReadonlyMap<string, SettleSpan>;
  readonly children: Children;
}

/** Links each span to its parent. Where broken ids make a circle, it is opened at its last span. */
function linkUp(spans: readonly SettleSpan[]): Links {
  const byId = new Map(spans.map((span) => [span.span_id, span]));
  const parents = new Map<string, SettleSpan>();
  const children = new Map<string, SettleSpan[]>();
  const open = new Set<string>();
  for (const span of spans) {
    const parent = byId.get(span.parent_span_id);
    if (parent === undefined || closesCircle(span, parent, parents, open)) {
      open.add(span.span_id);
      continue;
    }
    if (open.has(parent.span_id)) open.add(span.span_id);
    parents.set(span.span_id, parent);
    const siblings = children.get(parent.span_id);
    if (siblings === undefined) children.set(parent.span_id, [span]);
    else siblings.push(span);
  }
  return { parents, children };
}

/**
 * True when `span` is among the ancestors of its parent. Ancestors whose own way up has been found to end (`open`) need
 * no second look; parents usually come first, so a chain of n spans takes n steps and not n²/2.
 */
function closesCircle(span: SettleSpan, parent: SettleSpan, parents: ReadonlyMap<string, SettleSpan>, open: ReadonlySet<string>): boolean {
  for (let at: SettleSpan | undefined = parent; at !== undefined && !open.has(at.span_id); at = parents.get(at.span_id)) {
    if (at.span_id === span.span_id) return true;
  }
  return false;
}

function subtrees(spans: readonly SettleSpan[], stages: ReadonlySet<string>, children: Children): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = spans.filter(({ stage }) => stages.has(stage));
  for (let span = waiting.pop(); span !== undefined; span = waiting.pop()) {
    if (found.has(span.span_id)) continue;
    found.add(span.span_id);
    for (const child of children.get(span.span_id) ?? []) waiting.push(child);
  }
  return found;
}
