import { StateMark } from '../../ui/StateMark';
import { STATE_LOOK, type PanelState } from './stateLook';

export function StateIcon({ state, size = 'md' }: { readonly state: PanelState; readonly size?: 'sm' | 'md' | 'xl' }) {
  return <StateMark look={STATE_LOOK[state]} size={size} />;
}
