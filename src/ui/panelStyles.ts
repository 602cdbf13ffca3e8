import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';

/** What the panels that answer in a sentence have in common. */
export const panelStyles = (theme: GrafanaTheme2) => ({
  panel: css({
    overflow: 'auto',
    '.sr-only': { position: 'absolute', width: 1, height: 1, overflow: 'hidden', clip: 'rect(0 0 0 0)', whiteSpace: 'nowrap' },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
  }),
  sentence: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(0.5, 1), padding: theme.spacing(0.5, 1) }),
  text: css({
    margin: 0,
    fontSize: theme.typography.h4.fontSize,
    lineHeight: theme.typography.h4.lineHeight,
    flex: '1 1 200px',
    color: theme.colors.text.primary,
  }),
  smallText: css({
    margin: 0,
    flex: '1 1 200px',
    lineHeight: 1.3,
    color: theme.colors.text.primary,
    fontWeight: theme.typography.fontWeightMedium,
  }),
  notice: css({ margin: theme.spacing(0.25, 1), color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  message: css({
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    height: '100%',
    gap: theme.spacing(0.5),
    textAlign: 'center',
    '> p': { flex: 'none' },
  }),
});
