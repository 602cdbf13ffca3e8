/** What masking costs by itself: over decoded spans of the demo, and over large texts, on one core. */
import { createMasker, type Masker } from '../src/core/masking/createMasker';
import type { MaskingConfig, MaskingRule } from '../src/core/masking/maskingRule';
import { maskSpan } from '../src/core/masking/maskSpan';
import { PII_TYPES } from '../src/core/masking/piiTypes';
import { decodeTraces } from '../src/core/otlp/decodeTraces';
import { encodeTraces } from '../src/core/otlp/encode/encodeTraces';
import type { SpanGroup } from '../src/core/otlp/types';
import { generateDemo } from '../src/demo/generateDemo';
import { percentile, rounded, type BenchContext, type Benchmark, type BenchReport } from './benchmark';

const SPANS = 10_000;
const REPEAT = 7;
const MEGABYTE = 1_000_000;

const rule = (given: Pick<MaskingRule, 'name' | 'types' | 'keys' | 'pattern'>): MaskingRule => ({ action: 'mask', ...given });

/** From what is on when nothing is configured to everything at once. */
const CONFIGURATIONS: Readonly<Record<string, MaskingConfig>> = {
  off: { defaults: false, rules: [] },
  defaults: { defaults: true, rules: [] },
  'all types': { defaults: true, rules: [rule({ types: [...PII_TYPES] })] },
  'all types, keys, a pattern': {
    defaults: true,
    rules: [
      rule({ types: [...PII_TYPES] }),
      rule({ name: 'password', keys: ['*password*', 'authorization'] }),
      rule({ name: 'employee', pattern: 'EMP-[0-9]{6}' }),
    ],
  },
};

const FIVE = 5 * MEGABYTE;
/** As one flat string, the way decoded bytes are. */
const repeat = (part: string): string => Buffer.alloc(FIVE, part).toString();
const PROSE = 'The customer asked whether the return policy still gives 60 days, and was told that it does. ';

/** Texts of 5 MB: as people write them, and such as take longest. */
const TEXTS: Readonly<Record<string, string>> = {
  prose: repeat(PROSE),
  'JSON messages': `[${repeat(`{"role":"user","content":"${PROSE}\\nSecond line."},`).slice(0, -200)}{}]`,
  'an address every 100 characters': repeat(`${PROSE}mary@example.com `),
  'digits only': repeat('4'),
  'groups of digits': repeat('4111 '),
  '@ only': repeat('a@'),
  'colons and hex': repeat('a:'),
  'opening quotes': `[${repeat('"')}`,
  'backslashes in a string': `["${repeat('\\')}`,
};

export const masking: Benchmark = {
  name: 'masking',
  title: 'Masking alone: spans a second on one core, and megabytes a second of 5 MB texts',
  sizes: [],
  async run({ say }: BenchContext): Promise<BenchReport> {
    const groups = spanGroups();
    const spans = groups.reduce((sum, group) => sum + group.spans.length, 0);
    const rows: Record<string, string | number>[] = [];
    const raw: Record<string, readonly number[]> = {};
    for (const [name, config] of Object.entries(CONFIGURATIONS)) {
      say(name);
      const masker = createMasker(config, { hash: () => '0'.repeat(20) });
      raw[`spans, ${name}`] = times(() => maskAll(groups, masker));
      const ms = percentile(raw[`spans, ${name}`] ?? [], 0.5);
      rows.push({
        case: `spans, ${name}`,
        'per second': rounded((spans / ms) * 1000),
        'microseconds a span': rounded((ms / spans) * 1000),
      });
    }
    for (const [name, text] of Object.entries(TEXTS)) {
      say(name);
      const rules = createMasker(CONFIGURATIONS['all types'] ?? { defaults: true, rules: [] }, { hash: () => '0'.repeat(20) }).forService(
        's',
      );
      raw[`text, ${name}`] = times(() => rules.text(text, 'text').length);
      const ms = percentile(raw[`text, ${name}`] ?? [], 0.5);
      rows.push({
        case: `5 MB, all types: ${name}`,
        'MB per second': rounded((text.length / MEGABYTE / ms) * 1000),
        milliseconds: rounded(ms),
      });
    }
    return { rows, raw, conclusions: {} };
  },
};

function spanGroups(): SpanGroup[] {
  const groups: SpanGroup[] = [];
  let spans = 0;
  for (const trace of generateDemo({ seed: 1, now: Date.now() })) {
    const bytes = Buffer.from(encodeTraces([trace]));
    for (const step of decodeTraces(bytes, (_bytes, start, end) => bytes.toString('utf8', start, end))) {
      if ('group' in step) groups.push(step.group);
    }
    spans += trace.spans.length;
    if (spans >= SPANS) break;
  }
  return groups;
}

function maskAll(groups: readonly SpanGroup[], masker: Masker): number {
  let sum = 0;
  for (const { spans, resource, scope } of groups)
    for (const span of spans) sum += maskSpan({ span, resource, scope }, masker).span.attributes.size;
  return sum;
}

/** Processor time and not time on the wall, so that other work on the machine counts less. */
function times(work: () => number): number[] {
  work();
  return Array.from({ length: REPEAT }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
}
