import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { useMemo } from 'react';
import { markdownNodes } from './markdownNodes';

/** Markdown of strangers, drawn as elements of our own choice. */
export function SafeMarkdown({ text }: { readonly text: string }) {
  const styles = useStyles2(getStyles);
  const nodes = useMemo(() => markdownNodes(text), [text]);
  return <div className={styles.text}>{nodes}</div>;
}

const getStyles = (theme: GrafanaTheme2) => ({
  text: css({
    overflowWrap: 'anywhere',
    '> :first-child': { marginTop: 0 },
    '> :last-child': { marginBottom: 0 },
    p: { margin: theme.spacing(0, 0, 1) },
    '> strong': { display: 'block', margin: theme.spacing(1, 0, 0.5) },
    'ul, ol': { margin: theme.spacing(0, 0, 1), paddingLeft: theme.spacing(3) },
    pre: {
      margin: theme.spacing(0, 0, 1),
      padding: theme.spacing(1),
      whiteSpace: 'pre-wrap',
      background: theme.colors.background.canvas,
      border: 'none',
    },
    blockquote: {
      margin: theme.spacing(0, 0, 1),
      paddingLeft: theme.spacing(1),
      borderLeft: `3px solid ${theme.colors.border.medium}`,
      color: theme.colors.text.secondary,
    },
    table: { borderCollapse: 'collapse', marginBottom: theme.spacing(1) },
    'th, td': { border: `1px solid ${theme.colors.border.weak}`, padding: theme.spacing(0.25, 1), textAlign: 'left' },
    a: { color: theme.colors.text.link, textDecoration: 'underline' },
  }),
});
