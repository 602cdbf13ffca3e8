/**
 * Words of a text for comparing texts: lower case, without small words, without common endings of English. Words that
 * differ in an ending only are the same here, which is what overlap between an answer and its documents needs.
 */

/** A run of letters and digits of any script. */
const WORD = /[\p{L}\p{M}\p{N}]+/gu;

/** Scripts that are written without blanks: their words cannot be told by this. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;

const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'a an the this that these those i me my mine we us our ours you your yours he him his she her hers it its they them their theirs ' +
    'who whom whose which what am is are was were be been being have has had having do does did doing done will would shall should can ' +
    'could may might must to of in on at by for with from into onto about as than then so and or but nor if because while when where ' +
    'how why there here up down out off over under again once just only also too very more most some any each all both few other such ' +
    'own same s t d m ll re ve don didn doesn isn wasn weren aren hasn haven yes oh well'
  ).split(' '),
);

/** What turns a statement into its opposite; kept apart from the small words. */
const NEGATIONS: ReadonlySet<string> = new Set(
  'no not never none nothing neither nor cannot without n isn don doesn didn wasn weren aren hasn haven won wouldn couldn shouldn'.split(
    ' ',
  ),
);

/** Every word in lower case, in order. NFKC makes full-width and composed forms equal. */
export function allWords(text: string): string[] {
  return text.normalize('NFKC').toLowerCase().match(WORD) ?? [];
}

export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word);
}

export function countNegations(words: readonly string[]): number {
  return words.reduce((count, word) => count + (NEGATIONS.has(word) ? 1 : 0), 0);
}

/** The words that say something, as stems, in order. */
export function contentWords(words: readonly string[]): string[] {
  const found: string[] = [];
  for (const word of words) if (!STOP_WORDS.has(word)) found.push(stem(word));
  return found;
}

/** True when at least a third of the letters are of scripts without blanks between words. */
export function isUnspaced(text: string): boolean {
  const start = text.slice(0, 2000);
  const letters = start.match(/\p{L}/gu)?.length ?? 0;
  return letters > 0 && (start.match(UNSPACED)?.length ?? 0) * 3 >= letters;
}

/** Takes plural, -ed, -ing, -ly and a final e off. Crude on purpose: it has to be the same for equal words, not right. */
export function stem(word: string): string {
  if (word.length < 4 || isDigit(word.charCodeAt(0))) return word;
  let end = word;
  if (end.endsWith('ies')) end = `${end.slice(0, -3)}y`;
  else if (end.endsWith('sses')) end = end.slice(0, -2);
  else if (end.endsWith('s') && !end.endsWith('ss') && !end.endsWith('us') && !end.endsWith('is')) end = end.slice(0, -1);
  if (end.length > 5 && end.endsWith('ing')) end = undouble(end.slice(0, -3));
  else if (end.length > 4 && end.endsWith('ed')) end = undouble(end.slice(0, -2));
  if (end.length > 4 && end.endsWith('ly')) end = end.slice(0, -2);
  return end.length > 3 && end.endsWith('e') ? end.slice(0, -1) : end;
}

/** "stopp" of "stopped" is "stop"; "fill" and "pass" stay. */
function undouble(word: string): string {
  const last = word.charCodeAt(word.length - 1);
  const isDouble = word.length > 3 && last === word.charCodeAt(word.length - 2) && !'lsz'.includes(word.slice(-1));
  return isDouble ? word.slice(0, -1) : word;
}

const isDigit = (c: number): boolean => c >= 48 && c <= 57;
