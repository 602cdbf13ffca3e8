import type { QueryEditorProps } from '@grafana/data';
import { CodeEditor } from '@grafana/ui';
import type { PlumblineDataSource } from './datasource';
import type { PlumblineOptions, PlumblineQuery } from './types';

/** Text of the SQL and a run on leaving the editor or saving with Ctrl+S. */
export function SqlEditor({ query, onChange, onRunQuery }: QueryEditorProps<PlumblineDataSource, PlumblineQuery, PlumblineOptions>) {
  const rawSql = 'rawSql' in query ? (query.rawSql ?? '') : '';
  const run = (text: string): void => {
    onChange({ ...query, kind: 'sql', rawSql: text } as PlumblineQuery);
    onRunQuery();
  };
  return (
    <CodeEditor language="sql" height={160} value={rawSql} onBlur={run} onSave={run} showMiniMap={false} showLineNumbers aria-label="SQL" />
  );
}
