import { useStyles2 } from '@grafana/ui';
import { panelStyles } from './panelStyles';

/** What changes how the figures are read, a line each. */
export function Notices({ texts }: { readonly texts: readonly string[] }) {
  const styles = useStyles2(panelStyles);
  return texts.map((text) => (
    <p key={text} className={styles.notice}>
      {text}
    </p>
  ));
}
