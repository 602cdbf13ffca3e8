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

interface EmptyProps {
  readonly data: PanelData;
  /** Of the answer; the first says most. */
  readonly notices?: readonly string[];
  /** Where it was answered, and there is nothing. */
  readonly title?: string;
  readonly text?: string;
}

const NO_REQUESTS = 'No requests in this time range with these filters. Widen the time range or remove a filter.';

/** What a panel without rows says: the failure, that it is being asked, or that there is nothing. */
export function EmptyPanel({ data, notices = [], title = 'No data', text = NO_REQUESTS }: EmptyProps) {
  const error = data.errors?.[0] ?? data.error;
  if (error !== undefined)
    return <PanelMessage title="This could not be answered" text={error.message ?? 'The service gave no reason.'} alert />;
  if (data.state === LoadingState.Loading) return <PanelMessage title="Loading …" text="" />;
  return <PanelMessage title={title} text={notices[0] ?? text} />;
}
