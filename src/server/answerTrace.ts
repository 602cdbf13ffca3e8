import type { FrameJSON } from '../core/frames/frame';
import { traceFrame } from '../core/frames/traceFrame';
import { tracePanelFrames } from '../core/frames/tracePanelFrames';
import type { TraceQuery } from '../core/query/operations';
import { QueryError } from '../core/query/queryError';
import { printReadable } from '../core/sql/sql';
import {
  feedbackStatement,
  stagesStatement,
  stageTextStatement,
  SUMMARY_COLUMNS,
  summaryStatement,
  summaryTextStatement,
  turnsStatement,
  turnTextStatement,
  verdictsStatement,
} from '../core/sql/tracePanelSql';
import { spanStatement, spanTextStatement } from '../core/sql/traceSql';
import type { QueryContext } from './deps';
import { readRows, type Rows } from './readRows';

/** The spans of one trace, for Grafana's trace view or for the trace panel. @throws QueryError, StorageError */
export async function answerTrace(query: TraceQuery, context: QueryContext): Promise<FrameJSON[]> {
  const { refId, format } = query;
  if (format === 'panel') return query.traceId.trim() === '' ? nothingChosen(refId) : answerPanel(refId, traceIdOf(query), context);
  const traceId = traceIdOf(query);
  const statement = spanStatement(traceId);
  const [spans, texts] = await Promise.all([readRows(statement, context), readRows(spanTextStatement(traceId), context)]);
  return [traceFrame({ refId, traceId, executedQueryString: printReadable(statement) }, spans, texts)];
}

/** Characters of a single text, and of all texts of a trace: beyond these a browser takes too long to read the answer. */
const TEXT = { least: 500, most: 50_000, all: 8_000_000 } as const;

async function answerPanel(refId: string, traceId: string, context: QueryContext): Promise<FrameJSON[]> {
  const statement = stagesStatement(traceId);
  const [stages, summary, summaryText, verdicts, feedback] = await Promise.all([
    readRows(statement, context),
    readRows(summaryStatement(traceId), context),
    readRows(summaryTextStatement(traceId), context),
    readRows(verdictsStatement(traceId), context),
    readRows(feedbackStatement(traceId), context),
  ]);
  const mostText = Math.round(Math.min(TEXT.most, Math.max(TEXT.least, TEXT.all / Math.max(1, stages.length))));
  const [texts, turns] = await Promise.all([readRows(stageTextStatement(traceId, mostText), context), readTurns(summary, context)]);
  const turnTexts = turns.length < 2 ? [] : await readRows(turnTextStatement(turns.map(([id]) => String(id))), context);
  const executedQueryString = printReadable(statement);
  return tracePanelFrames({
    refId,
    traceId,
    executedQueryString,
    summary,
    summaryText,
    stages,
    texts,
    mostText,
    verdicts,
    feedback,
    turns,
    turnTexts,
  });
}

/** A dashboard asks before anybody has chosen a trace; that is no error. */
function nothingChosen(refId: string): FrameJSON[] {
  const nothing: Rows = [];
  return tracePanelFrames({
    ...{ refId, traceId: '', executedQueryString: '', mostText: TEXT.most, summary: nothing, summaryText: nothing, stages: nothing },
    ...{ texts: nothing, verdicts: nothing, feedback: nothing, turns: nothing, turnTexts: nothing },
  });
}

/** The conversation around a settled request that names its session. */
async function readTurns([row]: Rows, context: QueryContext): Promise<Rows> {
  if (row === undefined) return [];
  const value = (name: (typeof SUMMARY_COLUMNS)[number]): unknown => row[SUMMARY_COLUMNS.indexOf(name)];
  const session = String(value('session_id') ?? '');
  if (session === '') return [];
  return readRows(turnsStatement(session, String(value('service')), Number(value('time_ms'))), context);
}

/** @throws QueryError without a trace id */
export function traceSqlText(query: TraceQuery): string {
  const traceId = traceIdOf(query);
  return printReadable(query.format === 'panel' ? stagesStatement(traceId) : spanStatement(traceId));
}

/** Ids are kept in lower case; people paste them in any, with dashes when a tool wrote them so. */
function traceIdOf({ traceId }: TraceQuery): string {
  const id = traceId.trim().toLowerCase().replaceAll('-', '');
  if (id === '') throw new QueryError('The query names no trace: give its id.');
  return id;
}
