import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { ClipboardButton, useStyles2 } from '@grafana/ui';
import { useMemo, useState } from 'react';
import { SafeMarkdown } from './SafeMarkdown';
import { foldedText, hitsIn, prettyJson, textForm } from './textForm';

interface Props {
  /** What the text is, for its buttons. */
  readonly name: string;
  readonly text: string;
  readonly search: string;
}

/** A text of any length: folded, to be searched and copied, JSON laid out, Markdown drawn safely. */
export function LongText({ name, text, search }: Props) {
  const styles = useStyles2(getStyles);
  const [isOpen, setOpen] = useState(false);
  const [isPlain, setPlain] = useState(false);
  const form = useMemo(() => textForm(text), [text]);
  const laidOut = useMemo(() => (form === 'json' ? (prettyJson(text) ?? text) : text), [form, text]);
  const isFound = search.trim() !== '' && laidOut.toLowerCase().includes(search.trim().toLowerCase());
  const start = isFound ? null : foldedText(laidOut);
  const shown = isOpen || start === null ? laidOut : start;
  const isMarkdown = form === 'markdown' && !isPlain && !isFound;
  return (
    <div className={styles.box}>
      {isMarkdown ? <SafeMarkdown text={shown} /> : <Plain text={shown} search={search} isCode={form === 'json'} />}
      {(start !== null || form === 'markdown') && (
        <div className={styles.buttons}>
          {start !== null && (
            <button type="button" className={styles.button} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              {isOpen ? 'Show less' : `Show all ${laidOut.length.toLocaleString('en')} characters`}
              <span className="sr-only"> of {name}</span>
            </button>
          )}
          {form === 'markdown' && (
            <button type="button" className={styles.button} aria-pressed={isPlain} onClick={() => setPlain(!isPlain)}>
              As sent<span className="sr-only">: {name}</span>
            </button>
          )}
        </div>
      )}
      <ClipboardButton
        className={styles.copy}
        variant="secondary"
        fill="text"
        size="sm"
        icon="copy"
        aria-label={`Copy ${name}`}
        getText={() => text}
      />
    </div>
  );
}

function Plain({ text, search, isCode }: { readonly text: string; readonly search: string; readonly isCode: boolean }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={isCode ? styles.code : styles.plain}>
      {hitsIn(text, search).map(({ text: part, isHit }, index) =>
        // The parts of one text keep their order.
        // oxlint-disable-next-line react/no-array-index-key
        isHit ? <mark key={index}>{part}</mark> : part,
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    position: 'relative',
    padding: theme.spacing(0.75, 5, 0.75, 1),
    background: theme.colors.background.secondary,
    borderRadius: theme.shape.radius.default,
  }),
  plain: css({ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }),
  code: css({
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  buttons: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1.5) }),
  button: css({
    padding: 0,
    border: 'none',
    background: 'none',
    color: theme.colors.text.link,
    fontSize: theme.typography.bodySmall.fontSize,
    '&:hover': { textDecoration: 'underline' },
    '&[aria-pressed=true]': { textDecoration: 'underline' },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 1 },
  }),
  copy: css({ position: 'absolute', top: 2, right: 2 }),
});
