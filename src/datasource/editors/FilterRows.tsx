import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import { Button, Combobox, FieldValidationMessage, IconButton, MultiCombobox, useStyles2, type ComboboxOption } from '@grafana/ui';
import { useId } from 'react';
import type { Filter } from '../../core/query/model';
import { checkFilter, operatorsOf } from '../checkFilter';
import type { FieldInfo, FieldSource } from '../types';
import { useAttributes } from '../useFields';

interface Props {
  readonly source: FieldSource;
  readonly range: TimeRange | undefined;
  readonly fields: readonly FieldInfo[];
  readonly filters: readonly Filter[];
  readonly onChange: (filters: Filter[]) => void;
}

const ATTRIBUTE = 'attributes.';

/** Rows of field, operator and values; values are offered from the data of the time range. */
export function FilterRows({ source, range, fields, filters, onChange }: Props) {
  const styles = useStyles2(getStyles);
  const attributes = useAttributes(source, range);
  const options = fieldOptions(fields, attributes);
  const change = (index: number, part: Partial<Filter>): void =>
    onChange(filters.map((filter, at) => (at === index ? { ...filter, ...part } : filter)));
  return (
    <div className={styles.rows} role="group" aria-label="Filters">
      {filters.map((filter, index) => (
        <FilterRow
          // Rows have no identity of their own, and a row that moves up is the same row with other content.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          place={index + 1}
          filter={filter}
          field={fields.find(({ name }) => name === filter.field)}
          options={options}
          offered={(search) => offered(source, range, filters, filter.field, search)}
          onChange={(part) => change(index, part)}
          onRemove={() => onChange(filters.filter((_filter, at) => at !== index))}
        />
      ))}
      <div>
        <Button
          variant="secondary"
          size="sm"
          icon="plus"
          onClick={() => onChange([...filters, { field: 'topic', operator: 'in', values: [] }])}
        >
          Add filter
        </Button>
      </div>
    </div>
  );
}

interface RowProps {
  readonly place: number;
  readonly filter: Filter;
  readonly field: FieldInfo | undefined;
  readonly options: ComboboxOption<string>[];
  readonly offered: (search: string) => Promise<ComboboxOption<string>[]>;
  readonly onChange: (part: Partial<Filter>) => void;
  readonly onRemove: () => void;
}

function FilterRow({ place, filter, field, options, offered, onChange, onRemove }: RowProps) {
  const styles = useStyles2(getStyles);
  const valuesId = useId();
  const problem = checkFilter(filter, field);
  return (
    <div>
      <div className={styles.row}>
        <Combobox
          aria-label={`Field of filter ${place}`}
          options={withValue(options, filter.field)}
          value={filter.field}
          width={26}
          createCustomValue
          onChange={({ value }) => onChange({ field: value, values: [] })}
        />
        <Combobox
          aria-label={`Operator of filter ${place}`}
          options={operatorsOf(field).map((value) => ({ value, label: value }))}
          value={filter.operator}
          width={12}
          onChange={({ value }) => onChange({ operator: value })}
        />
        <div className={styles.values}>
          {/* The list takes no aria-label of its own. */}
          <label className={styles.hidden} htmlFor={valuesId}>{`Values of filter ${place}`}</label>
          <MultiCombobox
            // What is offered belongs to the field; the list remembers what it was given before.
            key={filter.field}
            id={valuesId}
            options={offered}
            value={filter.values}
            placeholder="any"
            createCustomValue
            invalid={problem !== undefined}
            onChange={(chosen) => onChange({ values: chosen.map(({ value }) => value) })}
          />
        </div>
        <IconButton name="trash-alt" tooltip={`Remove filter ${place}`} aria-label={`Remove filter ${place}`} onClick={onRemove} />
      </div>
      {problem !== undefined && <FieldValidationMessage>{problem}</FieldValidationMessage>}
    </div>
  );
}

function fieldOptions(fields: readonly FieldInfo[], attributes: readonly string[]): ComboboxOption<string>[] {
  return [
    ...fields.map(({ name, label, description }) => ({ value: name, label, description })),
    ...attributes.map((name) => ({ value: `${ATTRIBUTE}${name}`, label: `${ATTRIBUTE}${name}`, description: 'Raw attribute of a span' })),
  ];
}

function withValue(options: ComboboxOption<string>[], value: string): ComboboxOption<string>[] {
  return options.some((option) => option.value === value) ? options : [...options, { value, label: value }];
}

/** Variables of the dashboard first, then values that occur under the other filters. */
async function offered(
  source: FieldSource,
  range: TimeRange | undefined,
  filters: readonly Filter[],
  field: string,
  search: string,
): Promise<ComboboxOption<string>[]> {
  const variables = getTemplateSrv()
    .getVariables()
    .filter(({ name }) => name.includes(search.replace(/^\$/, '')))
    .map(({ name }) => ({ value: `$${name}`, label: `$${name}`, description: 'Variable' }));
  const others = filters.filter((filter) => filter.field !== field && !filter.values.some((value) => value.includes('$')));
  const values = await source.values(field, range, others, search).catch(() => []);
  return [...variables, ...values.map(({ text, value }) => ({ value: String(value ?? text), label: text }))];
}

const getStyles = (theme: GrafanaTheme2) => ({
  rows: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
  row: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  hidden: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)', whiteSpace: 'nowrap' }),
  values: css({ position: 'relative', flex: '1 1 200px', minWidth: 200, maxWidth: 520 }),
});
