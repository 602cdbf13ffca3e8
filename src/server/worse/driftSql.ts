/** Statements of drift that is not quality. Each reads both stretches at once; the column is_now tells them apart. */
import type { Filter } from '../../core/query/commonFields';
import { activeFilters } from '../../core/sql/compileFilter';
import { param, sql, view, type Sql } from '../../core/sql/sql';
import type { Sides } from './causesSql';
import { filtered, within } from './requestSource';

const whole = ({ before, now }: Sides) => ({ from: before.from, to: now.to });
const inEither = ({ before, now }: Sides): Sql => sql`(${within(before)} OR ${within(now)})`;
const isNow = ({ now }: Sides): Sql => sql`time >= ${param(now.from, "DateTime('UTC')")}`;

/**
 * What the requests' own columns tell: [is_now, topic, model, model_version, requests, with tokens, sum and squares of output
 * tokens, refused, format checked, format wrong].
 */
export function requestDriftStatement(filters: readonly Filter[], sides: Sides): Sql {
  const tokens = sql`toFloat64(ifNull(output_tokens, 0))`;
  return sql`SELECT ${isNow(sides)} AS is_now, topic, model, model_version, count(), countIf(output_tokens IS NOT NULL), sum(${tokens}),
  sum(${tokens} * ${tokens}), countIf(finish_reason = 'content_filter'), countIf(format_ok IS NOT NULL), countIf(ifNull(format_ok = 0, 0))
FROM interaction_metrics
WHERE ${inEither(sides)} AND ${filtered(filters, 'interactions', whole(sides))}
GROUP BY is_now, topic, model, model_version`;
}

/** [requests with documents before, now, of them now with a document that the baseline never had]. */
export function newDocumentsStatement(filters: readonly Filter[], sides: Sides): Sql {
  const rows = sql`interaction_metrics WHERE ${inEither(sides)} AND notEmpty(retrieved_context_ids) AND ${filtered(filters, 'interactions', whole(sides))}`;
  return sql`SELECT countIf(NOT is_now), countIf(is_now), countIf(is_now AND NOT hasAll(known, ids))
FROM (
  SELECT ${isNow(sides)} AS is_now, retrieved_context_ids AS ids,
    (SELECT groupUniqArray(document) FROM (SELECT arrayJoin(retrieved_context_ids) AS document FROM ${rows} AND NOT (${isNow(sides)}))) AS known
  FROM ${rows}
)`;
}

/** Score of the first document by stage: [stage, n, sum, squares before, the same now]. */
export function retrievalDriftStatement(filters: readonly Filter[], sides: Sides): Sql {
  const figures = (side: Sql): Sql => sql`countIf(${side}), sumIf(score, ${side}), sumIf(score * score, ${side})`;
  return sql`SELECT stage, ${figures(sql`NOT is_now`)}, ${figures(sql`is_now`)}
FROM (
  SELECT stage, ${isNow(sides)} AS is_now, assumeNotNull(score) AS score
  FROM retrieved_documents
  WHERE ${inEither(sides)} AND rank = 1 AND score IS NOT NULL AND trace_id GLOBAL IN (
    SELECT trace_id FROM interaction_metrics WHERE ${inEither(sides)} AND ${filtered(filters, 'interactions', whole(sides))}
  )
)
GROUP BY stage`;
}

/**
 * Questions of a sample of traces: [is_now, n, sum and squares of their length in characters, then how many are in each of
 * LANGUAGES]. Trace ids are random and the table is sorted by them, so a range of ids is a sample that is cheap to read.
 * @param below first trace id that is left out; empty for all
 */
export function questionDriftStatement(filters: readonly Filter[], sides: Sides, below: string): Sql {
  const sample = below === '' ? sql`1` : sql`trace_id < ${param(below, 'String')}`;
  const length = sql`toFloat64(lengthUTF8(user_query))`;
  const requests = sql`SELECT trace_id FROM interaction_metrics WHERE ${inEither(sides)} AND ${filtered(filters, 'interactions', whole(sides))}`;
  const chosen = activeFilters(filters).length === 0 ? sql`1` : sql`trace_id GLOBAL IN (${requests})`;
  return sql`SELECT is_now, count(), sum(${length}), sum(${length} * ${length}), sumMap(map(${LANGUAGE}, 1))
FROM (
  SELECT ${isNow(sides)} AS is_now, user_query
  FROM ${view('interaction_text')}
  WHERE ${inEither(sides)} AND ${sample} AND user_query != '' AND ${chosen}
)
GROUP BY is_now`;
}

