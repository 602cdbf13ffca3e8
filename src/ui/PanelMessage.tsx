import { LoadingState, type PanelData } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { panelStyles } from './panelStyles';
import type { StateLook } from './stateLook';
import { StateMark } from './StateMark';

interface Props {
  readonly title: string;
  readonly text: string;
  readonly alert?: boolean;
}

const FAILED: StateLook = { icon: 'exclamation-triangle', tone: 'bad' };
const NOTHING: StateLook = { icon: 'minus-circle', tone: 'none' };

/** A panel that has nothing to draw says why. */
export function PanelMessage({ title, text, alert = false }: Props) {
  const styles = useStyles2(panelStyles);
  return (
    <div className={styles.message} role={alert ? 'alert' : 'status'}>
      <StateMark look={alert ? FAILED : NOTHING} size="xl" />
      <p className={styles.text}>{title}</p>
      {text !== '' && <p className={styles.notice}>{text}</p>}
    </div>
  );
}

/**
 * What a panel without rows says: the failure, that it is being asked, or that there is nothing.
 * @param notices of the answer, of which the first says most
 */
export function EmptyPanel({ data, notices }: { readonly data: PanelData; readonly notices: readonly string[] }) {
  const error = data.errors?.[0] ?? data.error;
  if (error !== undefined)
    return <PanelMessage title="This could not be answered" text={error.message ?? 'The service gave no reason.'} alert />;
  if (data.state === LoadingState.Loading) return <PanelMessage title="Loading …" text="" />;
  const text = notices[0] ?? 'No requests in this time range with these filters. Widen the time range or remove a filter.';
  return <PanelMessage title="No data" text={text} />;
}
