import type { QueryEditorProps } from '@grafana/data';
import { EditorRow, EditorRows } from '@grafana/plugin-ui';
import type { PlumblineDataSource } from './datasource';
import { ChangesEditor } from './editors/ChangesEditor';
import { FilterRows } from './editors/FilterRows';
import { startQuery } from './questions';
import type { PlumblineOptions, PlumblineQuery, Saved } from './types';
import { useFields } from './useFields';

/** Fields that a change has; others say nothing about it. */
const OWN: ReadonlySet<string> = new Set(['service']);

/** Which changes are drawn over a dashboard. */
export function AnnotationEditor({
  datasource,
  query,
  range,
  onChange,
}: QueryEditorProps<PlumblineDataSource, PlumblineQuery, PlumblineOptions>) {
  const fields = useFields(datasource).filter(({ name }) => OWN.has(name));
  const changes: Saved<'changes'> = query.kind === 'changes' ? query : { ...query, ...startQuery('changes', query.refId), kind: 'changes' };
  const set = (change: Partial<Omit<Saved<'changes'>, 'kind'>>): void => onChange({ ...changes, ...change });
  return (
    <EditorRows>
      <ChangesEditor query={changes} set={set} />
      <EditorRow>
        <FilterRows
          source={datasource}
          range={range}
          fields={fields}
          filters={changes.filters ?? []}
          onChange={(filters) => set({ filters })}
        />
      </EditorRow>
    </EditorRows>
  );
}
