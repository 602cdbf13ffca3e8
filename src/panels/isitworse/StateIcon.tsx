import { Icon, useTheme2 } from '@grafana/ui';
import { STATE_ICON, stateColor, type PanelState } from './stateLook';

/** Shape and colour of a state; the words beside it say the same, so readers of the screen skip it. */
export function StateIcon({ state, size = 'md' }: { readonly state: PanelState; readonly size?: 'sm' | 'md' | 'xl' }) {
  const theme = useTheme2();
  return <Icon name={STATE_ICON[state]} size={size} aria-hidden style={{ color: stateColor(theme, state), flexShrink: 0 }} />;
}
