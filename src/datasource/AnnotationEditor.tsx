import type { QueryEditorProps, SelectableValue } from '@grafana/data';
import { InlineField, MultiSelect } from '@grafana/ui';
import { CHANGE_KINDS, type ChangeKind } from '../core/query/model';
import type { PlumblineDataSource } from './datasource';
import type { PlumblineOptions, PlumblineQuery } from './types';

const LABELS: Readonly<Record<ChangeKind, string>> = {
  prompt: 'Prompt versions',
  model: 'Model versions',
  document: 'Document versions',
  evaluator: 'Evaluator epochs',
  release: 'Releases',
};
const OPTIONS: SelectableValue<ChangeKind>[] = CHANGE_KINDS.map((value) => ({ value, label: LABELS[value] }));

export function AnnotationEditor({ query, onChange }: QueryEditorProps<PlumblineDataSource, PlumblineQuery, PlumblineOptions>) {
  const kinds = query.kind === 'changes' && 'kinds' in query ? (query.kinds ?? []) : [];
  return (
    <InlineField label="Changes of" labelWidth={16} htmlFor="changes-kinds" tooltip="Nothing chosen shows every kind of change">
      <MultiSelect
        inputId="changes-kinds"
        options={OPTIONS}
        value={kinds}
        placeholder="everything"
        onChange={(chosen) =>
          onChange({
            ...query,
            kind: 'changes',
            kinds: chosen.flatMap(({ value }) => (value === undefined ? [] : [value])),
          } as PlumblineQuery)
        }
      />
    </InlineField>
  );
}
