import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';

/** What the tables of the panels have in common. */
export const tableStyles = (theme: GrafanaTheme2) => ({
  table: css({
    width: '100%',
    borderCollapse: 'collapse',
    'th, td': {
      padding: theme.spacing(0.5, 1),
      textAlign: 'left',
      verticalAlign: 'middle',
      fontWeight: theme.typography.fontWeightRegular,
    },
    'thead th': {
      position: 'sticky',
      top: 0,
      zIndex: 1,
      background: theme.colors.background.primary,
      color: theme.colors.text.secondary,
      fontSize: theme.typography.bodySmall.fontSize,
      whiteSpace: 'nowrap',
    },
    'tbody tr': { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
  // The table's own rule aligns cells to the left; a number column has to win over it.
  number: css({ '&&': { textAlign: 'right' }, fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }),
});
