import { EditorField, EditorRow } from '@grafana/plugin-ui';
import { RadioButtonGroup } from '@grafana/ui';
import { BUDGET_NUMBERS } from '../../core/frames/budgetFrame';
import type { EditorProps } from './editorProps';
import { GroupByField } from './GroupByField';
import { NumberField } from './NumberField';
import { ValuesField } from './ValuesField';

const PERIODS = [
  { value: 'day', label: 'Day', description: "The calendar day in which the time range ends, by the viewer's clock" },
  { value: 'month', label: 'Month', description: "The calendar month in which the time range ends, by the viewer's clock" },
] as const;

export function BudgetEditor({ query, fields, set }: EditorProps<'budget'>) {
  const id = (part: string): string => `${query.refId}-${part}`;
  return (
    <EditorRow>
      <NumberField
        id={id('budget')}
        label="Budget, US dollars"
        tooltip="What each segment may spend in the period; everything together when nothing is grouped"
        value={query.budget}
        min={0.01}
        onChange={(budget) => set({ budget: budget ?? query.budget })}
      />
      <EditorField label="Period">
        <RadioButtonGroup
          aria-label="Period"
          options={[...PERIODS]}
          value={query.period ?? 'month'}
          onChange={(period) => set({ period })}
        />
      </EditorField>
      <GroupByField id={id('groupby')} fields={fields} value={query.groupBy ?? []} most={3} onChange={(groupBy) => set({ groupBy })} />
      <ValuesField id={id('values')} names={BUDGET_NUMBERS} value={query.values ?? []} onChange={(values) => set({ values })} />
    </EditorRow>
  );
}
