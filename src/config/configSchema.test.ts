/**
 * The published JSON Schema of the configuration file is made from the schema that reads it. To write it anew:
 * UPDATE_SCHEMA=1 npm test -- src/config/configSchema
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { configFileSchema } from './configFile';

const PATH = join(__dirname, '../../docs/contracts/config.schema.json');

test('docs/contracts/config.schema.json is current', () => {
  const schema = {
    ...z.toJSONSchema(configFileSchema, { io: 'input' }),
    title: 'Plumbline configuration (the file that PLUMBLINE_CONFIG names)',
  };
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  if (process.env.UPDATE_SCHEMA === '1') writeFileSync(PATH, text);
  expect(readFileSync(PATH, 'utf8')).toBe(text);
});
