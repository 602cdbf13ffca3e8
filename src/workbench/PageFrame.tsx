import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { PropsWithChildren } from 'react';

/** What Grafana puts around a page of the app: its name and the space at its edges. */
export function PageFrame({ children }: PropsWithChildren) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.page}>
      <h1>Plumbline</h1>
      {children}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ padding: theme.spacing(2), h1: { fontSize: theme.typography.h3.fontSize }, h2: { fontSize: theme.typography.h4.fontSize } }),
});
