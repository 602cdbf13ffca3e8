import { EditorField, EditorRow } from '@grafana/plugin-ui';
import { MultiCombobox } from '@grafana/ui';
import { GOOD_NUMBERS } from '../../core/frames/goodFrames';
import { useDimensions } from '../useFields';
import type { EditorProps } from './editorProps';
import { EvaluatorField } from './EvaluatorField';
import { FormatField } from './FormatField';
import { GroupByField } from './GroupByField';
import { NumberField } from './NumberField';
import { ValuesField } from './ValuesField';

const FORMATS = [
  { value: 'panel', label: 'Panel', description: 'Everything that the "Is it good?" panel draws' },
  { value: 'table', label: 'Table', description: 'A row a dimension and segment: for tables and alert rules' },
  { value: 'time_series', label: 'Time series', description: 'A line a dimension and segment' },
] as const;

export function GoodEditor({ datasource, query, range, fields, set }: EditorProps<'good'>) {
  const known = useDimensions(datasource, range);
  const dimensions = query.dimensions ?? [];
  const targets = query.targets ?? {};
  const id = (part: string): string => `${query.refId}-${part}`;
  const setTarget = (name: string, target: number | undefined): void => {
    const { [name]: _before, ...rest } = targets;
    set({ targets: target === undefined ? rest : { ...rest, [name]: target } });
  };
  return (
    <>
      <EditorRow>
        <EditorField
          label="Dimensions"
          htmlFor={id('dimensions')}
          width={30}
          tooltip="Nothing chosen asks for every dimension that has scores"
        >
          <MultiCombobox
            id={id('dimensions')}
            options={known.map(({ name }) => ({ value: name, label: name }))}
            value={dimensions}
            placeholder="all"
            createCustomValue
            onChange={(chosen) => set({ dimensions: chosen.map(({ value }) => value) })}
          />
        </EditorField>
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
        {dimensions.map((name) => {
          const dimension = known.find((one) => one.name === name);
          return (
            <NumberField
              key={name}
              id={id(`target-${name}`)}
              label={dimensions.length === 1 ? 'Target' : `Target of ${name}`}
              tooltip="What counts as good; the target of the configuration when empty"
              value={targets[name]}
              {...(dimension === undefined
                ? {}
                : { min: dimension.scaleMin, max: dimension.scaleMax, placeholder: String(dimension.target ?? 'none') })}
              onChange={(target) => setTarget(name, target)}
            />
          );
        })}
        <FormatField formats={FORMATS} value={query.format ?? 'panel'} onChange={(format) => set({ format })} />
        {query.format !== 'panel' && query.format !== undefined && (
          <ValuesField
            id={id('values')}
            names={GOOD_NUMBERS}
            value={query.values ?? []}
            placeholder={query.format === 'time_series' ? 'mean' : 'all'}
            onChange={(values) => set({ values })}
          />
        )}
      </EditorRow>
    </>
  );
}
