import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, ClipboardButton, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import { useState } from 'react';
import { ConfigEditor } from '../datasource/ConfigEditor';
import type { Settings } from '../datasource/authMethod';
import { readSecrets, readSettings, requestHeaders, saveSettings } from './dataSourceSettings';
import { provisioningYaml } from './provisioningYaml';

type Outcome = { readonly severity: 'success' | 'error'; readonly title: string; readonly text: string };

const STORAGES = { local: window.localStorage, session: window.sessionStorage };
const DEFAULT_TIMEOUT_S = 30;

const ORIGINS: { value: Origin; label: string; description: string }[] = [
  { value: 'person', label: 'Added by a person', description: 'As an administrator edits it' },
  { value: 'file', label: 'Provisioned', description: 'From a file, which Grafana shows and does not let anybody change' },
];
type Origin = 'person' | 'file';

/** The data source's settings as Grafana shows them, and the same as a provisioning file. */
export function SettingsPage() {
  const styles = useStyles2(getStyles);
  const [settings, setSettings] = useState<Settings>(() => readSettings(STORAGES, window.location.origin));
  const [outcome, setOutcome] = useState<Outcome>();
  const [isTesting, setTesting] = useState(false);
  const [origin, setOrigin] = useState<Origin>('person');
  const isProvisioned = origin === 'file';
  const save = async (): Promise<void> => {
    if (!isProvisioned) saveSettings(STORAGES, settings);
    const saved = readSettings(STORAGES, window.location.origin);
    setSettings(saved);
    setTesting(true);
    setOutcome(await test(saved));
    setTesting(false);
  };
  const yaml = provisioningYaml(settings);
  return (
    <div className={styles.page}>
      <section className={styles.form} aria-label="Data source settings">
        <h1>Data source</h1>
        <p className={styles.note}>
          The editor that Grafana shows. This page is served by the service itself and calls it with the token, headers and timeout below;
          the URL, TLS and cookies are for Grafana&apos;s server.
        </p>
        <div className={styles.origin}>
          <RadioButtonGroup aria-label="Where the settings come from" options={ORIGINS} value={origin} onChange={setOrigin} />
        </div>
        <ConfigEditor
          key={origin}
          options={{ ...settings, readOnly: isProvisioned }}
          onOptionsChange={(next) => setSettings({ ...(next as Settings), readOnly: false })}
        />
        <div className={styles.save}>
          <Button onClick={() => void save()} disabled={isTesting}>
            {isProvisioned ? 'Test' : 'Save & test'}
          </Button>
        </div>
        {outcome !== undefined && (
          <Alert severity={outcome.severity} title={outcome.title}>
            {outcome.text}
          </Alert>
        )}
      </section>
      <section className={styles.file} aria-label="Provisioning file">
        <h2>As a provisioning file</h2>
        {/* A scrolling region must be reachable by keyboard. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <pre tabIndex={0} aria-label="Provisioning file" data-testid="provisioning-yaml">
          {yaml}
        </pre>
        <ClipboardButton variant="secondary" icon="copy" getText={() => yaml}>
          Copy
        </ClipboardButton>
      </section>
    </div>
  );
}

/** Asks a route that needs the token; health is open to everybody. */
async function test(settings: Settings): Promise<Outcome> {
  const seconds = settings.jsonData.timeout ?? DEFAULT_TIMEOUT_S;
  const options = { headers: requestHeaders(settings, readSecrets(STORAGES)), signal: AbortSignal.timeout(seconds * 1000) };
  try {
    const fields = await fetch('/api/v1/resources/fields', options);
    if (fields.status === 401 || fields.status === 403)
      return { severity: 'error', title: 'The service refuses the access', text: 'It asks for one of the tokens of its configuration.' };
    const health = (await (await fetch('/api/v1/health', options)).json()) as {
      status?: string;
      version?: string;
      problems?: string[];
      store?: { interactions?: number };
    };
    if (health.status === 'down') return { severity: 'error', title: 'The store does not answer', text: (health.problems ?? []).join(' ') };
    const requests = (health.store?.interactions ?? 0).toLocaleString('en');
    return { severity: 'success', title: 'Data source is working', text: `Plumbline ${health.version ?? ''} holds ${requests} requests.` };
  } catch (error) {
    return { severity: 'error', title: 'The service does not answer', text: error instanceof Error ? error.message : String(error) };
  }
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(3), padding: theme.spacing(2) }),
  form: css({
    flex: '1 1 560px',
    minWidth: 0,
    maxWidth: 820,
    padding: theme.spacing(2),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  file: css({ flex: '1 1 320px', minWidth: 0, maxWidth: 560, h2: { fontSize: theme.typography.h4.fontSize }, pre: { overflow: 'auto' } }),
  note: css({ color: theme.colors.text.secondary }),
  origin: css({ margin: theme.spacing(2, 0) }),
  save: css({ margin: theme.spacing(2, 0) }),
});
