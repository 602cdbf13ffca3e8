import type { CoreApp, TimeRange } from '@grafana/data';
import type { QueryKind } from '../../core/query/model';
import type { PlumblineDataSource } from '../datasource';
import type { FieldInfo, Saved } from '../types';

/** What the editor of one kind of query is given. */
export interface EditorProps<K extends QueryKind> {
  readonly datasource: PlumblineDataSource;
  readonly query: Saved<K>;
  readonly range: TimeRange | undefined;
  readonly app: CoreApp | undefined;
  readonly fields: readonly FieldInfo[];
  /** Changes a part of the query and runs it. */
  readonly set: (change: Partial<Omit<Saved<K>, 'kind'>>) => void;
}
