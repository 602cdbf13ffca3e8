import { GOOD_STATE_TEXT, type GoodState } from '../../core/verdict/state';
import { StateMark } from '../../ui/StateMark';
import { STATE_LOOK } from './stateLook';

export function StateIcon({ state, size = 'md' }: { readonly state: GoodState; readonly size?: 'sm' | 'md' | 'xl' }) {
  return <StateMark look={STATE_LOOK[state]} size={size} title={GOOD_STATE_TEXT[state]} />;
}
