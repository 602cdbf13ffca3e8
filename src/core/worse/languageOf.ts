/** Languages whose script tells them; the first that the text has a letter of. Japanese is written with Chinese letters too, so it goes first. */
const SCRIPTS: readonly (readonly [language: string, letters: RegExp])[] = [
  ['Japanese', /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ['Korean', /\p{Script=Hangul}/u],
  ['Chinese', /\p{Script=Han}/u],
  ['Russian', /\p{Script=Cyrillic}/u],
  ['Arabic', /\p{Script=Arabic}/u],
  ['Hebrew', /\p{Script=Hebrew}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['Hindi', /\p{Script=Devanagari}/u],
  ['Thai', /\p{Script=Thai}/u],
];

/** Small words of languages in Latin letters. */
const SMALL_WORDS: Readonly<Record<string, ReadonlySet<string>>> = {
  English: words('the is a to my i you of for can how what do and it not are when where please'),
  German: words('der die das ich ist und nicht wie ein eine mein meine zu mit wann wo kann bitte den von'),
  French: words('le la les je est et un une mon ma comment pour pas que quand où puis des du vous'),
  Spanish: words('el los las es y un una mi cómo como para que qué cuándo puedo no por del se está'),
  Italian: words('il lo gli è e un una mio mia come per che quando posso non dove di della sono questo'),
  Portuguese: words('o os as é e um uma meu minha como para que quando posso não onde do da está em'),
  Dutch: words('de het een ik is en mijn hoe niet van voor wat wanneer kan waar op met zijn naar er'),
};

/**
 * Language of a short text, well enough to see that people have begun to ask in another one: by its script, and among the
 * languages in Latin letters by its small words.
 * @returns `unknown` for a text without any of them; such texts are as frequent before as after
 */
export function languageOf(text: string): string {
  const script = SCRIPTS.find(([, letters]) => letters.test(text));
  if (script !== undefined) return script[0];
  const found = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  let best = { language: 'unknown', count: 0 };
  for (const [language, small] of Object.entries(SMALL_WORDS)) {
    const count = found.filter((word) => small.has(word)).length;
    if (count > best.count) best = { language, count };
  }
  return best.language;
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}
