/** The golden files are the typed values, byte for byte. `UPDATE_GOLDEN=1 npx jest goldenResponses` writes them anew. */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GOLDEN } from './goldenResponses';

const FOLDER = join(__dirname, '..', 'fixtures', 'golden');
const textOf = (value: unknown): string => `${JSON.stringify(value, null, 1)}\n`;

if (process.env.UPDATE_GOLDEN === '1') {
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, value] of Object.entries(GOLDEN)) writeFileSync(join(FOLDER, `${name}.json`), textOf(value));
}

test.each(Object.entries(GOLDEN))('%s', (name, value) => {
  expect(readFileSync(join(FOLDER, `${name}.json`), 'utf8')).toBe(textOf(value));
});

test('there is no golden file without a value', () => {
  expect(readdirSync(FOLDER).sort()).toEqual(
    Object.keys(GOLDEN)
      .map((name) => `${name}.json`)
      .sort(),
  );
});

test.each(Object.entries(GOLDEN))('%s has fields and columns of one number and one length', (_, response) => {
  for (const { frames } of Object.values(response.results)) {
    for (const { schema, data } of frames) {
      expect(data.values).toHaveLength(schema.fields.length);
      expect(new Set(data.values.map((column) => column.length)).size).toBeLessThanOrEqual(1);
    }
  }
});
