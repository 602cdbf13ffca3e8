import type { Filter } from '../../core/query/commonFields';
import { findDrift, type DriftFinding, type DriftMeasure, type DriftSample, type DriftSide } from '../../core/worse/drift';
import { languageOf } from '../../core/worse/languageOf';
import type { QueryContext } from '../deps';
import { readRows, type Rows } from '../readRows';
import { documentsStatement, type Sides } from './causesSql';
import { newDocumentsStatement, questionsStatement, requestDriftStatement, retrievalDriftStatement } from './driftSql';

/** Questions that are read of each side. */
const SAMPLE = 1_500;
/** Questions that are looked at for it at most, when one stretch is much longer than the other. */
const MOST_READ = 20_000;
/** Topics and models that are told apart, those with the most requests. */
const MOST_SUBJECTS = 30;

/** Usage, data, output and model drift between two stretches of time. */
export async function findDrifts(filters: readonly Filter[], sides: Sides, context: QueryContext): Promise<DriftFinding[]> {
  const [requests, documents, retrieval, ranks] = await Promise.all([
    readRows(requestDriftStatement(filters, sides), context),
    readRows(newDocumentsStatement(filters, sides), context),
    readRows(retrievalDriftStatement(filters, sides), context),
    readRows(documentsStatement(filters, sides), context),
  ]);
  const cells = readCells(requests);
  const questions = await readRows(questionsStatement(filters, sides, { below: sampleBelow(cells), most: SAMPLE }), context);
  return findDrift([
    ...shares('topic_share', cells, ({ topic }) => topic),
    ...questionSamples(questions),
    ...retrieval.map((row): DriftSample => ({
      measure: 'retrieval_score',
      subject: String(row[0]),
      before: side(row, 1),
      now: side(row, 4),
    })),
    ...documents.map(newDocuments),
    ...topDocuments(ranks),
    ...outputSamples(cells),
    ...models(cells),
  ]);
}

interface Cell {
  readonly isNow: boolean;
  readonly topic: string;
  readonly model: string;
  readonly modelVersion: string;
  readonly n: number;
  readonly tokens: DriftSide;
  readonly refused: number;
  readonly checked: number;
  readonly wrong: number;
}

function readCells(rows: Rows): Cell[] {
  return rows.map((row) => {
    const [n = 0, withTokens = 0, sum = 0, squares = 0, refused = 0, checked = 0, wrong = 0] = row.slice(4).map(Number);
    const [topic = '', model = '', modelVersion = ''] = row.slice(1, 4).map(String);
    return { isNow: truth(row[0]), topic, model, modelVersion, n, tokens: { n: withTokens, sum, squares }, refused, checked, wrong };
  });
}

const truth = (value: unknown): boolean => value === true || Number(value) === 1;
const rate = (n: number, events: number): DriftSide => ({ n, sum: events, squares: events });

function side(row: readonly unknown[], from: number): DriftSide {
  const [n = 0, sum = 0, squares = 0] = row.slice(from, from + 3).map(Number);
  return { n, sum, squares };
}

/** First trace id beyond the sample: trace ids are random hexadecimal numbers. Half as many again are read, to be sure. */
function sampleBelow(cells: readonly Cell[]): string {
  const sides = [true, false].map((now) => count(cells.filter(({ isNow }) => isNow === now)));
  const share = Math.min((1.5 * SAMPLE) / Math.max(1, Math.min(...sides)), MOST_READ / Math.max(1, ...sides));
  return share >= 1
    ? ''
    : Math.floor(share * 0x10000)
        .toString(16)
        .padStart(4, '0');
}

function count(cells: readonly Cell[]): number {
  return cells.reduce((sum, { n }) => sum + n, 0);
}

/** Share of each value among the requests of its side. */
function shares(measure: DriftMeasure, cells: readonly Cell[], subjectOf: (cell: Cell) => string): DriftSample[] {
  const subjects = [...new Set(cells.map(subjectOf))]
    .map((subject) => ({ subject, own: cells.filter((cell) => subjectOf(cell) === subject) }))
    .sort((a, b) => count(b.own) - count(a.own))
    .slice(0, MOST_SUBJECTS);
  const of = (list: readonly Cell[], now: boolean): number => count(list.filter(({ isNow }) => isNow === now));
  return subjects.map(({ subject, own }) => ({
    measure,
    subject,
    before: rate(of(cells, false), of(own, false)),
    now: rate(of(cells, true), of(own, true)),
  }));
}

