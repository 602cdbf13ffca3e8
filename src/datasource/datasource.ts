import type {
  AdHocVariableFilter,
  CoreApp,
  DataQueryRequest,
  DataQueryResponse,
  DataSourceGetTagKeysOptions,
  DataSourceGetTagValuesOptions,
  DataSourceInstanceSettings,
  MetricFindValue,
  ScopedVars,
  TimeRange,
} from '@grafana/data';
import { DataSourceWithBackend, getTemplateSrv } from '@grafana/runtime';
import { map, type Observable } from 'rxjs';
import type { Filter } from '../core/query/model';
import { adHocFilters } from './adHocFilters';
import { annotationSupport } from './annotations';
import { withDataLinks } from './dataLinks';
import { interpolateFilters, type Replace } from './interpolateFilters';
import { liftQuery } from './liftQuery';
import { QUESTIONS, startQuery } from './questions';
import { replaceOutsideMacros } from './replaceOutsideMacros';
import type { DimensionInfo, FieldInfo, FieldSource, PlumblineOptions, PlumblineQuery, ViewInfo } from './types';
import { sqlWithMacros } from './sqlWithMacros';
import { ValuesSupport } from './variables';
import { viewerZone } from './viewerZone';

/** Answer of `GET /api/v1/resources/values`. */
interface ValuesAnswer {
  readonly values: readonly { readonly value: string; readonly count: number }[];
}

/** Wires Plumbline's service into Grafana; every question it can be asked is a file of its own. */
export class PlumblineDataSource extends DataSourceWithBackend<PlumblineQuery, PlumblineOptions> implements FieldSource {
  constructor(private readonly settings: DataSourceInstanceSettings<PlumblineOptions>) {
    super(settings);
    this.annotations = annotationSupport;
    this.variables = new ValuesSupport(this);
  }

  override getDefaultQuery(app: CoreApp): Partial<PlumblineQuery> {
    return startQuery('good', 'A', app);
  }

  /** Sends queries in the viewer's zone, lifted to this version, and links the figures of the answer. */
  override query(request: DataQueryRequest<PlumblineQuery>): Observable<DataQueryResponse> {
    const timezone = viewerZone(request.timezone, Intl.DateTimeFormat().resolvedOptions().timeZone);
    const targets = request.targets.map((query) => ({ timezone, ...liftQuery(query) }));
    const asked = new Map(targets.map((query) => [query.refId, query]));
    const target = { uid: this.settings.uid, name: this.settings.name };
    return super.query({ ...request, targets }).pipe(
      map((response) => ({
        ...response,
        data: response.data.map((frame) => {
          const query = asked.get(frame.refId ?? '');
          return withDataLinks(frame, query && this.applyTemplateVariables(query, request.scopedVars, request.filters), target);
        }),
      })),
    );
  }

  /** A query that cannot be answered yet is not sent. */
  override filterQuery(query: PlumblineQuery): boolean {
    return query.hide !== true && (QUESTIONS.find(({ kind }) => kind === query.kind)?.isComplete(query) ?? false);
  }

  override applyTemplateVariables(
    query: PlumblineQuery,
    scopedVars: ScopedVars,
    adHoc: readonly AdHocVariableFilter[] = [],
  ): PlumblineQuery {
    const templates = getTemplateSrv();
    const replace: Replace = (text, vars, format) => templates.replace(text, vars, format);
    const filters = interpolateFilters(query.filters ?? [], scopedVars, replace);
    const plain = (text: string): string => templates.replace(text, scopedVars);
    switch (query.kind) {
      case 'sql':
        return {
          ...query,
          filters,
          rawSql: replaceOutsideMacros(query.rawSql ?? '', (text) => templates.replace(text, scopedVars, 'sqlstring')),
        };
      case 'trace':
        return { ...query, filters, traceId: plain(query.traceId ?? '') };
      case 'traces':
        return { ...query, filters: [...filters, ...adHocFilters(adHoc)], search: plain(query.search ?? '') };
      default:
        return { ...query, filters: [...filters, ...adHocFilters(adHoc)] };
    }
  }

