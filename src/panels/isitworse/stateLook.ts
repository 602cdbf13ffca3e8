import type { GrafanaTheme2, IconName } from '@grafana/data';
import type { WorseState } from '../../core/verdict/worseState';

/** What the panel as a whole can say: a verdict, or that there is none. */
export type PanelState = WorseState | 'no_data';

/** Each state has a shape of its own, so that it is told apart without colour. */
export const STATE_ICON: Readonly<Record<PanelState, IconName>> = {
  worse: 'arrow-down',
  better: 'arrow-up',
  steady: 'check-circle',
  not_enough_data: 'question-circle',
  judge_blind: 'eye-slash',
  evaluator_changed: 'exchange-alt',
  no_data: 'minus-circle',
};

/** Text colours of the theme, which keep their contrast in light and dark. */
export function stateColor(theme: GrafanaTheme2, state: PanelState): string {
  switch (state) {
    case 'worse':
      return theme.colors.error.text;
    case 'better':
    case 'steady':
      return theme.colors.success.text;
    case 'judge_blind':
      return theme.colors.warning.text;
    case 'not_enough_data':
    case 'evaluator_changed':
      return theme.colors.info.text;
    case 'no_data':
      return theme.colors.text.secondary;
  }
}
