import type { ChangeCandidate } from './rankChanges';

/** Requests of the slice that had these versions, before the start and since. */
export interface VersionUse {
  readonly promptName: string;
  readonly promptVersion: string;
  readonly model: string;
  readonly modelVersion: string;
  readonly service: string;
  readonly release: string;
  readonly before: number;
  readonly now: number;
}

/**
 * How far a change reached into the traffic that got worse: the share of the slice's requests that have it since the start,
 * minus the share before.
 * @param documents shares by document id
 * @returns null when it is not known which requests have it, as of an evaluator
 */
export function changeReach(
  { kind, service, name, version }: Pick<ChangeCandidate, 'kind' | 'service' | 'name' | 'version'>,
  versions: readonly VersionUse[],
  documents: ReadonlyMap<string, { readonly before: number; readonly now: number }>,
): number | null {
  switch (kind) {
    case 'prompt':
      return shift(versions, (use) => use.promptName === name && use.promptVersion === version);
    case 'model':
      return shift(versions, (use) => use.model === name && use.modelVersion === version);
    case 'release':
      return shift(versions, (use) => use.service === service && use.release === version);
    case 'document': {
      const shares = documents.get(name);
      return shares === undefined ? 0 : shares.now - shares.before;
    }
    default:
      return null;
  }
}

function shift(versions: readonly VersionUse[], has: (use: VersionUse) => boolean): number | null {
  const sum = (side: 'before' | 'now', list: readonly VersionUse[]): number => list.reduce((total, use) => total + use[side], 0);
  const [before, now] = [sum('before', versions), sum('now', versions)];
  if (now === 0) return null;
  const having = versions.filter(has);
  return sum('now', having) / now - (before === 0 ? 0 : sum('before', having) / before);
}
