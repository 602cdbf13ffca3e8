/**
 * What the plugin catalogue's validator refuses in the texts, pictures and modules of a bundle, besides the manifests. It is
 * not published for use as a library, so its rules stand here by their names there.
 */

/** A file of the bundle: its path with forward slashes, and its bytes. */
export interface BundleFile {
  readonly path: string;
  readonly bytes: Buffer;
}

type Rule = (file: BundleFile) => readonly string[];

/** Content that a rule finds, with what is wrong with it. */
const found = (text: string, pattern: RegExp, problem: string): string[] =>
  [...text.matchAll(pattern)].map(([match]) => `${problem}: ${match}`);

const textOf = ({ bytes }: BundleFile): string => bytes.toString('utf8');

/** Pages of the catalogue lie elsewhere: an address has to be whole. */
const readme: Rule = (file) => {
  const text = textOf(file);
  return [
    ...(text.trim().split('\n').length < 5 ? ['README says nothing'] : []),
    ...found(text, /!\[[^\]]*\]\((?!https:\/\/)[^)]*\)/g, 'relative picture'),
    ...found(text, /(?<!!)\[[^\]]*\]\((?!https?:\/\/|#|mailto:)[^)]*\)/g, 'relative link'),
    ...found(text, /This is a (starter|template)|create-plugin|lorem ipsum/gi, 'text of a template'),
  ];
};

const svg: Rule = (file) => {
  const text = textOf(file);
  return [
    ...(/^\s*(<\?xml[^>]*>\s*)?(<!--[^]*?-->\s*)*<svg[\s>]/.test(text) ? [] : ['no SVG']),
    ...found(text, /<(script|foreignObject|iframe|embed|object)\b/gi, 'unsafe element'),
    ...found(text, /\son\w+\s*=/gi, 'event handler'),
    ...found(text, /(?:href|src)\s*=\s*["'](?!#|data:image\/)[^"']*/gi, 'reference to another file'),
    ...found(text, /javascript:/gi, 'script'),
  ];
};

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** The catalogue shows pictures of this shape; wider ones are cut. Width and height stand in the first chunk of a PNG. */
const screenshot: Rule = ({ bytes }) => {
  if (!bytes.subarray(0, 8).equals(PNG)) return ['no PNG'];
  const size = `${bytes.readUInt32BE(16)} x ${bytes.readUInt32BE(20)}`;
  return [...(size === '1280 x 800' ? [] : [`size is ${size}`]), ...(bytes.length < 1_000_000 ? [] : [`${bytes.length} bytes`])];
};

const TRACKERS = /google-analytics\.com|googletagmanager|mixpanel|segment\.(io|com)\/v1|hotjar|fullstory|heapanalytics|amplitude\.com/g;
/** Names of the platform that Grafana 11 took away, and of React that 19 took away. */
const ANGULAR = /\b(PanelCtrl|MetricsPanelCtrl|QueryCtrl|QueryOptionsCtrl|ngInject|angular\.module)\b/g;
const OLD_REACT = /\b(findDOMNode|unmountComponentAtNode|createFactory|__SECRET_INTERNALS_DO_NOT_USE_OR_YOU_WILL_BE_FIRED)\b/g;

const script: Rule = (file) => {
  const text = textOf(file);
  return [
    ...found(text, TRACKERS, 'tracking'),
    ...found(text, ANGULAR, 'Angular'),
    ...found(text, OLD_REACT, 'gone in React 19'),
    // `new Function` stands in the schema library, which is told not to use it (src/ui/withoutEval.ts).
    ...found(text, /(?<![\w.$])eval\(/g, 'code from text'),
  ];
};

/** Reviewers read the sources out of the map. */
const sourceMap: Rule = (file) => {
  const { sources, sourcesContent } = JSON.parse(textOf(file)) as { sources?: unknown[]; sourcesContent?: unknown[] };
  return (sources?.length ?? 0) > 0 && sources?.length === sourcesContent?.length ? [] : ['holds no sources'];
};

const RULES: readonly (readonly [path: RegExp, rule: Rule])[] = [
  [/^README\.md$/, readme],
  [/^CHANGELOG\.md$/, (file) => (/^##? .*\d+\.\d+\.\d+/m.test(textOf(file)) ? [] : ['names no version'])],
  [/^LICENSE$/, (file) => (/Apache License\s+Version 2\.0/.test(textOf(file)) ? [] : ['not the licence of package.json'])],
  [/\.svg$/, svg],
  [/^img\/screenshots\//, screenshot],
  [/\.js$/, script],
  [/\.js\.map$/, sourceMap],
  [/(^|\/)(node_modules|\.git|\.env|\.DS_Store)(\/|$)|\.(test|spec)\.\w+$/, () => ['does not belong into a bundle']],
];

/** @returns what the catalogue would refuse, with the file that it is in */
export function catalogueProblems(files: readonly BundleFile[]): string[] {
  return files.flatMap((file) =>
    RULES.flatMap(([path, rule]) => (path.test(file.path) ? rule(file) : []).map((problem) => `${file.path}: ${problem}`)),
  );
}
