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

/** The newest value of each number, large. */
export function StatView({ frames }: { readonly frames: readonly DataFrame[] }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const values = frames.flatMap((frame) => frame.fields.filter(({ type }) => type === FieldType.number).map((field) => ({ frame, field })));
  if (values.length === 0) return <p className={styles.none}>No data</p>;
  return (
    <div className={styles.box}>
      {values.slice(0, 12).map(({ frame, field }) => (
        <div key={`${frame.refId ?? ''}${frame.name ?? ''}${getFieldDisplayName(field, frame)}`} className={styles.stat}>
          <span className={styles.number}>{newest(field, theme)}</span>
          {values.length > 1 && <span className={styles.name}>{getFieldDisplayName(field, frame)}</span>}
        </div>
      ))}
    </div>
  );
}

function newest(field: Field, theme: GrafanaTheme2): string {
  const known = field.values.filter((value: unknown) => value !== null && value !== undefined);
  if (known.length === 0) return field.config.noValue ?? 'No data';
  const display = field.display ?? getDisplayProcessor({ field, theme });
  return formattedValueToString(display(known[known.length - 1]));
}

const getStyles = (theme: GrafanaTheme2) => ({
  none: css({ margin: theme.spacing(1), color: theme.colors.text.secondary }),
  box: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-around',
    gap: theme.spacing(1),
    height: '100%',
    overflow: 'auto',
  }),
  stat: css({ display: 'flex', flexDirection: 'column', alignItems: 'center' }),
  number: css({ fontSize: theme.typography.h1.fontSize, fontVariantNumeric: 'tabular-nums' }),
  name: css({ fontSize: theme.typography.bodySmall.fontSize, color: theme.colors.text.secondary }),
});
