/** Recall and false hits on 1,500 generated sentences; they lie beside the project (../shared) and the tests are skipped without them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createMasker } from './createMasker';
import type { PiiType } from './piiTypes';

const FILE = join(__dirname, '../../../../shared/data/presidio-pii/synth_v2.jsonl.gz');
const HAS_FILE = existsSync(FILE);

interface Sentence {
  readonly text: string;
  /** Offsets count code points. */
  readonly spans: readonly (readonly [start: number, end: number, type: string])[];
}

function sentences(): Sentence[] {
  return gunzipSync(readFileSync(FILE))
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Sentence);
}

/** Values of one type that were found, and finds that lie outside of every span of the type. */
function measure(type: PiiType, name: string): { readonly all: number; readonly found: number; readonly falseHits: string[] } {
  let [all, found] = [0, 0];
  const falseHits: string[] = [];
  const finds: string[] = [];
  const masker = createMasker(
    { defaults: false, rules: [{ types: [type], action: 'mask' }] },
    { hash: () => '', onFound: (_rule, _field, value) => finds.push(value) },
  ).forService('s');
  for (const { text, spans } of sentences()) {
    const masked = masker.text(text, 'text');
    const values = spans.filter(([, , of]) => of === name).map(([start, end]) => [...text].slice(start, end).join(''));
    all += values.length;
    found += values.filter((value) => !masked.includes(value.replace(/^https?:\/\/|\/$/g, ''))).length;
    falseHits.push(...finds.splice(0).filter((find) => !values.some((value) => value.includes(find) || find.includes(value))));
  }
  return { all, found, falseHits };
}

(HAS_FILE ? describe : describe.skip)('generated sentences (needs ../shared)', () => {
  // Least recall, most false hits in 1,500 sentences.
  const targets: [PiiType, string, number, number, number][] = [
    ['email', 'EMAIL_ADDRESS', 49, 1, 0],
    ['iban', 'IBAN_CODE', 21, 1, 0],
    ['us_ssn', 'US_SSN', 16, 1, 0],
    ['ip', 'IP_ADDRESS', 14, 1, 0],
    ['domain', 'DOMAIN_NAME', 37, 1, 0],
    ['card', 'CREDIT_CARD', 136, 0.99, 0],
    ['phone', 'PHONE_NUMBER', 92, 0.85, 3],
  ];
  test.each(targets)('%s', (type, name, expected, recall, falseHits) => {
    const result = measure(type, name);
    expect(result.all).toBe(expected);
    expect(result.found / result.all).toBeGreaterThanOrEqual(recall);
    expect(result.falseHits.length).toBeLessThanOrEqual(falseHits);
  });
});
