import { EditorField, EditorRow } from '@grafana/plugin-ui';
import { MultiCombobox } from '@grafana/ui';
import { CHANGE_KINDS, type ChangeKind } from '../../core/query/model';
import type { EditorProps } from './editorProps';

const LABELS: Readonly<Record<ChangeKind, string>> = {
  prompt: 'Prompt versions',
  model: 'Model versions',
  document: 'Document versions',
  evaluator: 'Evaluator epochs',
  release: 'Releases',
};
const OPTIONS = CHANGE_KINDS.map((value) => ({ value, label: LABELS[value] }));

export function ChangesEditor({ query, set }: Pick<EditorProps<'changes'>, 'query' | 'set'>) {
  const id = `${query.refId}-kinds`;
  return (
    <EditorRow>
      <EditorField label="Changes of" htmlFor={id} width={40} tooltip="Nothing chosen shows every kind of change">
        <MultiCombobox<ChangeKind>
          id={id}
          options={OPTIONS}
          value={query.kinds ?? []}
          placeholder="everything"
          onChange={(chosen) => set({ kinds: chosen.map(({ value }) => value) })}
        />
      </EditorField>
    </EditorRow>
  );
}
