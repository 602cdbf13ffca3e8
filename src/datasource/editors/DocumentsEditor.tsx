import { EditorRow } from '@grafana/plugin-ui';
import { useDimensions } from '../useFields';
import { DimensionField } from './DimensionField';
import type { EditorProps } from './editorProps';
import { GroupByField } from './GroupByField';
import { NumberField } from './NumberField';

const MOST = 1000;

export function DocumentsEditor({ datasource, query, range, fields, set }: EditorProps<'documents'>) {
  const dimensions = useDimensions(datasource, range);
  const id = (part: string): string => `${query.refId}-${part}`;
  return (
    <EditorRow>
      <DimensionField
        id={id('dimension')}
        dimensions={dimensions}
        value={query.dimension}
        tooltip="Whose scores are averaged over the answers that had the document"
        onChange={(dimension) => set({ dimension })}
      />
      <GroupByField id={id('groupby')} fields={fields} value={query.groupBy ?? []} most={2} onChange={(groupBy) => set({ groupBy })} />
      <NumberField
        id={id('limit')}
        label="Limit"
        value={query.limit}
        placeholder="100"
        min={1}
        max={MOST}
        onChange={(limit) => set({ limit: limit === undefined ? undefined : Math.round(limit) })}
      />
    </EditorRow>
  );
}
