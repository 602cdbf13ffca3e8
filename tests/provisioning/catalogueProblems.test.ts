import { catalogueProblems } from './catalogueProblems';

const file = (path: string, content: string | Buffer) => ({ path, bytes: Buffer.from(content) });
const README = ['# Plumbline', '', 'Is it good?', '', '[Docs](https://example.com/docs) and [below](#below)', ''].join('\n');

/** The head of a PNG: signature, length and name of the first chunk, width, height. */
function png(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(32);
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]).copy(bytes);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

test('a bundle that is in order has no problems', () => {
  const files = [
    file('README.md', README),
    file('CHANGELOG.md', '# Changelog\n\n## 0.1.0\n\nFirst.'),
    file('img/logo.svg', '<svg xmlns="http://www.w3.org/2000/svg"><use href="#a"/></svg>'),
    file('img/screenshots/a.png', png(1280, 800)),
    file('module.js', 'define(["react"], () => ({}))'),
    file('module.js.map', '{"sources":["a.ts"],"sourcesContent":["1"]}'),
  ];
  expect(catalogueProblems(files)).toEqual([]);
});

const ROWS: [string, ReturnType<typeof file>, string][] = [
  ['a relative picture', file('README.md', `${README}![Panel](img/panel.png)`), 'README.md: relative picture: ![Panel](img/panel.png)'],
  ['a relative link', file('README.md', `${README}[Docs](docs/a.md)`), 'README.md: relative link: [Docs](docs/a.md)'],
  ['a README without a word', file('README.md', '# Plumbline'), 'README.md: README says nothing'],
  ['a changelog without a version', file('CHANGELOG.md', '# Changelog'), 'CHANGELOG.md: names no version'],
  ['another licence', file('LICENSE', 'MIT'), 'LICENSE: not the licence of package.json'],
  ['a script in a logo', file('panels/a/img/logo.svg', '<svg><script>1</script></svg>'), 'panels/a/img/logo.svg: unsafe element: <script'],
  ['a handler in a logo', file('a.svg', '<svg onload="1"/>'), 'a.svg: event handler:  onload='],
  ['a logo from elsewhere', file('a.svg', '<svg><image href="https://a"/></svg>'), 'a.svg: reference to another file: href="https://a'],
  ['a bitmap that is named as a vector', file('a.svg', png(1, 1)), 'a.svg: no SVG'],
  ['a screenshot of another shape', file('img/screenshots/a.png', png(1920, 1080)), 'img/screenshots/a.png: size is 1920 x 1080'],
  ['a tracker', file('module.js', 'fetch("https://www.google-analytics.com/x")'), 'module.js: tracking: google-analytics.com'],
  ['Angular', file('module.js', 'class A extends PanelCtrl {}'), 'module.js: Angular: PanelCtrl'],
  ['what React 19 lacks', file('1.js', 'x.findDOMNode(y)'), '1.js: gone in React 19: findDOMNode'],
  ['code from text', file('1.js', 'x=eval("1")'), '1.js: code from text: eval('],
  ['a map without sources', file('1.js.map', '{"sources":["a"]}'), '1.js.map: holds no sources'],
  ['tests', file('panels/view.test.ts', ''), 'panels/view.test.ts: does not belong into a bundle'],
];
test.each(ROWS)('%s', (_name, given, problem) => expect(catalogueProblems([given])).toEqual([problem]));
