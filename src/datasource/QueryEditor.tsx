import { css } from '@emotion/css';
import type { GrafanaTheme2, QueryEditorProps } from '@grafana/data';
import { EditorHeader, EditorRow, EditorRows, FlexItem } from '@grafana/plugin-ui';
import { ConfirmModal, FieldValidationMessage, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import { useState } from 'react';
import type { QueryKind } from '../core/query/model';
import type { PlumblineDataSource } from './datasource';
import { BuilderEditor } from './editors/BuilderEditor';
import { FilterRows } from './editors/FilterRows';
import { SqlEditor } from './editors/SqlEditor';
import { liftQuery } from './liftQuery';
import { QUESTIONS, startQuery } from './questions';
import { SqlPreview } from './SqlPreview';
import type { PlumblineOptions, PlumblineQuery } from './types';
import { useFields } from './useFields';

type Props = QueryEditorProps<PlumblineDataSource, PlumblineQuery, PlumblineOptions>;
type Mode = 'builder' | 'code';

const MODES: { value: Mode; label: string; description: string }[] = [
  { value: 'builder', label: 'Builder', description: 'Choose what to ask' },
  { value: 'code', label: 'Code', description: 'Go on with the SQL of this question' },
];

/** Without their descriptions: those would be drawn over the other questions, and hide them in a narrow window. */
const OPTIONS = QUESTIONS.map(({ kind, label }) => ({ value: kind, label }));

/** The question first; below it what that question needs to know. */
export function QueryEditor({ query: saved, datasource, range, app, data, onChange, onRunQuery }: Props) {
  const styles = useStyles2(getStyles);
  const query = liftQuery(saved);
  const fields = useFields(datasource);
  const [problem, setProblem] = useState<string>();
  const [isLeaving, setLeaving] = useState(false);
  const error = problem ?? errorOf(data, query.refId);
  const take = (next: PlumblineQuery): void => {
    setProblem(undefined);
    onChange(next);
    onRunQuery();
  };
  const keep = {
    refId: query.refId,
    ...(query.datasource ? { datasource: query.datasource } : {}),
    ...(query.hide === undefined ? {} : { hide: query.hide }),
  };
  const ask = (kind: QueryKind): void => take({ ...startQuery(kind, query.refId, app), ...keep, filters: query.filters ?? [] });
  const toCode = async (): Promise<void> => {
    try {
      const rawSql = await datasource.editableSqlOf(query, range);
      take({ ...startQuery('sql', query.refId, app), ...keep, kind: 'sql', rawSql, builder: { query, rawSql } });
    } catch (reason) {
      setProblem(`This question cannot be written as SQL yet: ${reason instanceof Error ? reason.message : String(reason)}`);
    }
  };
  const toBuilder = (): void => {
    setLeaving(false);
    take({
      ...(query.kind === 'sql' && query.builder !== undefined ? query.builder.query : startQuery('good', query.refId, app)),
      ...keep,
    });
  };
  const isEdited = query.kind === 'sql' && (query.rawSql ?? '').trim() !== '' && query.rawSql !== query.builder?.rawSql;
  const setMode = (mode: Mode): void => {
    if (mode === 'code') void toCode();
    else if (isEdited) setLeaving(true);
    else toBuilder();
  };
  const set = (change: object): void => take({ ...query, ...change } as PlumblineQuery);
  const editor = { datasource, range, app, fields, set };
  return (
    <EditorRows>
      <EditorHeader>
        <RadioButtonGroup
          className={styles.questions}
          aria-label="Question"
          size="sm"
          options={OPTIONS}
          value={query.kind}
          onChange={ask}
        />
        <FlexItem grow={1} />
        <RadioButtonGroup
          aria-label="Editor"
          size="sm"
          options={MODES}
          value={query.kind === 'sql' ? 'code' : 'builder'}
          onChange={setMode}
        />
      </EditorHeader>
      <p className={styles.description}>{QUESTIONS.find(({ kind }) => kind === query.kind)?.description}</p>
      {query.kind === 'sql' ? <SqlEditor {...editor} query={query} error={error} /> : <BuilderEditor {...editor} query={query} />}
      {query.kind !== 'sql' && query.kind !== 'trace' && (
        <EditorRow>
          <FilterRows
            source={datasource}
            range={range}
            fields={fields}
            filters={query.filters ?? []}
            onChange={(filters) => set({ filters })}
          />
        </EditorRow>
      )}
      {query.kind !== 'sql' && error !== undefined && <FieldValidationMessage>{error}</FieldValidationMessage>}
      <SqlPreview datasource={datasource} query={query} range={range} />
      <ConfirmModal
        isOpen={isLeaving}
        title="Leave the SQL?"
        body="The builder cannot show edited SQL. Your changes to it will be lost."
        confirmText="Leave it"
        dismissText="Keep editing"
        onConfirm={toBuilder}
        onDismiss={() => setLeaving(false)}
      />
    </EditorRows>
  );
}

/** What the service said about this query when it ran last. */
function errorOf(data: Props['data'], refId: string): string | undefined {
  const errors = data?.errors ?? (data?.error === undefined ? [] : [data.error]);
  const own = errors.find((error) => error.refId === refId || error.refId === undefined);
  return own === undefined ? undefined : (own.data?.message ?? own.message ?? 'The query failed.');
}

const getStyles = (theme: GrafanaTheme2) => ({
  questions: css({ flexWrap: 'wrap' }),
  description: css({ margin: 0, color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
