import type { StageRow } from './readFrames';

/** A stage in the order in which the pipeline ran, with its place in the tree. */
export interface StageLine {
  readonly row: StageRow;
  /** 0 for a root. */
  readonly depth: number;
  readonly hasChildren: boolean;
  /** Lines below it that belong to it. */
  readonly size: number;
}

/**
 * Stages as a tree, siblings by their start. A stage whose parent did not come stands as a root; a circle of parents, which
 * only a broken sender makes, is cut where it is entered.
 * @param rows by their start
 */
export function stageTree(rows: readonly StageRow[]): readonly StageLine[] {
  const ids = new Set(rows.map(({ id }) => id));
  const children = new Map<string, StageRow[]>();
  for (const row of rows) {
    const parent = ids.has(row.parent) && row.parent !== row.id ? row.parent : '';
    const known = children.get(parent);
    if (known === undefined) children.set(parent, [row]);
    else known.push(row);
  }
  const lines: { row: StageRow; depth: number; hasChildren: boolean; size: number }[] = [];
  const seen = new Set<string>();
  const walk = (from: readonly StageRow[]): void => {
    // No recursion: an agent in a loop nests deeper than the stack is.
    const open = from.map((row) => ({ row, depth: 0 })).reverse();
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { row, depth } = next;
      if (seen.has(row.id)) continue;
      seen.add(row.id);
      const below = children.get(row.id) ?? [];
      lines.push({ row, depth, hasChildren: below.length > 0, size: 0 });
      for (const child of [...below].reverse()) open.push({ row: child, depth: depth + 1 });
    }
  };
  walk(children.get('') ?? []);
  for (const row of rows) if (!seen.has(row.id)) walk([row]);
  return withSizes(lines);
}

function withSizes(lines: { row: StageRow; depth: number; hasChildren: boolean; size: number }[]): readonly StageLine[] {
  const open: number[] = [];
  lines.forEach((line, index) => {
    while (open.length > 0 && (lines[open.at(-1) ?? 0]?.depth ?? 0) >= line.depth) close(open.pop(), index);
    open.push(index);
  });
  while (open.length > 0) close(open.pop(), lines.length);
  return lines;

  function close(at: number | undefined, end: number): void {
    const line = at === undefined ? undefined : lines[at];
    if (line !== undefined && at !== undefined) line.size = end - at - 1;
  }
}

/** The lines that are in sight when some are folded. */
export function unfolded(lines: readonly StageLine[], folded: ReadonlySet<string>): readonly StageLine[] {
  if (folded.size === 0) return lines;
  const shown: StageLine[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index];
    if (line === undefined) break;
    shown.push(line);
    if (folded.has(line.row.id)) index += line.size;
  }
  return shown;
}
