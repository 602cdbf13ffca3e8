import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { useEffect, useRef } from 'react';
import type { ReviewItem } from '../../core/calibration/reviewItem';

/** Question, answer and documents as plain text: what an answer holds is not to be trusted as markup. */
export function ReviewText({ item }: { readonly item: ReviewItem }) {
  const styles = useStyles2(getStyles);
  const heading = useRef<HTMLHeadingElement>(null);
  // Each new answer is mounted anew: a screen reader starts at it.
  useEffect(() => heading.current?.focus(), []);
  const about = [item.service, item.topic, new Date(item.time).toLocaleString()].filter((part) => part !== '').join(' · ');
  return (
    <article className={styles.article} aria-label="Answer to label">
      <p className={styles.about}>{about}</p>
      <h2 ref={heading} tabIndex={-1} className={styles.heading}>
        Question
      </h2>
      <p className={styles.text}>{item.question || '(no text was recorded)'}</p>
      <h2>Answer</h2>
      <p className={styles.text}>{item.answer || '(no text was recorded)'}</p>
      <h2>Documents</h2>
      {item.documents.length === 0 && <p className={styles.about}>None were retrieved.</p>}
      {item.documents.map(({ rank, id, version, content }) => (
        <details key={`${rank} ${id}`} open={rank <= 3}>
          <summary>
            {rank}. {id}
            {version !== '' && ` (${version})`}
          </summary>
          <p className={styles.text}>{content || '(no text was recorded)'}</p>
        </details>
      ))}
    </article>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  article: css({ minWidth: 0, h2: { fontSize: theme.typography.h5.fontSize, marginTop: theme.spacing(2) } }),
  heading: css({ outline: 'none' }),
  about: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  text: css({
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    padding: theme.spacing(1, 1.5),
    background: theme.colors.background.secondary,
    borderRadius: theme.shape.radius.default,
  }),
});
