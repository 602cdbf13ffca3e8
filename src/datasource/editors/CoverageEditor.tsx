import { EditorRow } from '@grafana/plugin-ui';
import { COVERAGE_NUMBERS } from '../../core/frames/coverageFrames';
import type { EditorProps } from './editorProps';
import { EvaluatorField } from './EvaluatorField';
import { FormatField } from './FormatField';
import { GroupByField } from './GroupByField';
import { ValuesField } from './ValuesField';

const FORMATS = [
  { value: 'panel', label: 'Table', description: 'Counts and state of each evaluator, and why judgements failed' },
  { value: 'table', label: 'Numbers', description: 'The counts alone with their labels: for alert rules' },
] as const;
const MOST_GROUPS = 3;

export function CoverageEditor({ datasource, query, range, fields, set }: EditorProps<'coverage'>) {
  const id = (part: string): string => `${query.refId}-${part}`;
  return (
    <EditorRow>
      <EvaluatorField
        id={id('evaluator')}
        source={datasource}
        range={range}
        value={query.evaluator}
        tooltip="Only this one; all when empty"
        placeholder="all"
        onChange={(evaluator) => set({ evaluator })}
      />
      <GroupByField
        id={id('groupby')}
        fields={fields}
        value={query.groupBy ?? []}
        most={MOST_GROUPS}
        onChange={(groupBy) => set({ groupBy })}
      />
      <FormatField formats={FORMATS} value={query.format ?? 'panel'} onChange={(format) => set({ format })} />
      {query.format === 'table' && (
        <ValuesField id={id('values')} names={COVERAGE_NUMBERS} value={query.values ?? []} onChange={(values) => set({ values })} />
      )}
    </EditorRow>
  );
}
