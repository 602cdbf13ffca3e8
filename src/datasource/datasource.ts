import type { DataSourceInstanceSettings, MetricFindValue, ScopedVars, TimeRange } from '@grafana/data';
import { DataSourceWithBackend, getTemplateSrv } from '@grafana/runtime';
import { QUERY_VERSION, type Filter } from '../core/query/model';
import { annotationSupport } from './annotations';
import { interpolateFilters } from './interpolateFilters';
import type { FieldInfo, FieldSource, PlumblineOptions, PlumblineQuery } from './types';
import { ValuesSupport } from './variables';

/** Answer of `GET /api/v1/resources/values`. */
interface ValuesAnswer {
  readonly values: readonly { readonly value: string; readonly count: number }[];
}

/** Wires Plumbline's service into Grafana; every question it can be asked is a file of its own. */
export class PlumblineDataSource extends DataSourceWithBackend<PlumblineQuery, PlumblineOptions> implements FieldSource {
  constructor(settings: DataSourceInstanceSettings<PlumblineOptions>) {
    super(settings);
    this.annotations = annotationSupport;
    this.variables = new ValuesSupport(this);
  }

  override getDefaultQuery(): Partial<PlumblineQuery> {
    return {
      kind: 'good',
      version: QUERY_VERSION,
      dimensions: [],
      groupBy: [],
      filters: [],
      targets: {},
      format: 'panel',
    } as Partial<PlumblineQuery>;
  }

  /** A query that cannot be answered yet is not sent. */
  override filterQuery(query: PlumblineQuery): boolean {
    if (query.hide === true || query.kind === undefined) return false;
    return query.kind !== 'sql' || ('rawSql' in query && (query.rawSql ?? '').trim() !== '');
  }

  override applyTemplateVariables(query: PlumblineQuery, scopedVars: ScopedVars): PlumblineQuery {
    const templates = getTemplateSrv();
    const replace = (text: string, vars: ScopedVars, format: (value: unknown) => string): string => templates.replace(text, vars, format);
    const filters = interpolateFilters(query.filters ?? [], scopedVars, replace);
    if (query.kind !== 'sql') return { ...query, filters };
    const rawSql = 'rawSql' in query ? (query.rawSql ?? '') : '';
    return { ...query, filters, rawSql: templates.replace(rawSql, scopedVars, 'sqlstring') } as PlumblineQuery;
  }

  /** Fields that can be filtered and grouped by. */
  async fields(): Promise<readonly FieldInfo[]> {
    const answer = await this.getResource<{ fields: readonly FieldInfo[] }>('fields');
    return answer.fields;
  }

  async dimensions(): Promise<readonly { readonly name: string }[]> {
    const answer = await this.getResource<{ dimensions: readonly { readonly name: string }[] }>('dimensions');
    return answer.dimensions;
  }

  /** Values of a field within the time range, the most frequent first. */
  async values(field: string, range: TimeRange | undefined, filters: readonly Filter[] = [], search = ''): Promise<MetricFindValue[]> {
    const { values } = await this.getResource<ValuesAnswer>('values', {
      field,
      ...(range === undefined ? {} : { from: String(range.from.valueOf()), to: String(range.to.valueOf()) }),
      ...(filters.length === 0 ? {} : { filters: JSON.stringify(filters) }),
      ...(search === '' ? {} : { search }),
    });
    return values.map(({ value }) => ({ text: value === '' ? '(none)' : value, value }));
  }
}
