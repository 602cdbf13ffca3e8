/** Holds a judge to its quotes: what it says it read must stand where it says. */
import { scoresOf } from './evaluator';
import type { Rubric } from './evaluatorSchema';
import type { Claim, DimensionReply, Quote } from './readReply';

export interface CheckedReply {
  readonly reply: DimensionReply;
  /** Quotes that do not stand in the field they name. */
  readonly invented: number;
}

/**
 * Claims and evidence whose quote is not found are dropped. More than half of them gone, a best score without a claim that a
 * document supports in at least 3 words or 12 characters, or a best score beside a contradicted one is a failure,
 * `evidence_mismatch`.
 * @param fields text by label, as the judge saw it
 */
export function checkEvidence(reply: DimensionReply, rubric: Rubric, fields: ReadonlyMap<string, string>): CheckedReply {
  if (reply.outcome !== 'scored') return { reply, invented: 0 };
  const folded = new Map([...fields].map(([label, text]) => [label.toLowerCase(), fold(contentOf(label, text))]));
  const stands = ({ source, quote }: Quote): boolean => standsIn(quote, folded.get(source.trim().toLowerCase()));
  const claims = reply.claims.filter((claim) => claim.verdict === 'not_found' || stands(claim));
  const evidence = reply.evidence.filter(({ quote }) => quote.trim() !== '').filter(stands);
  const quoted =
    reply.claims.filter(({ verdict }) => verdict !== 'not_found').length + reply.evidence.filter(({ quote }) => quote.trim() !== '').length;
  const kept = claims.filter(({ verdict }) => verdict !== 'not_found').length + evidence.length;
  const invented = quoted - kept;
  const problem =
    invented * 2 > quoted ? `${invented} of ${quoted} quotes do not stand in the text.` : unfounded(reply.score, claims, rubric, folded);
  if (problem !== undefined) return { reply: { outcome: 'failed', error: 'evidence_mismatch', reason: problem }, invented };
  return { reply: { ...reply, claims, evidence }, invented };
}

type Fields = ReadonlyMap<string, string>;

function unfounded(score: number, claims: readonly Claim[], rubric: Rubric, folded: Fields): string | undefined {
  if (!rubric.claims || score !== scoresOf(rubric).at(-1)) return undefined;
  if (claims.some(({ verdict }) => verdict === 'contradicted')) return 'The best score beside a claim that a document contradicts.';
  return claims.some((claim) => claim.verdict === 'supported' && isProof(claim, folded))
    ? undefined
    : 'The best score without a claim that a quote of a document supports.';
}

const DOCUMENT = /^d\d+$/;
const PROOF_LENGTH = 12;
const PROOF_WORDS = 3;
/** A character of these scripts says about as much as a word of others has letters for. */
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

/** An answer does not prove itself, and what is too short stands in any document; a document may be as short, though. */
function isProof({ source, quote }: Quote, folded: Fields): boolean {
  const label = source.trim().toLowerCase();
  if (!DOCUMENT.test(label)) return false;
  const text = fold(quote);
  const length = text.length + 2 * (text.match(DENSE)?.length ?? 0);
  return length >= PROOF_LENGTH || text.split(' ').length >= PROOF_WORDS || text === folded.get(label);
}

/** Below the line with id and version, which is ours. */
function contentOf(label: string, text: string): string {
  return DOCUMENT.test(label.toLowerCase()) && text.startsWith('[id ') ? text.slice(text.indexOf('\n') + 1) : text;
}

/** Below this a quote is found anywhere and proves nothing. */
const SHORTEST_QUOTE = 2;

function standsIn(quote: string, text: string | undefined): boolean {
  if (text === undefined) return false;
  // An ellipsis is against the rules and usual all the same: then each part has to stand there.
  const parts = quote
    .split(/\s*(?:\.{3}|…|\[\.\.\.\])\s*/)
    .map(fold)
    .filter((part) => part !== '');
  return parts.length > 0 && parts.every((part) => part.length >= SHORTEST_QUOTE && text.includes(part));
}

/** White space, letter case, kinds of quotation marks and of dashes do not matter. */
function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('^', ' ')
    .replace(/[\u2018\u2019\u201a\u2032]/g, "'")
    .replace(/[\u201c\u201d\u201e\u00ab\u00bb]/g, '"')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/\s+/g, ' ')
    .trim();
}
