import {
  CustomVariableSupport,
  toDataFrame,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceApi,
  type QueryEditorProps,
} from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import { from, map, type Observable } from 'rxjs';
import { interpolateFilters } from './interpolateFilters';
import type { FieldSource, PlumblineOptions, PlumblineQuery, ValuesQuery } from './types';
import { VariableEditor } from './VariableEditor';

type AnyPlumbline = DataSourceApi<PlumblineQuery, PlumblineOptions>;
type EditorProps = QueryEditorProps<AnyPlumbline, PlumblineQuery, PlumblineOptions, ValuesQuery>;

/** Variables list the values of a field: those that occur in the dashboard's time range. */
export class ValuesSupport extends CustomVariableSupport<AnyPlumbline, ValuesQuery, PlumblineQuery, PlumblineOptions> {
  override editor = ({ query, range, onChange }: EditorProps) => (
    <VariableEditor source={this.source} range={range} query={query} onChange={onChange} />
  );

  constructor(private readonly source: FieldSource) {
    super();
  }

  override query(request: DataQueryRequest<ValuesQuery>): Observable<DataQueryResponse> {
    const query = request.targets[0];
    if (query?.field === undefined) return from([{ data: [] }]);
    const templates = getTemplateSrv();
    const filters = interpolateFilters(query.filters ?? [], request.scopedVars, (text, vars, format) =>
      templates.replace(text, vars, format),
    );
    return from(this.source.values(query.field, request.range, filters)).pipe(
      map((values) => ({
        data: [
          toDataFrame({
            fields: [
              { name: 'text', values: values.map(({ text }) => text) },
              { name: 'value', values: values.map(({ value }) => value) },
            ],
          }),
        ],
      })),
    );
  }
}
