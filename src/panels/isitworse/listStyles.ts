import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';

/** What the lists of the panel have in common. */
export const listStyles = (theme: GrafanaTheme2) => ({
  list: css({ margin: 0, padding: 0, listStyle: 'none', counterReset: 'rank' }),
  item: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(0.25),
    padding: theme.spacing(0.75, 1),
    borderTop: `1px solid ${theme.colors.border.weak}`,
    overflowWrap: 'anywhere',
  }),
  name: css({ fontWeight: theme.typography.fontWeightMedium, color: theme.colors.text.primary }),
  link: css({
    fontWeight: theme.typography.fontWeightMedium,
    color: theme.colors.text.link,
    '&:hover': { textDecoration: 'underline' },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 1 },
  }),
  detail: css({
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightRegular,
  }),
  note: css({ margin: theme.spacing(0.5, 1), color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
