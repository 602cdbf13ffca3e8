import { reviewDocuments, type ReviewItem } from '../core/calibration/reviewItem';
import {
  anyScored,
  reviewDocuments as documentsStatement,
  reviewDraw,
  reviewRequests,
  unscoredDraw,
  type ReviewQuestion,
} from '../core/sql/reviewSql';
import type { QueryContext } from './deps';
import { readRows } from './readRows';

/** The answers that a person is to label next, in their order. @throws QueryError, StorageError */
export async function readReviewQueue(question: ReviewQuestion, context: Pick<QueryContext, 'deps' | 'signal'>): Promise<ReviewItem[]> {
  const scored = await readRows(reviewDraw(question), context);
  const isJudged = scored.length > 0 || (await readRows(anyScored(question), context)).length > 0;
  const drawn = isJudged ? scored : await readRows(unscoredDraw(question), context);
  const ids = drawn.map(([id]) => String(id));
  if (ids.length === 0) return [];
  const [requests, documents] = await Promise.all([
    readRows(reviewRequests(ids, question), context),
    readRows(documentsStatement(ids), context),
  ]);
  const requestOf = new Map(requests.map((row) => [String(row[0]), row]));
  return drawn.flatMap(([id, probability, stratum]): ReviewItem[] => {
    const [, time, service, topic, promptVersion, modelVersion, asked, answered] = requestOf.get(String(id)) ?? [];
    if (time === undefined) return [];
    const spans = documents.filter(([trace]) => trace === id).map(([, stage, text]) => [String(stage), String(text)] as const);
    return [
      {
        traceId: String(id),
        time: Number(time),
        service: String(service),
        topic: String(topic),
        promptVersion: String(promptVersion),
        modelVersion: String(modelVersion),
        question: String(asked ?? ''),
        answer: String(answered ?? ''),
        documents: reviewDocuments(spans),
        inclusionProbability: Number(probability),
        stratum: String(stratum),
      },
    ];
  });
}
