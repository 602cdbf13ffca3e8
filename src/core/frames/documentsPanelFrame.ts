import type { DocumentReport } from '../documents/documentReports';
import { columns, jsonField, numberField, stringField, timeField } from './field';
import type { FrameJSON, NoticeJSON } from './frame';

export interface DocumentsPanelContext {
  readonly refId: string;
  readonly dimension: string;
  /** Requests of the range that retrieved anything. */
  readonly requests: number;
  readonly executedQueryString: string;
  readonly notices: readonly NoticeJSON[];
  /** Width of a point of the trend, milliseconds. */
  readonly bucketMs: number;
  /** Start of its first point, milliseconds since 1970-01-01 UTC. */
  readonly from: number;
  /** By document and version: [bucket, requests, mean or null]. */
  readonly trendOf: (id: string, version: string) => readonly (readonly [number, number, number | null])[];
}

/** One row a document and version, the most suspect first. docs/contracts/documents.md describes the columns. */
export function documentsPanelFrame(reports: readonly DocumentReport[], context: DocumentsPanelContext): FrameJSON {
  const effect = (name: string, what: string) => [
    numberField(`${name}_mean`, { description: `Mean ${context.dimension} of the answers ${what}` }),
    numberField(`${name}_without`, { description: 'Mean of the other answers of the same topics' }),
    numberField(`${name}_difference`, { description: 'Difference of the two, drawn to none by its sample size' }),
    ...['lower', 'upper', 'n', 'n_without'].map((part) => numberField(`${name}_${part}`)),
  ];
  const fields = [
    stringField('document_id'),
    stringField('document_version'),
    numberField('requests'),
    numberField('share', { unit: 'percentunit' }),
    ...['rank_1', 'rank_2', 'rank_3', 'rank_later'].map((name) => numberField(name)),
    numberField('used_share', { unit: 'percentunit', description: 'Share of the answers that rest on it' }),
    numberField('judged'),
    numberField('mean_score'),
    ...effect('with', 'that had it'),
    ...effect('led', 'that it led, at rank 1'),
    timeField('first_seen'),
    timeField('last_seen'),
    numberField('suspect_since', { unit: 'dateTimeAsIso', description: 'Start of the fall that it is blamed for' }),
    numberField('suspicion'),
    stringField('reason'),
    jsonField('versions'),
    jsonField('trend'),
  ];
  const rows = reports.map((report) => [
    report.id,
    report.version,
    report.requests,
    context.requests > 0 ? report.requests / context.requests : null,
    ...report.ranks,
    report.usedShare,
    report.judged,
    report.meanScore,
    ...[report.presence, report.lead].flatMap((one) =>
      [one?.mean, one?.without, one?.difference, one?.lower, one?.upper, one?.n, one?.nWithout].map((value) => value ?? null),
    ),
    report.first,
    report.last,
    report.suspicion?.since ?? null,
    report.suspicion?.suspicion ?? 0,
    report.suspicion?.reason ?? '',
    report.versions,
    context.trendOf(report.id, report.version),
  ]);
  return {
    schema: {
      refId: context.refId,
      name: 'documents',
      meta: {
        type: 'table',
        typeVersion: [0, 0],
        executedQueryString: context.executedQueryString,
        notices: context.notices,
        custom: { kind: 'documents_panel', dimension: context.dimension, bucketMs: context.bucketMs, from: context.from },
      },
      fields,
    },
    data: { values: columns(rows, fields.length) },
  };
}
