import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, ClipboardButton, LoadingPlaceholder, useStyles2 } from '@grafana/ui';
import type { Health } from './useHealth';

/** What has to be said before any number: that the data are generated, that there are none yet, or that nobody answers. */
export function StatusBanner({ health }: { readonly health: Health }) {
  const styles = useStyles2(getStyles);
  switch (health.state) {
    case 'loading':
      return (
        <div className={styles.centre}>
          <LoadingPlaceholder text="Asking the service …" />
        </div>
      );
    case 'down':
      return (
        <div className={styles.box}>
          <Alert severity="error" title="The Plumbline service does not answer">
            {health.message}. Start it with <code>npm start</code>; this page tries again by itself.
          </Alert>
        </div>
      );
    case 'ok':
      if (health.empty) return <EmptyStore endpoint={health.otlpEndpoint} />;
      return health.generated ? (
        <p className={styles.demo} role="note">
          <strong>Generated demo data.</strong> The store holds a made-up support assistant and its incident, not your traffic.
        </p>
      ) : null;
  }
}

function EmptyStore({ endpoint }: { readonly endpoint: string }) {
  const styles = useStyles2(getStyles);
  const lines = `export OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint}\nexport OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf\nexport OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true`;
  return (
    <section className={styles.empty} aria-labelledby="empty-title">
      <h1 id="empty-title">No requests yet</h1>
      <p>Point the OpenTelemetry SDK of your assistant here. The first request shows on this page a few seconds after it has ended.</p>
      <pre>{lines}</pre>
      <ClipboardButton variant="secondary" icon="copy" getText={() => lines}>
        Copy
      </ClipboardButton>
      <p className={styles.alternative}>
        Or load the generated demo incident: <code>npx plumbline demo</code>
      </p>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  centre: css({ display: 'flex', justifyContent: 'center', padding: theme.spacing(8) }),
  box: css({ padding: theme.spacing(2) }),
  demo: css({
    margin: 0,
    padding: theme.spacing(0.75, 2),
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.primary,
    background: theme.colors.warning.transparent,
    borderBottom: `1px solid ${theme.colors.warning.border}`,
  }),
  alternative: css({ margin: theme.spacing(2, 0, 0) }),
  empty: css({
    maxWidth: 720,
    margin: `${theme.spacing(6)} auto`,
    padding: theme.spacing(3),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
});
