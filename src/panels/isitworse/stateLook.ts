import type { GrafanaTheme2 } from '@grafana/data';
import type { WorseState } from '../../core/verdict/worseState';
import { toneColor, type StateLook } from '../../ui/stateLook';

/** What the panel as a whole can say: a verdict, or that there is none. */
export type PanelState = WorseState | 'no_data';

export const STATE_LOOK: Readonly<Record<PanelState, StateLook>> = {
  worse: { icon: 'arrow-down', tone: 'bad' },
  better: { icon: 'arrow-up', tone: 'good' },
  steady: { icon: 'check-circle', tone: 'good' },
  not_enough_data: { icon: 'question-circle', tone: 'unknown' },
  judge_blind: { icon: 'eye-slash', tone: 'warning' },
  evaluator_changed: { icon: 'exchange-alt', tone: 'unknown' },
  no_data: { icon: 'minus-circle', tone: 'none' },
};

export function stateColor(theme: GrafanaTheme2, state: PanelState): string {
  return toneColor(theme, STATE_LOOK[state].tone);
}
