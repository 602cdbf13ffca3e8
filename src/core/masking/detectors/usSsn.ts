import { endsNumber, isDigit, runEnd, startsNumber } from './chars';
import { NUMBER_STARTS, type Detector } from './detector';

const SHAPE = /^(\d{3})([- \u2011\u2013])(\d{2})\2(\d{4})$/;
const LENGTH = 11;
/** Nine digits without separators are one only where the text calls them so shortly before. */
const CALLED_SO = /\b(?:ssns?|social security)\b[^0-9]{0,24}$/i;
const LOOK_BACK = 48;

/** US social security numbers. Never given out: areas 000, 666 and 900 to 999, group 00, serial 0000 (SSA). */
export const usSsn: Detector = {
  triggers: NUMBER_STARTS,
  canonical: (match) => match.replace(/\D/g, ''),
  find(text, at, from, to) {
    const run = runEnd(text, at, Math.min(to, at + 10), isDigit) - at;
    if ((run !== 3 && run !== 9) || !startsNumber(text, at, from)) return undefined;
    const end = at + (run === 9 ? 9 : LENGTH);
    if (end > to || !endsNumber(text, end, to)) return undefined;
    if (run === 9) {
      const isCalledSo = CALLED_SO.test(text.slice(Math.max(from, at - LOOK_BACK), at));
      return isCalledSo && isGivenOut(text.slice(at, at + 3), text.slice(at + 3, at + 5), text.slice(at + 5, end))
        ? { start: at, end }
        : undefined;
    }
    const [, area = '', , group = '', serial = ''] = SHAPE.exec(text.slice(at, end)) ?? [];
    return isGivenOut(area, group, serial) ? { start: at, end } : undefined;
  },
};

function isGivenOut(area: string, group: string, serial: string): boolean {
  return area !== '' && area !== '000' && area !== '666' && area < '900' && group !== '00' && serial !== '0000';
}
