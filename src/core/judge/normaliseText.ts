/**
 * What a judged text goes through before it is put into a prompt: what a reader does not see, or what a chat template
 * takes for its own, is taken out visibly. Facts: hidden characters and template tokens are the cheapest ways to talk to
 * a judge.
 */
export interface NormalisedText {
  readonly text: string;
  /** Hidden characters that were taken out. */
  readonly hidden: number;
  /** Tokens of chat templates and role lines that were replaced. */
  readonly tokens: number;
  /** Characters that were left out of the middle. */
  readonly left: number;
}

/** What has no shape (zero-width, bidi controls, fillers, variation selectors, tags), control characters but tab and line feed, private use. */
const HIDDEN = /(?![\t\n])[\p{Cc}\p{Co}\p{Default_Ignorable_Code_Point}\u2028\u2029\ufff9-\ufffb]/gu;

/** <|im_start|>, [INST], <<SYS>>, <start_of_turn>, </think>, </s> and the like. Fullwidth forms are seen through by their compatibility form. */
const TEMPLATE_TOKENS =
  /<\s*[|｜][^<>|｜\n]{0,64}[|｜]\s*>|\[\/?(?:INST|SYS)\]|<<\/?SYS>>|<\s*\/?\s*(?:start_of_turn|end_of_turn|think|thinking|reasoning|s|bos|eos|pad)\s*>/gi;
/** A line that opens with a role, as transcripts have it. */
const ROLE_LINES = /^([ \t>#*_-]*)(system|assistant|developer|user|human|ai)([ \t*_]*[:：])/gim;

const MARK = '\u2039removed\u203a';
const MOST_EQUAL = 200;

/** @param budget characters that may stay */
export function normaliseText(raw: string, budget: number): NormalisedText {
  let hidden = 0;
  let tokens = 0;
  const visible = raw
    .toWellFormed()
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(HIDDEN, () => {
      hidden++;
      return '';
    });
  const bare = visible
    .replace(TEMPLATE_TOKENS, () => {
      tokens++;
      return MARK;
    })
    .replace(ROLE_LINES, (_, before: string, role: string, colon: string) => {
      tokens++;
      return `${before}${role} ${MARK}${colon.replace(/[:：]/, ' -')}`;
    })
    .replace(
      /(.)\1{200,}/gsu,
      (run, one: string) => `${one.repeat(MOST_EQUAL)}\u2039${[...run].length - MOST_EQUAL} more of the same\u203a`,
    );
  const { text, left } = cutMiddle(bare, budget);
  return { text, hidden, tokens, left };
}

/** Keeps two thirds from the beginning and one from the end, at ends of sentences where one is near, and says what is missing. */
function cutMiddle(text: string, budget: number): { readonly text: string; readonly left: number } {
  if (text.length <= budget) return { text, left: 0 };
  const head = endOfSentence(text.slice(0, Math.ceil((budget * 2) / 3)));
  const tail = startOfSentence(text.slice(text.length - Math.floor(budget / 3)));
  const left = text.length - head.length - tail.length;
  return { text: `${head.toWellFormed()}\n\u2039${left} characters left out\u203a\n${tail.toWellFormed()}`, left };
}

/** A sentence end within the last fifth; else a blank; else where it is. */
function endOfSentence(text: string): string {
  const from = Math.floor(text.length * 0.8);
  const end = Math.max(...['. ', '! ', '? ', '\n', '。'].map((mark) => text.lastIndexOf(mark)));
  return end >= from ? text.slice(0, end + 1) : text;
}

function startOfSentence(text: string): string {
  const starts = ['. ', '! ', '? ', '\n', '。'].map((mark) => text.indexOf(mark)).filter((at) => at >= 0);
  const start = Math.min(...starts);
  return start <= text.length * 0.2 ? text.slice(start + 1).trimStart() : text;
}
