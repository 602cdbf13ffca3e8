import { EditorField, EditorRow } from '@grafana/plugin-ui';
import { Combobox } from '@grafana/ui';
import type { TraceOrder } from '../../core/query/operations';
import { useDimensions } from '../useFields';
import { DimensionField } from './DimensionField';
import type { EditorProps } from './editorProps';
import { FormatField } from './FormatField';
import { NumberField } from './NumberField';
import { TextField } from './TextField';

const ORDERS: { value: TraceOrder; label: string; description: string }[] = [
  { value: 'newest', label: 'Newest', description: 'By time' },
  { value: 'worst', label: 'Worst', description: 'By the score of the dimension, the lowest first' },
  { value: 'slowest', label: 'Slowest', description: 'By latency' },
  { value: 'costliest', label: 'Costliest', description: 'By cost' },
];

const FORMATS = [
  { value: 'table', label: 'Table', description: 'A row a request' },
  { value: 'logs', label: 'Logs', description: 'Question and answer as lines: a conversation' },
] as const;

const MOST = 1000;

export function TracesEditor({ datasource, query, range, set }: EditorProps<'traces'>) {
  const dimensions = useDimensions(datasource, range);
  const id = (part: string): string => `${query.refId}-${part}`;
  return (
    <>
      <EditorRow>
        <TextField
          id={id('search')}
          label="Search"
          tooltip="Words that all occur in the question, or all in the answer"
          value={query.search ?? ''}
          placeholder="words of the question or of the answer"
          onChange={(search) => set({ search })}
        />
        <EditorField label="Order" htmlFor={id('order')} width={16}>
          <Combobox id={id('order')} options={ORDERS} value={query.order ?? 'newest'} onChange={({ value }) => set({ order: value })} />
        </EditorField>
        <NumberField
          id={id('limit')}
          label="Limit"
          value={query.limit}
          placeholder="50"
          min={1}
          max={MOST}
          onChange={(limit) => set({ limit: limit === undefined ? undefined : Math.round(limit) })}
        />
      </EditorRow>
      <EditorRow>
        <DimensionField
          id={id('dimension')}
          dimensions={dimensions}
          value={query.dimension}
          tooltip="Dimension of the order Worst and of the bound"
          onChange={(dimension) => set({ dimension })}
        />
        <NumberField
          id={id('below')}
          label="Score below"
          tooltip="Only requests that were scored below this"
          value={query.below}
          placeholder="any"
          onChange={(below) => set({ below })}
        />
        <FormatField formats={FORMATS} value={query.format ?? 'table'} onChange={(format) => set({ format })} />
      </EditorRow>
    </>
  );
}