  override interpolateVariablesInQueries(
    queries: PlumblineQuery[],
    scopedVars: ScopedVars,
    filters?: readonly AdHocVariableFilter[],
  ): PlumblineQuery[] {
    return queries.map((query) => ({ ...this.applyTemplateVariables(query, scopedVars, filters), datasource: this.getRef() }));
  }

  override getQueryDisplayText(query: PlumblineQuery): string {
    return QUESTIONS.find(({ kind }) => kind === query.kind)?.summary(query) ?? query.kind;
  }

  /** Ad hoc filters: every field, and the attributes of the time range. */
  override async getTagKeys(options?: DataSourceGetTagKeysOptions<PlumblineQuery>): Promise<MetricFindValue[]> {
    const [fields, attributes] = await Promise.all([this.fields(), this.attributes(options?.timeRange)]);
    return [
      ...fields.map(({ name, label }) => ({ text: label, value: name })),
      ...attributes.map((name) => ({ text: `attributes.${name}`, value: `attributes.${name}` })),
    ];
  }

  override getTagValues({ key, filters, timeRange }: DataSourceGetTagValuesOptions<PlumblineQuery>): Promise<MetricFindValue[]> {
    return this.values(key, timeRange, adHocFilters(filters.filter((filter) => filter.key !== key)));
  }

  async fields(): Promise<readonly FieldInfo[]> {
    const answer = await this.getResource<{ fields: readonly FieldInfo[] }>('fields');
    return answer.fields;
  }

  async attributes(range: TimeRange | undefined): Promise<readonly string[]> {
    const answer = await this.getResource<{ attributes: readonly { readonly name: string }[] }>('attributes', within(range));
    return answer.attributes.map(({ name }) => name);
  }

  async dimensions(range: TimeRange | undefined): Promise<readonly DimensionInfo[]> {
    const answer = await this.getResource<{ dimensions: readonly DimensionInfo[] }>('dimensions', within(range));
    return answer.dimensions;
  }

  /** The documented views with their columns. */
  async views(): Promise<readonly ViewInfo[]> {
    const answer = await this.getResource<{ views: readonly ViewInfo[] }>('schema');
    return answer.views;
  }

  /** The SQL that a query would run, without running it. */
  async sqlOf(query: PlumblineQuery, range: TimeRange | undefined): Promise<string> {
    const filled = this.applyTemplateVariables(query, {});
    const answer = await this.getResource<{ sql: string }>('sql-preview', { query: JSON.stringify(filled), ...within(range) });
    return answer.sql;
  }

  /** The SQL of a question for a person to go on with: it follows the time range. */
  async editableSqlOf(query: PlumblineQuery, range: TimeRange | undefined): Promise<string> {
    const sql = await this.sqlOf(query, range);
    return range === undefined ? sql : sqlWithMacros(sql, wholeMinutes(range));
  }

  async values(field: string, range: TimeRange | undefined, filters: readonly Filter[] = [], search = ''): Promise<MetricFindValue[]> {
    const { values } = await this.getResource<ValuesAnswer>('values', {
      field,
      ...within(range),
      ...(filters.length === 0 ? {} : { filters: JSON.stringify(filters) }),
      ...(search === '' ? {} : { search }),
    });
    return values.map(({ value }) => ({ text: value === '' ? '(none)' : value, value }));
  }
}

function within(range: TimeRange | undefined): Record<string, string> {
  if (range === undefined) return {};
  const { from, to } = wholeMinutes(range);
  return { from: String(from), to: String(to) };
}

/** A range that slides with the clock would otherwise never find its answer in a cache. */
function wholeMinutes({ from, to }: TimeRange): { readonly from: number; readonly to: number } {
  const minute = 60_000;
  return { from: Math.floor(from.valueOf() / minute) * minute, to: Math.ceil(to.valueOf() / minute) * minute };
}
