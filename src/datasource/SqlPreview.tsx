import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { ClipboardButton, Collapse, FieldValidationMessage, useStyles2 } from '@grafana/ui';
import { useEffect, useState } from 'react';
import type { PlumblineDataSource } from './datasource';
import type { PlumblineQuery } from './types';

/** Pause in typing after which the service is asked. */
const PAUSE_MS = 250;

interface Props {
  readonly datasource: PlumblineDataSource;
  readonly query: PlumblineQuery;
  readonly range: TimeRange | undefined;
}

type Answer = { readonly sql: string } | { readonly problem: string } | undefined;

/** The SQL that the query will run, with variables and values filled in. */
export function SqlPreview({ datasource, query, range }: Props) {
  const styles = useStyles2(getStyles);
  const [isOpen, setOpen] = useState(false);
  const answer = useSql(datasource, query, range, isOpen);
  return (
    <Collapse label="SQL that will run" isOpen={isOpen} onToggle={setOpen}>
      {answer === undefined && <span className={styles.waiting}>Asking the service …</span>}
      {answer !== undefined && 'problem' in answer && <FieldValidationMessage>{answer.problem}</FieldValidationMessage>}
      {answer !== undefined && 'sql' in answer && (
        <div className={styles.box}>
          {/* A scrolling region must be reachable by keyboard. */}
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <pre className={styles.text} tabIndex={0} aria-label="SQL that will run" data-testid="sql-preview">
            {answer.sql}
          </pre>
          <ClipboardButton size="sm" variant="secondary" icon="copy" getText={() => answer.sql}>
            Copy
          </ClipboardButton>
        </div>
      )}
    </Collapse>
  );
}

function useSql(datasource: PlumblineDataSource, query: PlumblineQuery, range: TimeRange | undefined, isOpen: boolean): Answer {
  const [answer, setAnswer] = useState<Answer>();
  // Each drawing hands over new objects; what they say decides.
  const key = JSON.stringify([query, range?.raw.from, range?.raw.to]);
  useEffect(() => {
    if (!isOpen) return undefined;
    let stopped = false;
    const show = (next: Answer): void => {
      if (!stopped) setAnswer(next);
    };
    const timer = setTimeout(() => {
      datasource.sqlOf(query, range).then(
        (sql) => show({ sql }),
        (error: unknown) => show({ problem: messageOf(error) }),
      );
    }, PAUSE_MS);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
    // oxlint-disable-next-line react/exhaustive-deps
  }, [datasource, key, isOpen]);
  return answer;
}

function messageOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const data = 'data' in error ? error.data : undefined;
  if (typeof data === 'object' && data !== null) {
    if ('error' in data && typeof data.error === 'object' && data.error !== null && 'message' in data.error)
      return String(data.error.message);
    if ('message' in data) return String(data.message);
  }
  return 'message' in error ? String(error.message) : 'The service does not say.';
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ display: 'flex', flexDirection: 'column', alignItems: 'flex-start', gap: theme.spacing(1) }),
  text: css({ width: '100%', maxHeight: 320, overflow: 'auto', margin: 0, fontSize: theme.typography.bodySmall.fontSize }),
  waiting: css({ color: theme.colors.text.secondary }),
});