/**
 * The model that answered, among the requests for one model: the same alias may be served by another one. What took over
 * says it; what gave way would say it twice.
 */
function models(cells: readonly Cell[]): DriftSample[] {
  const named = cells.filter(({ modelVersion }) => modelVersion !== '');
  return [...new Set(named.map(({ model }) => model))].flatMap((model) => {
    const own = named.filter((cell) => cell.model === model);
    return shares('responded_model', own, ({ modelVersion }) => modelVersion)
      .filter(hasGrown)
      .map((sample) => ({
        ...sample,
        subject: model === '' || model === sample.subject ? sample.subject : `${sample.subject} for ${model}`,
      }));
  });
}

function hasGrown({ before, now }: DriftSample): boolean {
  return now.sum * before.n >= before.sum * now.n;
}

function outputSamples(cells: readonly Cell[]): DriftSample[] {
  const total = (now: boolean, pick: (cell: Cell) => number): number =>
    cells.filter(({ isNow }) => isNow === now).reduce((sum, cell) => sum + pick(cell), 0);
  const both = (measure: DriftMeasure, of: (now: boolean) => DriftSide): DriftSample => ({
    measure,
    subject: '',
    before: of(false),
    now: of(true),
  });
  return [
    both('answer_length', (now) => ({
      n: total(now, ({ tokens }) => tokens.n),
      sum: total(now, ({ tokens }) => tokens.sum),
      squares: total(now, ({ tokens }) => tokens.squares),
    })),
    both('refusal_rate', (now) =>
      rate(
        total(now, ({ n }) => n),
        total(now, ({ refused }) => refused),
      ),
    ),
    both('format_failures', (now) =>
      rate(
        total(now, ({ checked }) => checked),
        total(now, ({ wrong }) => wrong),
      ),
    ),
  ];
}

function newDocuments(row: readonly unknown[]): DriftSample {
  const [before = 0, now = 0, unknown = 0] = row.map(Number);
  return { measure: 'new_documents', subject: '', before: rate(before, 0), now: rate(now, unknown) };
}

/** Rows of documentsStatement: how often each document was the first one, among the requests with any. */
function topDocuments(rows: Rows): DriftSample[] {
  const uses = rows.map((row) => {
    const [before = 0, firstBefore = 0, , now = 0, firstNow = 0] = row.slice(1).map(Number);
    return { subject: String(row[0]), before, firstBefore, now, firstNow };
  });
  const all = uses.find(({ subject }) => subject === '');
  return uses
    .filter(({ subject, firstBefore, firstNow }) => subject !== '' && firstBefore + firstNow > 0)
    .sort((a, b) => b.firstBefore + b.firstNow - a.firstBefore - a.firstNow)
    .slice(0, MOST_SUBJECTS)
    .map(({ subject, firstBefore, firstNow }) => ({
      measure: 'top_documents',
      subject,
      before: rate(all?.before ?? 0, firstBefore),
      now: rate(all?.now ?? 0, firstNow),
    }));
}

/** Rows of questionsStatement. */
function questionSamples(rows: Rows): DriftSample[] {
  const questions = rows.map(([isNow, length, text]) => ({
    isNow: truth(isNow),
    length: Number(length),
    language: languageOf(String(text)),
  }));
  const of = (now: boolean) => questions.filter(({ isNow }) => isNow === now);
  const lengths = (now: boolean): DriftSide => ({
    n: of(now).length,
    sum: of(now).reduce((sum, { length }) => sum + length, 0),
    squares: of(now).reduce((sum, { length }) => sum + length * length, 0),
  });
  const written = (now: boolean, name: string): DriftSide =>
    rate(of(now).length, of(now).filter(({ language }) => language === name).length);
  const languages = [...new Set(questions.map(({ language }) => language))].sort();
  return [
    { measure: 'query_length', subject: '', before: lengths(false), now: lengths(true) },
    ...languages.map((subject): DriftSample => ({
      measure: 'query_language',
      subject,
      before: written(false, subject),
      now: written(true, subject),
    })),
  ];
}
