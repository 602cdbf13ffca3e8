import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { useId } from 'react';
import type { Judgement, ReviewDimension } from './reviewClient';
import { pointsOf } from './reviewState';

interface Props {
  readonly dimension: ReviewDimension;
  /** Undefined until the person has said something. */
  readonly value: number | null | undefined;
  readonly isActive: boolean;
  /** Null until the person's own scores are stored. */
  readonly judgements: readonly Judgement[] | null;
  readonly onScore: (value: number | null) => void;
}

/** A dimension with its points as radio buttons; afterwards what judges said. */
export function ScoreRow({ dimension, value, isActive, judgements, onScore }: Props) {
  const styles = useStyles2(getStyles);
  const group = useId();
  return (
    <fieldset className={cx(styles.row, isActive && judgements === null && styles.active)} disabled={judgements !== null}>
      <legend className={styles.name}>{dimension.name}</legend>
      <div className={styles.points}>
        {pointsOf(dimension).map((point) => (
          <label key={point.key} className={cx(styles.point, value === point.value && styles.chosen)}>
            <input
              type="radio"
              name={group}
              className={styles.input}
              checked={value === point.value}
              onChange={() => onScore(point.value)}
            />
            {point.label}
          </label>
        ))}
      </div>
      {judgements?.map(({ evaluator, value: said, error_type: failure, explanation }) => (
        <p key={evaluator} className={styles.judge}>
          <strong>
            {evaluator || 'Judge'}: {said ?? `failed (${failure})`}
          </strong>
          {explanation !== '' && ` — ${explanation}`}
        </p>
      ))}
    </fieldset>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    padding: theme.spacing(1),
    marginBottom: theme.spacing(1),
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  active: css({ borderColor: theme.colors.primary.border, boxShadow: `inset 3px 0 0 ${theme.colors.primary.border}` }),
  name: css({
    fontSize: theme.typography.body.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
    margin: 0,
    padding: theme.spacing(0, 0.5),
    width: 'auto',
    border: 0,
  }),
  points: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) }),
  point: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    padding: theme.spacing(0.5, 1),
    border: `1px solid ${theme.colors.border.medium}`,
    borderRadius: theme.shape.radius.default,
    cursor: 'pointer',
    '&:focus-within': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 2 },
  }),
  chosen: css({ background: theme.colors.primary.main, color: theme.colors.primary.contrastText, borderColor: theme.colors.primary.main }),
  input: css({ margin: 0 }),
  judge: css({ margin: theme.spacing(1, 0, 0), overflowWrap: 'anywhere', color: theme.colors.text.secondary }),
});
