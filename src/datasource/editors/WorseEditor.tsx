import { EditorRow } from '@grafana/plugin-ui';
import { WORSE_NUMBERS } from '../../core/frames/worseFrames';
import { useDimensions } from '../useFields';
import { BaselineFields } from './BaselineFields';
import type { EditorProps } from './editorProps';
import { EvaluatorField } from './EvaluatorField';
import { FormatField } from './FormatField';
import { GroupByField } from './GroupByField';
import { NumberField } from './NumberField';
import { ValuesField } from './ValuesField';
import { WorseMetricFields } from './WorseMetricFields';

const FORMATS = [
  { value: 'panel', label: 'Panel', description: 'Everything that the "Is it getting worse?" panel draws' },
  { value: 'table', label: 'Table', description: 'A row a metric and segment: for tables and alert rules' },
  { value: 'time_series', label: 'Time series', description: 'A line a metric and segment' },
] as const;

export function WorseEditor({ datasource, query, range, fields, set }: EditorProps<'worse'>) {
  const dimensions = useDimensions(datasource, range);
  const id = (part: string): string => `${query.refId}-${part}`;
  const rule = query.rule ?? {};
  return (
    <>
      <EditorRow>
        <WorseMetricFields
          id={id('metric')}
          dimensions={dimensions.map(({ name }) => name)}
          metric={query.metrics?.[0]}
          onChange={(metric) => set({ metrics: metric === undefined ? [] : [metric] })}
        />
        <GroupByField id={id('groupby')} fields={fields} value={query.groupBy ?? []} most={3} onChange={(groupBy) => set({ groupBy })} />
        <EvaluatorField
          id={id('evaluator')}
          source={datasource}
          range={range}
          value={query.evaluator}
          onChange={(evaluator) => set({ evaluator })}
        />
      </EditorRow>
      <EditorRow>
        <BaselineFields
          id={id('baseline')}
          source={datasource}
          range={range}
          value={query.baseline ?? { kind: 'rolling' }}
          onChange={(baseline) => set({ baseline })}
        />
        <NumberField
          id={id('minfall')}
          label="Smallest fall"
          tooltip="Falls below this do not fire, in the unit of the metric; the metric's own when empty"
          value={rule.minFall}
          placeholder="default"
          min={0}
          onChange={(minFall) => set({ rule: { ...rule, minFall } })}
        />
      </EditorRow>
      <EditorRow>
        <FormatField formats={FORMATS} value={query.format ?? 'panel'} onChange={(format) => set({ format })} />
        {query.format === 'table' && (
          <ValuesField id={id('values')} names={WORSE_NUMBERS} value={query.values ?? []} onChange={(values) => set({ values })} />
        )}
      </EditorRow>
    </>
  );
}
