import type { GrafanaTheme2, IconName } from '@grafana/data';

/** What a state means for whoever reads it, by the text colours of the theme, which keep their contrast in light and dark. */
export type Tone = 'bad' | 'good' | 'warning' | 'unknown' | 'none';

/** Each state has a shape of its own, so that it is told apart without colour. */
export interface StateLook {
  readonly icon: IconName;
  readonly tone: Tone;
}

export function toneColor(theme: GrafanaTheme2, tone: Tone): string {
  switch (tone) {
    case 'bad':
      return theme.colors.error.text;
    case 'good':
      return theme.colors.success.text;
    case 'warning':
      return theme.colors.warning.text;
    case 'unknown':
      return theme.colors.info.text;
    case 'none':
      return theme.colors.text.secondary;
  }
}
