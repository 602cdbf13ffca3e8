import { Icon, useTheme2 } from '@grafana/ui';
import { GOOD_STATE_TEXT, type GoodState } from '../../core/verdict/state';
import { STATE_ICON, stateColor } from './stateLook';

/** Shape and colour of a state; the words beside it say the same, so readers of the screen skip it. */
export function StateIcon({ state, size = 'md' }: { readonly state: GoodState; readonly size?: 'sm' | 'md' | 'xl' }) {
  const theme = useTheme2();
  return (
    <Icon
      name={STATE_ICON[state]}
      size={size}
      aria-hidden
      title={GOOD_STATE_TEXT[state]}
      style={{ color: stateColor(theme, state), flexShrink: 0 }}
    />
  );
}
