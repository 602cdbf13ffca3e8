import type { StageLine } from './stageTree';

export interface TreeState {
  readonly lines: readonly StageLine[];
  /** Index of the chosen line; -1 for none. */
  readonly active: number;
  readonly folded: ReadonlySet<string>;
  /** Lines of a page. */
  readonly page: number;
}

/** What a key does: another line, or folding of one. */
export interface TreeMove {
  readonly to?: number;
  readonly fold?: { readonly id: string; readonly isFolded: boolean };
}

/** Keys of a tree as the ARIA practices have them. @returns null for a key that means nothing here */
export function moveBy(key: string, { lines, active, folded, page }: TreeState): TreeMove | null {
  const last = lines.length - 1;
  const to = (index: number): TreeMove => ({ to: Math.min(last, Math.max(0, index)) });
  const line = lines[active];
  switch (key) {
    case 'ArrowDown':
      return to(active + 1);
    case 'ArrowUp':
      return to(active - 1);
    case 'PageDown':
      return to(active + page);
    case 'PageUp':
      return to(active - page);
    case 'Home':
      return to(0);
    case 'End':
      return to(last);
    case 'ArrowRight':
      if (line === undefined || !line.hasChildren) return null;
      return folded.has(line.row.id) ? { fold: { id: line.row.id, isFolded: false } } : to(active + 1);
    case 'ArrowLeft':
      if (line === undefined) return null;
      if (line.hasChildren && !folded.has(line.row.id)) return { fold: { id: line.row.id, isFolded: true } };
      return to(parentOf(lines, active));
    default:
      return null;
  }
}

function parentOf(lines: readonly StageLine[], index: number): number {
  const depth = lines[index]?.depth ?? 0;
  for (let above = index - 1; above >= 0; above--) if ((lines[above]?.depth ?? 0) < depth) return above;
  return index;
}
