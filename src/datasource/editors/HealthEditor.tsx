import { EditorRow } from '@grafana/plugin-ui';
import type { EditorProps } from './editorProps';
import { FormatField } from './FormatField';
import { NumberField } from './NumberField';

const FORMATS = [
  { value: 'panel', label: 'Table', description: 'Each field with its share, what is empty without it and where it comes from' },
  { value: 'table', label: 'Numbers', description: 'The share alone with its labels: for alert rules' },
] as const;

/** The query speaks of shares, people of percent. */
const PERCENT = 100;

export function HealthEditor({ query, set }: Pick<EditorProps<'health'>, 'query' | 'set'>) {
  return (
    <EditorRow>
      <NumberField
        id={`${query.refId}-below`}
        label="Filled below, %"
        tooltip="Lists only fields that fewer of the requests have; every field when empty"
        value={query.below === undefined ? undefined : Number((query.below * PERCENT).toPrecision(6))}
        placeholder="any"
        min={0.01}
        max={PERCENT}
        onChange={(percent) => set({ below: percent === undefined ? undefined : percent / PERCENT })}
      />
      <FormatField formats={FORMATS} value={query.format ?? 'panel'} onChange={(format) => set({ format })} />
    </EditorRow>
  );
}
