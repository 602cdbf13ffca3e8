/** What the pages for people say about files, settings and commands is there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ENVIRONMENT } from '../src/config/settings';

const ROOT = join(__dirname, '..');
const PAGES = [ROOT, join(ROOT, 'docs'), join(ROOT, 'bench'), join(ROOT, 'src')]
  .flatMap((folder) =>
    readdirSync(folder, { recursive: folder === join(ROOT, 'docs'), encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  .filter((path) => path.endsWith('.md'));

test.each(PAGES.map((path) => [relative(ROOT, path), path]))('links of %s lead to files', (_name, path) => {
  const links = [...readFileSync(path, 'utf8').matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)].map(([, target = '']) => target);
  const broken = links.filter((target) => !/^[a-z]+:/.test(target) && !existsSync(join(dirname(path), target)));
  expect(broken).toEqual([]);
});

test('the table of settings names every variable, and no other', () => {
  const table = /## Settings\n([\s\S]*?)\n## /.exec(readFileSync(join(ROOT, 'README.md'), 'utf8'))?.[1] ?? '';
  const rows = table.split('\n').filter((line) => line.startsWith('| `PLUMBLINE_'));
  const named = rows.flatMap((line) => {
    const [first = '', ...others] = [...(line.split('|')[1] ?? '').matchAll(/`([A-Z_]+)`/g)].map(([, name = '']) => name);
    // `PLUMBLINE_CLICKHOUSE_USER`, `_PASSWORD`: the later ones share the beginning of the first.
    return [first, ...others.filter((name) => !name.endsWith('_FILE')).map((name) => first.replace(/_[A-Z]+$/, name))];
  });
  expect(named.sort()).toEqual(Object.keys(ENVIRONMENT.shape).sort());
});
