import { isAlphanumeric, isEscapeLetter } from './chars';
import type { Detector, Found } from './detector';

interface Form {
  readonly prefix: string;
  /** Index in the prefix of the character at which to look; with the one before it, it is rare in text. */
  readonly offset: number;
  /** What follows the prefix. Sticky; each repetition stands before characters that it cannot take itself. */
  readonly rest: RegExp;
  /** Words with dashes look like such keys; keys have digits. */
  readonly needsDigit?: true;
}

/** The last two characters of most prefixes are a rare pair; words and a space are better known by their beginning. */
const form = (prefix: string, rest: RegExp, needsDigit?: true): Form => ({
  prefix,
  offset: prefix.endsWith(' ') ? 1 : prefix.length - 1,
  rest,
  ...(needsDigit && { needsDigit }),
});

/** Forms that their makers document, or that their keys have had without exception. */
const FORMS: readonly Form[] = [
  form('sk-', /[\w-]{20,}/y, true), // OpenAI, Anthropic, OpenRouter, Langfuse, LiteLLM
  form('sk_live_', /\w{16,}/y), // Stripe
  form('sk_test_', /\w{16,}/y),
  form('rk_live_', /\w{16,}/y),
  form('rk_test_', /\w{16,}/y),
  form('whsec_', /\w{24,}/y),
  form('ghp_', /\w{30,}/y), // GitHub
  form('gho_', /\w{30,}/y),
  form('ghu_', /\w{30,}/y),
  form('ghs_', /\w{30,}/y),
  form('ghr_', /\w{30,}/y),
  form('github_pat_', /\w{22,}/y),
  form('glpat-', /[\w-]{20,}/y), // GitLab
  form('glsa_', /\w{32,}/y), // Grafana service accounts
  form('glc_', /[\w+/=]{32,}/y), // Grafana Cloud
  form('xoxb-', /[\w-]{10,}/y, true), // Slack
  form('xoxp-', /[\w-]{10,}/y, true),
  form('xoxa-', /[\w-]{10,}/y, true),
  form('xoxr-', /[\w-]{10,}/y, true),
  form('xoxs-', /[\w-]{10,}/y, true),
  form('xapp-', /[\w-]{20,}/y, true),
  form('AKIA', /[A-Z0-9]{16}(?![A-Za-z0-9])/y), // Amazon
  form('ASIA', /[A-Z0-9]{16}(?![A-Za-z0-9])/y),
  form('AIza', /[\w-]{35}/y), // Google
  form('ya29.', /[\w-]{20,}/y),
  form('GOCSPX-', /[\w-]{20,}/y),
  form('hf_', /[A-Za-z0-9]{30,}/y), // Hugging Face
  form('npm_', /[A-Za-z0-9]{36}/y),
  form('pypi-', /[\w-]{50,}/y),
  form('gsk_', /[A-Za-z0-9]{40,}/y), // Groq
  form('xai-', /[\w-]{40,}/y),
  form('pplx-', /[\w-]{40,}/y),
  form('r8_', /[A-Za-z0-9]{30,}/y), // Replicate
  form('lsv2_', /\w{30,}/y), // LangSmith
  form('dop_v1_', /[a-f0-9]{64}/y), // DigitalOcean
  form('SG.', /[\w-]{16,64}\.[\w-]{16,128}/y), // SendGrid
  form('eyJ', /[\w-]{8,}\.[\w-]{8,}\.[\w-]*/y), // JSON Web Token
  form('Bearer ', /[\w.~+/-]{16,}=*/y, true),
  form('bearer ', /[\w.~+/-]{16,}=*/y, true),
  form('Basic ', /[A-Za-z0-9+/]{12,}={0,2}(?![\w-])/y, true),
];

const DASH = 45;
const SLASH = 47;
const LARGE_B = 66;
const PEM_BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/y;
const PEM_END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
/** Password in an address: ://user:password@host. The name may be missing. */
const CREDENTIALS = /:\/\/[^\s/:@"'<>\\]{0,256}:([^\s/@"'<>\\]{1,256})@/y;

/** Keys and tokens of well-known forms, private keys, and passwords in addresses. */
export const secret: Detector = {
  triggers: [
    { at: '/', before: [':'] },
    { at: 'B', before: ['-'] },
    ...FORMS.map(({ prefix, offset }) => ({ at: prefix.charAt(offset), before: [prefix.charAt(offset - 1)] })),
  ],
  canonical: (match) => match,
  find(text, at, from, to) {
    const c = text.charCodeAt(at);
    const before = text.charCodeAt(at - 1);
    if (c === SLASH) return credentials(text, at - 1, to);
    if (c === LARGE_B) return before === DASH ? privateKey(text, at - 5, from, to) : undefined;
    const forms = BY_TRIGGER[c];
    if (forms === undefined) return undefined;
    for (const known of forms) {
      const found = match(text, at, from, to, known);
      if (found !== undefined) return found;
    }
    return undefined;
  },
};

/** Forms by the code of the character at which to look. */
const BY_TRIGGER: readonly (readonly Form[] | undefined)[] = byTrigger();

function byTrigger(): (Form[] | undefined)[] {
  const table: (Form[] | undefined)[] = Array.from({ length: 128 });
  for (const known of FORMS) (table[known.prefix.charCodeAt(known.offset)] ??= []).push(known);
  return table;
}

function match(text: string, at: number, from: number, to: number, { prefix, offset, rest, needsDigit }: Form): Found | undefined {
  const start = at - offset;
  if (start < from || !text.startsWith(prefix, start) || !startsToken(text, start)) return undefined;
  rest.lastIndex = start + prefix.length;
  if (!rest.test(text)) return undefined;
  const end = Math.min(rest.lastIndex, to);
  return needsDigit && !/\d/.test(text.slice(start + prefix.length, end)) ? undefined : { start, end };
}

/** No character that keys are made of stands before: else each of many prefixes in a row would be read to the end. */
function startsToken(text: string, start: number): boolean {
  const before = text.charCodeAt(start - 1);
  return start === 0 || !(isAlphanumeric(before) || before === DASH || before === 95) || isEscapeLetter(text, start - 1);
}

function credentials(text: string, at: number, to: number): Found | undefined {
  if (text[at + 2] !== '/') return undefined;
  CREDENTIALS.lastIndex = at;
  const [, password = ''] = CREDENTIALS.exec(text) ?? [];
  const end = CREDENTIALS.lastIndex - 1;
  return password === '' || end >= to || isPlaceholder(password) ? undefined : { start: end - password.length, end };
}

/** What masking leaves there must not be masked once more. */
function isPlaceholder(password: string): boolean {
  return /^\[[a-z][a-z0-9_-]*(?::[a-p]{20})?\]$/.test(password);
}

/** To its end, or to the end of the text when it was cut. */
function privateKey(text: string, at: number, from: number, to: number): Found | undefined {
  if (at < from) return undefined;
  PEM_BEGIN.lastIndex = at;
  if (!PEM_BEGIN.test(text)) return undefined;
  const body = PEM_BEGIN.lastIndex;
  // Only as far as `to`: each of many strings of one JSON text would be searched to the end of all of them.
  const end = PEM_END.exec(text.slice(body, to));
  return { start: at, end: end === null ? to : body + end.index + end[0].length };
}
