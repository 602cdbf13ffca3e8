import type { LanguageOf } from '../core/validators/subject';

/** Characters of a text that its language is told by; more make no difference and take longer. */
const MOST = 400;
/** Below this many letters the library's own measure of confidence is not to be trusted. */
const FEW_LETTERS = 60;

/** Code, links and addresses are in no language. */
const NO_PROSE = /```[\s\S]*?(?:```|$)|`[^`]{1,200}`|https?:\/\/\S+|www\.\S+|\S+@\S+|\[[a-z_]{2,40}(?::[a-p]{20})?\]/g;

/**
 * Tells the language of a text by its n-grams (eld, 60 languages). The package is an ES module, which a CommonJS program
 * can only load later on.
 */
export async function loadLanguageOf(): Promise<LanguageOf> {
  const { eld } = await import('eld/small');
  return (text) => {
    const prose = text
      .slice(0, MOST * 4)
      .replace(NO_PROSE, ' ')
      .slice(0, MOST);
    const found = eld.detect(prose);
    const letters = prose.match(/\p{L}/gu)?.length ?? 0;
    return letters < FEW_LETTERS || found.isReliable() ? found.language : '';
  };
}
