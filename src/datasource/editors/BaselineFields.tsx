import { dateTime, type TimeRange } from '@grafana/data';
import { EditorField } from '@grafana/plugin-ui';
import { Combobox, TimeRangeInput, type ComboboxOption } from '@grafana/ui';
import { SEGMENT_NAMES, type SegmentColumn } from '../../core/model/segments';
import type { BaselineChoice } from '../../core/query/worse';
import type { FieldSource } from '../types';

const KINDS: ComboboxOption<BaselineChoice['kind']>[] = [
  { value: 'rolling', label: 'Rolling', description: 'The 28 days before the last week' },
  { value: 'range', label: 'Fixed range', description: 'A range that stays' },
  { value: 'release', label: 'A version', description: 'The answers of one version, such as the last good release' },
  { value: 'concurrent', label: 'Two versions', description: 'Two versions side by side while both run' },
];

const WEEK_MS = 7 * 86_400_000;
const FIELDS = SEGMENT_NAMES.map((value) => ({ value, label: value }));

interface Props {
  readonly id: string;
  readonly source: FieldSource;
  readonly range: TimeRange | undefined;
  readonly value: BaselineChoice;
  readonly onChange: (baseline: BaselineChoice) => void;
}

/** What the present is held against. */
export function BaselineFields({ id, source, range, value, onChange }: Props) {
  const version = (label: string, chosen: string, take: (version: string) => BaselineChoice) => (
    <VersionField
      id={`${id}-${label.replaceAll(' ', '-').toLowerCase()}`}
      label={label}
      source={source}
      range={range}
      field={'field' in value ? value.field : 'prompt_version'}
      value={chosen}
      onChange={(text) => onChange(take(text))}
    />
  );
  return (
    <>
      <EditorField label="Baseline" htmlFor={id} width={20}>
        <Combobox id={id} options={KINDS} value={value.kind} onChange={(option) => onChange(startBaseline(option.value, range))} />
      </EditorField>
      {value.kind === 'range' && (
        <EditorField label="Range">
          <TimeRangeInput
            value={rangeOf(value.from, value.to)}
            onChange={({ from, to }) => onChange({ ...value, from: from.valueOf(), to: to.valueOf() })}
          />
        </EditorField>
      )}
      {(value.kind === 'release' || value.kind === 'concurrent') && (
        <EditorField label="Field" htmlFor={`${id}-field`} width={20}>
          <Combobox<SegmentColumn>
            id={`${id}-field`}
            options={FIELDS}
            value={value.field}
            onChange={(option) => onChange({ ...value, field: option.value })}
          />
        </EditorField>
      )}
      {value.kind === 'release' && version('Version', value.version, (text) => ({ ...value, version: text }))}
      {value.kind === 'concurrent' && version('Old version', value.old, (text) => ({ ...value, old: text }))}
      {value.kind === 'concurrent' && version('New version', value.new, (text) => ({ ...value, new: text }))}
    </>
  );
}

function VersionField({
  id,
  label,
  source,
  range,
  field,
  value,
  onChange,
}: Omit<Props, 'value' | 'onChange'> & {
  readonly label: string;
  readonly field: string;
  readonly value: string;
  readonly onChange: (version: string) => void;
}) {
  return (
    <EditorField label={label} htmlFor={id} width={22} invalid={value === ''} {...(value === '' ? { error: 'Choose a version.' } : {})}>
      <Combobox
        key={field}
        id={id}
        options={async (search) => {
          const values = await source.values(field, range, [], search).catch(() => []);
          return values.map(({ text, value: name }) => ({ value: String(name ?? text), label: text }));
        }}
        value={value === '' ? null : value}
        placeholder="choose"
        createCustomValue
        onChange={(option) => onChange(option.value)}
      />
    </EditorField>
  );
}

function startBaseline(kind: BaselineChoice['kind'], range: TimeRange | undefined): BaselineChoice {
  const end = range?.from.valueOf() ?? 0;
  switch (kind) {
    case 'rolling':
      return { kind };
    case 'range':
      return { kind, from: end - WEEK_MS, to: end };
    case 'release':
      return { kind, field: 'prompt_version', version: '' };
    case 'concurrent':
      return { kind, field: 'prompt_version', old: '', new: '' };
  }
}

function rangeOf(from: number, to: number): TimeRange {
  const [start, end] = [dateTime(from), dateTime(to)];
  return { from: start, to: end, raw: { from: start, to: end } };
}