/**
 * Language of a question: by its script, and among the languages of the Latin one by the most frequent small words. Questions
 * of a word or two stay "unknown"; they do so before and since alike.
 */
const SMALL_WORDS: Readonly<Record<string, readonly string[]>> = {
  English: [
    'the',
    'is',
    'a',
    'to',
    'my',
    'i',
    'you',
    'of',
    'for',
    'can',
    'how',
    'what',
    'do',
    'and',
    'it',
    'not',
    'are',
    'when',
    'where',
    'please',
  ],
  German: [
    'der',
    'die',
    'das',
    'ich',
    'ist',
    'und',
    'nicht',
    'wie',
    'ein',
    'eine',
    'mein',
    'meine',
    'zu',
    'mit',
    'wann',
    'wo',
    'kann',
    'bitte',
    'den',
    'von',
  ],
  French: [
    'le',
    'la',
    'les',
    'je',
    'est',
    'et',
    'un',
    'une',
    'mon',
    'ma',
    'comment',
    'pour',
    'pas',
    'que',
    'quand',
    'où',
    'puis',
    'des',
    'du',
    'vous',
  ],
  Spanish: [
    'el',
    'los',
    'las',
    'es',
    'y',
    'un',
    'una',
    'mi',
    'cómo',
    'como',
    'para',
    'que',
    'qué',
    'cuándo',
    'puedo',
    'no',
    'por',
    'del',
    'se',
    'está',
  ],
  Italian: [
    'il',
    'lo',
    'gli',
    'è',
    'e',
    'un',
    'una',
    'mio',
    'mia',
    'come',
    'per',
    'che',
    'quando',
    'posso',
    'non',
    'dove',
    'di',
    'della',
    'sono',
    'questo',
  ],
  Portuguese: [
    'o',
    'os',
    'as',
    'é',
    'e',
    'um',
    'uma',
    'meu',
    'minha',
    'como',
    'para',
    'que',
    'quando',
    'posso',
    'não',
    'onde',
    'do',
    'da',
    'está',
    'em',
  ],
  Dutch: [
    'de',
    'het',
    'een',
    'ik',
    'is',
    'en',
    'mijn',
    'hoe',
    'niet',
    'van',
    'voor',
    'wat',
    'wanneer',
    'kan',
    'waar',
    'op',
    'met',
    'zijn',
    'naar',
    'er',
  ],
};
const SCRIPTS: Readonly<Record<string, string>> = {
  Japanese: '[\\p{Hiragana}\\p{Katakana}]',
  Korean: '\\p{Hangul}',
  Chinese: '\\p{Han}',
  Russian: '\\p{Cyrillic}',
  Arabic: '\\p{Arabic}',
  Hebrew: '\\p{Hebrew}',
  Greek: '\\p{Greek}',
  Hindi: '\\p{Devanagari}',
  Thai: '\\p{Thai}',
};

const LANGUAGE: Sql = (() => {
  const names = Object.keys(SMALL_WORDS);
  const words = sql`extractAll(lowerUTF8(user_query), '\\\\p{L}+')`;
  const counts = names.reduce<Sql | null>((list, name) => {
    const count = sql`arrayCount(word -> has(${param(SMALL_WORDS[name] ?? [], 'Array(String)')}, word), ${words})`;
    return list === null ? count : sql`${list}, ${count}`;
  }, null);
  const latin = sql`if(arrayMax([${counts ?? sql`0`}]) = 0, 'unknown', ${param(names, 'Array(String)')}[indexOf([${counts ?? sql`0`}], arrayMax([${counts ?? sql`0`}]))])`;
  return Object.entries(SCRIPTS).reduceRight<Sql>(
    (otherwise, [name, pattern]) => sql`if(match(user_query, ${param(pattern, 'String')}), ${param(name, 'String')}, ${otherwise})`,
    latin,
  );
})();
