import type { PlumblineQuery } from '../datasource/types';

export interface ExploreState {
  readonly query: PlumblineQuery | undefined;
  readonly range: { readonly from: string; readonly to: string } | undefined;
}

/** Reads `left` as Grafana writes it into the links of data: `{range, datasource, queries}`. */
export function readExploreState(left: string | null): ExploreState {
  try {
    const value: unknown = JSON.parse(left ?? '{}');
    if (typeof value !== 'object' || value === null) return NOTHING;
    const queries = 'queries' in value && Array.isArray(value.queries) ? (value.queries as PlumblineQuery[]) : [];
    const range = 'range' in value ? (value.range as ExploreState['range']) : undefined;
    const query = queries[0];
    return {
      query: query?.kind === undefined ? undefined : { ...query, refId: query.refId ?? 'A' },
      range: range === undefined ? undefined : { from: String(range.from), to: String(range.to) },
    };
  } catch {
    return NOTHING;
  }
}

const NOTHING: ExploreState = { query: undefined, range: undefined };

export function writeExploreState(query: PlumblineQuery): string {
  return JSON.stringify({ datasource: 'plumbline', queries: [query] });
}
