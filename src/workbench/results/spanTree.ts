/** A span of a trace frame, by the names of its fields. */
export interface SpanLine {
  readonly id: string;
  readonly parent: string;
  readonly name: string;
  readonly stage: string;
  readonly service: string;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly start: number;
  readonly duration: number;
  readonly failed: boolean;
  readonly tags: readonly { readonly key: string; readonly value: unknown }[];
}

/** Spans in the order of a tree with how deep each lies; a span whose parent is not there is a root. */
export function spanTree(spans: readonly SpanLine[]): readonly { readonly span: SpanLine; readonly depth: number }[] {
  const ids = new Set(spans.map(({ id }) => id));
  const children = new Map<string, SpanLine[]>();
  for (const span of spans) {
    const parent = span.parent !== span.id && ids.has(span.parent) ? span.parent : '';
    const list = children.get(parent) ?? [];
    children.set(parent, list);
    list.push(span);
  }
  const ordered: { span: SpanLine; depth: number }[] = [];
  const seen = new Set<string>();
  const stack = [...(children.get('') ?? [])].sort(laterFirst).map((span) => ({ span, depth: 0 }));
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen.has(next.span.id)) continue;
    seen.add(next.span.id);
    ordered.push(next);
    const depth = next.depth + 1;
    stack.push(...[...(children.get(next.span.id) ?? [])].sort(laterFirst).map((span) => ({ span, depth })));
  }
  return ordered;
}

/** A stack gives out the last one first. */
function laterFirst(a: SpanLine, b: SpanLine): number {
  return b.start - a.start;
}
