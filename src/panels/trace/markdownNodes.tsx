/**
 * Markdown of strangers: what models and documents say is drawn as elements of our own choice. The text is parsed into an
 * inert document, in which nothing runs or loads, and only known elements are made anew from it, without their
 * attributes. So no script, style, frame, form or picture can come through, whatever the parser lets pass.
 */
import { renderMarkdown } from '@grafana/data';
import { createElement, type ReactNode } from 'react';

/** Elements that are made anew, by the name that they have in the text. Headings would break the outline of the page. */
const ELEMENTS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['p', 'br', 'hr', 'strong', 'b', 'em', 'i', 'del', 's', 'code', 'pre', 'ul', 'ol', 'li', 'blockquote', 'sub', 'sup'].map((name) => [
      name,
      name,
    ]),
  ),
  ...Object.fromEntries(['table', 'thead', 'tbody', 'tr', 'th', 'td'].map((name) => [name, name])),
  ...Object.fromEntries(['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((name) => [name, 'strong'])),
};
const TABLE: ReadonlySet<string> = new Set(['table', 'thead', 'tbody', 'tr']);
const VOID: ReadonlySet<string> = new Set(['br', 'hr']);
/** Elements whose content is no text for people. */
const DROPPED: ReadonlySet<string> = new Set([
  'script',
  'style',
  'iframe',
  'object',
  'embed',
  'template',
  'noscript',
  'svg',
  'math',
  'head',
  'title',
]);
/** Where a link may lead. */
const LINK = /^(https?:|mailto:)/i;
/** Nested deeper only by somebody who wants the page to break. */
const MAX_DEPTH = 40;

/** The text as React nodes. */
export function markdownNodes(text: string): ReactNode[] {
  const html = renderMarkdown(text, { noSanitize: false, breaks: true });
  return childrenOf(new DOMParser().parseFromString(html, 'text/html').body, 0);
}

function childrenOf(parent: Node, depth: number): ReactNode[] {
  // React refuses the blanks between the rows of a table, and nobody sees them.
  const isTable = TABLE.has(parent.nodeName.toLowerCase());
  const nodes = [...parent.childNodes].filter((node) => !isTable || node.nodeType !== Node.TEXT_NODE);
  return nodes.map((node, index) => nodeOf(node, depth, index));
}

function nodeOf(node: Node, depth: number, key: number): ReactNode {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (!(node instanceof Element) || DROPPED.has(node.localName)) return null;
  if (depth > MAX_DEPTH) return node.textContent;
  if (node.localName === 'img') return `[picture: ${node.getAttribute('alt') || 'without a name'}]`;
  const children = VOID.has(node.localName) ? [] : childrenOf(node, depth + 1);
  const href = node.localName === 'a' ? (node.getAttribute('href') ?? '') : '';
  if (LINK.test(href))
    return (
      <a key={key} href={href} target="_blank" rel="noopener noreferrer nofollow">
        {children}
      </a>
    );
  const element = ELEMENTS[node.localName];
  if (element === undefined) return children;
  return createElement(element, { key }, ...children);
}
