import { css } from '@emotion/css';
import {
  FieldType,
  formattedValueToString,
  getDisplayProcessor,
  getFieldDisplayName,
  type DataFrame,
  type Field,
  type GrafanaTheme2,
} from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';

/** Rows beyond these would make the page slow and nobody reads them here. */
const MOST_ROWS = 500;

/** A frame as a table that scrolls, with the links of its fields. */
export function TableView({ frame, label }: { readonly frame: DataFrame; readonly label: string }) {
  const styles = useStyles2(getStyles);
  const shown = Math.min(frame.length, MOST_ROWS);
  if (frame.fields.length === 0 || frame.length === 0) return <p className={styles.empty}>No data in this time range.</p>;
  return (
    // A scrolling region must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className={styles.scroller} aria-label={label} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            {frame.fields.map((field) => (
              <th key={field.name} scope="col" className={field.type === FieldType.number ? styles.number : undefined}>
                {getFieldDisplayName(field, frame)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: shown }, (_, row) => (
            <tr key={row}>
              {frame.fields.map((field) => (
                <Cell key={field.name} field={field} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {frame.length > shown && <p className={styles.empty}>{(frame.length - shown).toLocaleString('en')} more rows are not shown.</p>}
    </section>
  );
}

function Cell({ field, row }: { readonly field: Field; readonly row: number }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const value: unknown = field.values[row];
  const text = textOf(field, value, theme);
  const links = value === null || value === undefined || value === '' ? [] : (field.getLinks?.({ valueRowIndex: row }) ?? []);
  const isNumber = field.type === FieldType.number;
  const [first] = links;
  return (
    <td className={isNumber ? styles.number : undefined} title={text.length > 80 ? text : undefined}>
      {first === undefined ? (
        text
      ) : (
        <a className={styles.link} href={first.href} title={first.title}>
          {text}
        </a>
      )}
    </td>
  );
}

function textOf(field: Field, value: unknown, theme: GrafanaTheme2): string {
  if (value === null || value === undefined) return '';
  if (field.type === FieldType.other) return JSON.stringify(value);
  const display = field.display ?? getDisplayProcessor({ field, theme });
  return formattedValueToString(display(value));
}

const getStyles = (theme: GrafanaTheme2) => ({
  scroller: css({ overflow: 'auto', width: '100%', height: '100%', maxHeight: '100%' }),
  empty: css({ margin: theme.spacing(1), color: theme.colors.text.secondary }),
  table: css({
    borderCollapse: 'collapse',
    minWidth: '100%',
    fontSize: theme.typography.bodySmall.fontSize,
    'th, td': {
      padding: theme.spacing(0.5, 1),
      textAlign: 'left',
      verticalAlign: 'top',
      borderBottom: `1px solid ${theme.colors.border.weak}`,
      maxWidth: 360,
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      whiteSpace: 'nowrap',
    },
    th: {
      position: 'sticky',
      top: 0,
      background: theme.colors.background.primary,
      color: theme.colors.text.secondary,
      fontWeight: theme.typography.fontWeightMedium,
    },
  }),
  number: css({ '&&': { textAlign: 'right' }, fontVariantNumeric: 'tabular-nums' }),
  link: css({ color: theme.colors.text.link, textDecoration: 'underline' }),
});
