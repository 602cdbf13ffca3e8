import panel from '../../src/panels/isitgood/plugin.json';
import { manifestProblems } from './manifestProblems';

/** The shipped manifest as the build fills it in. */
const FILLED = { ...panel, info: { ...panel.info, version: '1.2.3', updated: '2026-11-25' } };

test('a manifest that Grafana takes has no problems', () => expect(manifestProblems(FILLED)).toEqual([]));

const ROWS: [string, unknown, string][] = [
  ['a key that the schema does not know', { ...FILLED, backEnd: true }, ''],
  ['an id that does not end in its type', { ...FILLED, id: 'plumbline-isitgood' }, 'id'],
  ['an id with capitals', { ...FILLED, id: 'Plumbline-isitgood-panel' }, 'id'],
  ['a version that was not filled in', { ...FILLED, info: panel.info }, 'info.version'],
  ['no dependency on Grafana', { ...FILLED, dependencies: {} }, 'dependencies.grafanaDependency'],
  ['a bitmap as logo', { ...FILLED, info: { ...FILLED.info, logos: { small: 'a.png', large: 'a.svg' } } }, 'info.logos.small'],
];
test.each(ROWS)('%s', (_name, manifest, place) =>
  expect(manifestProblems(manifest).some((problem) => problem.startsWith(`${place}:`))).toBe(true),
);
