/** @jest-environment jsdom */
/** Text of strangers: nothing of it may run, load or reach out of its box. */
import { render } from '@testing-library/react';
import { markdownNodes } from './markdownNodes';

const html = (text: string): string => render(<>{markdownNodes(text)}</>).container.innerHTML;

const HOSTILE: readonly (readonly [name: string, text: string])[] = [
  ['a script', 'Hello <script>alert(1)</script> there'],
  ['a picture from elsewhere', '![tracker](https://evil.example/p.png?u=1)'],
  ['a picture as HTML', '<img src=x onerror="alert(1)">'],
  ['a handler', '<p onclick="alert(1)" style="position:fixed">click</p>'],
  ['a link that runs', '[click](javascript:alert(1)) <a href="JaVaScRiPt:alert(1)">x</a> <a href="data:text/html,x">y</a>'],
  [
    'a frame and a form',
    '<iframe src="https://evil.example"></iframe><form action="https://evil.example"><input name=a><button>go</button></form>',
  ],
  ['an SVG with a script', '<svg><script>alert(1)</script><image href="https://evil.example/a.png"/></svg>'],
  [
    'styles and a base',
    '<style>body{display:none}</style><base href="https://evil.example/"><link rel=stylesheet href="https://evil.example/a.css">',
  ],
  [
    'an object, a video, an embed',
    '<object data="https://evil.example"></object><video src="https://evil.example/v" autoplay></video><embed src="https://evil.example">',
  ],
  ['math that turns into HTML', '<math><mtext></p><style><img src=x onerror=alert(1)></style></math>'],
  [
    'a table background',
    '<table background="https://evil.example/b.png"><tr><td style="background:url(https://evil.example/c)">x</td></tr></table>',
  ],
  ['an input that takes the focus', '<input autofocus onfocus=alert(1)>'],
];

const DRAWN = new Set('p br hr strong b em i del s code pre ul ol li blockquote sub sup table thead tbody tr th td a'.split(' '));
const ATTRIBUTES = new Set(['href', 'target', 'rel']);

test.each(HOSTILE)('%s', (_name, text) => {
  const elements = [...render(<>{markdownNodes(text)}</>).container.querySelectorAll('*')];
  expect(elements.map(({ localName }) => localName).filter((name) => !DRAWN.has(name))).toEqual([]);
  expect(elements.flatMap((element) => element.getAttributeNames()).filter((name) => !ATTRIBUTES.has(name))).toEqual([]);
  for (const element of elements) if (element.hasAttribute('href')) expect(element.getAttribute('href')).toMatch(/^(https?:|mailto:)/i);
});

test('a link to a page says that it was not vouched for and opens beside this one', () =>
  expect(html('[terms](https://shop.example/terms)')).toBe(
    '<p><a href="https://shop.example/terms" target="_blank" rel="noopener noreferrer nofollow">terms</a></p>\n',
  ));

test('what Markdown is for is drawn: emphasis, lists, code, tables; headings do not break the outline of the page', () => {
  const out = html('# Title\n\n**bold** and `code`\n\n- one\n- two\n\n| a | b |\n| - | - |\n| 1 | 2 |');
  for (const part of ['<strong>Title</strong>', '<strong>bold</strong>', '<code>code</code>', '<li>one</li>', '<td>2</td>'])
    expect(out).toContain(part);
});

test('a picture is named, not fetched', () => expect(html('![a chart](https://x.example/c.png)')).toContain('[picture: a chart]'));

test('nested deeper than it is drawn, its words are still there', () => expect(html(`${'> '.repeat(60)}deep`)).toContain('deep'));
