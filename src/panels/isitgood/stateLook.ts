import type { GrafanaTheme2, IconName } from '@grafana/data';
import type { GoodState } from '../../core/verdict/state';

/** Each state has a shape of its own, so that it is told apart without colour. */
export const STATE_ICON: Readonly<Record<GoodState, IconName>> = {
  good: 'check-circle',
  not_good: 'exclamation-triangle',
  cannot_tell: 'question-circle',
  judge_blind: 'eye-slash',
  no_target: 'minus-circle',
  no_data: 'minus-circle',
};

/** Text colours of the theme, which keep their contrast in light and dark. */
export function stateColor(theme: GrafanaTheme2, state: GoodState): string {
  switch (state) {
    case 'good':
      return theme.colors.success.text;
    case 'not_good':
      return theme.colors.error.text;
    case 'judge_blind':
      return theme.colors.warning.text;
    case 'cannot_tell':
    case 'no_target':
      return theme.colors.info.text;
    case 'no_data':
      return theme.colors.text.secondary;
  }
}
