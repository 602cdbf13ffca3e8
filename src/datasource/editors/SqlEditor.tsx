import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { EditorRow } from '@grafana/plugin-ui';
import { getTemplateSrv } from '@grafana/runtime';
import { Button, CodeEditor, FieldValidationMessage, useStyles2, type Monaco, type MonacoEditor } from '@grafana/ui';
import { useEffect, useId, useRef, useState } from 'react';
import type { PlumblineDataSource } from '../datasource';
import { formatSql } from '../formatSql';
import { sqlSuggestions } from '../sqlCompletion';
import type { ViewInfo } from '../types';
import { useAnswer } from '../useAnswer';
import type { EditorProps } from './editorProps';
import { FormatField } from './FormatField';
import { markError } from './markError';
import { registerCompletion } from './registerCompletion';

const FORMATS = [
  { value: 'table', label: 'Table', description: 'Columns as they are' },
  { value: 'time_series', label: 'Time series', description: 'The first time column, text columns as labels, a line a number column' },
] as const;

const NO_VIEWS: readonly ViewInfo[] = [];
const askViews = (source: PlumblineDataSource): Promise<readonly ViewInfo[]> => source.views();

interface Mounted {
  readonly monaco: Monaco;
  readonly editor: MonacoEditor;
}

interface Props extends EditorProps<'sql'> {
  /** What was wrong with the SQL when it ran. */
  readonly error: string | undefined;
}

/** SQL with completion and formatting. It runs on leaving the editor, with Ctrl+Enter and with Ctrl+S. */
export function SqlEditor({ datasource, query, set, error }: Props) {
  const styles = useStyles2(getStyles);
  const labelId = useId();
  const views = useAnswer(datasource, undefined, askViews, NO_VIEWS);
  const [mounted, setMounted] = useState<Mounted>();
  const [formatProblem, setFormatProblem] = useState<string>();
  const run = (text: string): void => {
    if (text !== (query.rawSql ?? '')) set({ rawSql: text });
  };
  useCompletion(mounted, views);
  useRunKey(mounted, (text) => set({ rawSql: text }));
  useEffect(() => {
    if (mounted !== undefined) markError(mounted.monaco, mounted.editor, error);
  }, [mounted, error]);
  const format = async (): Promise<void> => {
    const text = mounted?.editor.getValue() ?? query.rawSql ?? '';
    try {
      const formatted = await formatSql(text);
      setFormatProblem(undefined);
      mounted?.editor.setValue(formatted);
      run(formatted);
    } catch (problem) {
      setFormatProblem(`Cannot be formatted: ${problem instanceof Error ? (problem.message.split('\n')[0] ?? '') : String(problem)}`);
    }
  };
  const problem = formatProblem ?? error;
  return (
    <>
      <div className={styles.box}>
        <span id={labelId} className={styles.label}>
          SQL
        </span>
        <div role="group" aria-labelledby={labelId} data-testid="sql-editor">
          <CodeEditor
            language="sql"
            height={200}
            value={query.rawSql ?? ''}
            showMiniMap={false}
            showLineNumbers
            monacoOptions={{ automaticLayout: true, accessibilitySupport: 'on', ariaLabel: 'SQL', scrollBeyondLastLine: false } as object}
            onEditorDidMount={(editor, monaco) => setMounted({ editor, monaco })}
            onBlur={run}
            onSave={run}
          />
        </div>
        {problem !== undefined && <FieldValidationMessage>{problem}</FieldValidationMessage>}
        <span className={styles.hint}>Ctrl+Enter runs it, Ctrl+Space offers views, columns, functions and macros.</span>
      </div>
      <EditorRow>
        <FormatField formats={FORMATS} value={query.format ?? 'table'} onChange={(next) => set({ format: next })} />
        <div className={styles.button}>
          <Button variant="secondary" icon="brackets-curly" onClick={() => void format()}>
            Format SQL
          </Button>
        </div>
      </EditorRow>
    </>
  );
}

function useCompletion(mounted: Mounted | undefined, views: readonly ViewInfo[]): void {
  useEffect(() => {
    if (mounted === undefined) return undefined;
    const variables = (): string[] =>
      getTemplateSrv()
        .getVariables()
        .map(({ name }) => name);
    const registered = registerCompletion(mounted.monaco, mounted.editor, (text) => sqlSuggestions(views, variables(), text));
    return () => registered.dispose();
  }, [mounted, views]);
}

/** Ctrl+Enter, also when the text has not changed. */
function useRunKey(mounted: Mounted | undefined, run: (text: string) => void): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    const listening = mounted?.editor.onKeyDown((event) => {
      if (!(event.ctrlKey || event.metaKey) || event.keyCode !== mounted.monaco.KeyCode.Enter) return;
      event.preventDefault();
      event.stopPropagation();
      latest.current(mounted.editor.getValue());
    });
    return () => listening?.dispose();
  }, [mounted]);
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.5) }),
  label: css({ fontSize: theme.typography.bodySmall.fontSize, fontWeight: theme.typography.fontWeightMedium }),
  hint: css({ fontSize: theme.typography.bodySmall.fontSize, color: theme.colors.text.secondary }),
  button: css({ alignSelf: 'flex-end' }),
});
