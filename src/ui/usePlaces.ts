import type { InterpolateFunction } from '@grafana/data';
import { config, locationService, useLocationService } from '@grafana/runtime';
import { useMemo, type MouseEvent } from 'react';
import { withChanges } from './withChanges';
import { drillDown, traceUrl } from './drillDown';
import type { CellLink } from './frameCells';

export interface PlaceLink {
  readonly href: string;
  readonly go: () => void;
}

/** Where clicks lead, on the dashboard that the panel stands on. */
export interface Places {
  /** True when the dashboard's variable of that field holds that value alone. */
  readonly isSet: (field: string, value: string) => boolean;
  /** Link to a slice, or back from it; null when the dashboard has no variable for it. */
  readonly slice: (fixed: readonly (readonly [field: string, value: string])[], reset: boolean) => PlaceLink | null;
  /** Follows a link on this page; a click that asks for a new tab is left to the browser. */
  readonly follow: (event: MouseEvent, link: PlaceLink) => void;
  readonly trace: (traceId: string) => string | null;
}

/** The dashboard narrowed to a segment, as a link beside those of its figures; none for the whole, and where no variable is. */
export function narrowLinks(groupBy: readonly string[], segment: readonly string[], { slice }: Pick<Places, 'slice'>): CellLink[] {
  const link = slice(
    segment.map((value, index) => [groupBy[index] ?? '', value]),
    false,
  );
  return link === null ? [] : [{ title: `Narrow the dashboard to ${segment.join(' · ')}`, href: link.href, onClick: link.go }];
}

/**
 * @param replaceVariables of the panel; it leaves a variable that does not exist as it stands
 * @param options.dataSource uid for Explore; undefined when the panel has no query
 */
export function usePlaces(
  replaceVariables: InterpolateFunction,
  { traceTemplate, dataSource }: { readonly traceTemplate: string; readonly dataSource: string | undefined },
): Places {
  const search = locationService.getLocation().search;
  const location = useLocationService();
  return useMemo(() => {
    const valueOf = (variable: string): string | null => {
      const reference = `\${${variable}:csv}`;
      const value = replaceVariables(reference);
      return value === reference ? null : value;
    };
    const has = (variable: string): boolean => valueOf(variable) !== null;
    return {
      isSet: (field, value) => valueOf(field) === value,
      slice: (fixed, reset) => {
        const changes = drillDown(fixed, has, reset);
        return changes === null ? null : { href: withChanges(search, changes), go: () => location.partial({ ...changes }) };
      },
      follow: (event, link) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        link.go();
      },
      trace: (traceId) =>
        traceUrl(traceId, {
          template: traceTemplate,
          hasVariable: has('trace_id'),
          search,
          explore: config.exploreEnabled && dataSource !== undefined ? dataSource : null,
        }),
    };
  }, [replaceVariables, traceTemplate, dataSource, search, location]);
}
