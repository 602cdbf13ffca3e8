import { Icon, useTheme2 } from '@grafana/ui';
import { toneColor, type StateLook } from './stateLook';

interface Props {
  readonly look: StateLook;
  readonly size?: 'sm' | 'md' | 'xl';
  /** Said on hovering. */
  readonly title?: string;
}

/** Shape and colour of a state; the words beside it say the same, so readers of the screen skip it. */
export function StateMark({ look, size = 'md', title }: Props) {
  const theme = useTheme2();
  return <Icon name={look.icon} size={size} aria-hidden title={title} style={{ color: toneColor(theme, look.tone), flexShrink: 0 }} />;
}
