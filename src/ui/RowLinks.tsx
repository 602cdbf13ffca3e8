import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Dropdown, Menu, useStyles2 } from '@grafana/ui';
import type { MouseEvent, ReactNode } from 'react';
import type { CellLink } from './frameCells';

interface Props {
  /** Of whom, for readers of the screen. */
  readonly of: string;
  /** Of the cell and beside it. */
  readonly links: readonly CellLink[];
  readonly children: ReactNode;
}

/** A figure that opens the list of what stands behind it, by click or by keyboard; plain text when nothing does. A reader of the screen hears the figure first. */
export function RowLinks({ of, links, children }: Props) {
  const styles = useStyles2(getStyles);
  if (links.length === 0) return children;
  const menu = (
    <Menu>
      {links.map(({ title, href, target, onClick }) => (
        <Menu.Item
          key={`${title} ${href}`}
          label={title}
          url={href}
          target={target === '_blank' ? '_blank' : '_self'}
          {...(onClick === undefined ? {} : { onClick: (event: MouseEvent) => follow(event, onClick) })}
        />
      ))}
    </Menu>
  );
  return (
    <Dropdown overlay={menu} placement="bottom-end">
      <button type="button" className={styles.button} title="Traces and drill-down">
        {children}
        <span className="sr-only">, links of {of}</span>
      </button>
    </Dropdown>
  );
}

/** Follows a link on this page; a click that asks for a new tab is left to the browser. */
function follow(event: MouseEvent, onClick: (event: unknown) => void): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  onClick(event);
}

const getStyles = (theme: GrafanaTheme2) => ({
  button: css({
    padding: 0,
    border: 'none',
    background: 'none',
    color: 'inherit',
    font: 'inherit',
    fontVariantNumeric: 'tabular-nums',
    cursor: 'pointer',
    textDecoration: `underline dotted ${theme.colors.text.secondary}`,
    textUnderlineOffset: 3,
    '&:hover': { color: theme.colors.text.link },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 2 },
  }),
});
