import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { config } from '@grafana/runtime';
import { Alert, Button, Field, Input, useStyles2 } from '@grafana/ui';
import { useState } from 'react';
import { ReviewDesk } from './ReviewDesk';

const STORED = 'plumbline.labeller';

/** Label answers, one after the other: as the person who is logged in, or under a name that is asked for once. */
export function ReviewPage() {
  const styles = useStyles2(getStyles);
  // The workbench knows no users: whoever sits there says who it is.
  const login: string = config.bootData?.user?.login ?? '';
  const user = login === 'workbench' ? '' : login;
  const [labeller, setLabeller] = useState(() => user || (localStorage.getItem(STORED) ?? ''));
  const [typed, setTyped] = useState('');
  if (labeller !== '')
    return (
      <>
        <p className={styles.who}>
          You label as <strong>{labeller}</strong>.{' '}
          {user === '' && (
            <Button fill="text" size="sm" onClick={() => setLabeller('')}>
              Somebody else
            </Button>
          )}
        </p>
        <ReviewDesk key={labeller} labeller={labeller} />
      </>
    );
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        const name = typed.trim();
        if (name === '') return;
        localStorage.setItem(STORED, name);
        setLabeller(name);
      }}
    >
      <Alert severity="info" title="Your labels say how far the judge can be believed.">
        You see questions, answers and documents, and score them; the judge&apos;s own score is shown afterwards.
      </Alert>
      <Field label="Your name" description="Stands beside your labels, so that people can be held against each other">
        <Input id="labeller" value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
      </Field>
      <Button type="submit" disabled={typed.trim() === ''}>
        Start
      </Button>
    </form>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  form: css({ maxWidth: 480 }),
  who: css({ color: theme.colors.text.secondary }),
});
