import type { GrafanaTheme2 } from '@grafana/data';
import type { GoodState } from '../../core/verdict/state';
import { toneColor, type StateLook } from '../../ui/stateLook';

export const STATE_LOOK: Readonly<Record<GoodState, StateLook>> = {
  good: { icon: 'check-circle', tone: 'good' },
  not_good: { icon: 'exclamation-triangle', tone: 'bad' },
  cannot_tell: { icon: 'question-circle', tone: 'unknown' },
  judge_blind: { icon: 'eye-slash', tone: 'warning' },
  no_target: { icon: 'minus-circle', tone: 'unknown' },
  no_data: { icon: 'minus-circle', tone: 'none' },
};

export function stateColor(theme: GrafanaTheme2, state: GoodState): string {
  return toneColor(theme, STATE_LOOK[state].tone);
}
