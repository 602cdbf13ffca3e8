import type { ChangeKind } from '../query/model';
import type { ChangeRow, InteractionRow, RetrievedDocumentRow, ScoreRow } from '../model/tables';
import { answeringSpans } from './answeringSpans';
import { isFailed } from './isFailed';
import type { TraceShape } from './traceShape';

/** What a request shows of the versions that are in use: prompt, model, documents, evaluators and releases. */
export function changeRows(
  shape: TraceShape,
  interaction: InteractionRow,
  documents: readonly RetrievedDocumentRow[],
  scores: readonly ScoreRow[],
): readonly ChangeRow[] {
  const { service, time, trace_id, generated, prompt_name, prompt_version, model, model_version } = interaction;
  const found = new Map<string, ChangeRow>();
  const add = (kind: ChangeKind, name: string, version: string, of = service): void => {
    if (name === '' && version === '') return;
    found.set([kind, of, name, version].join('\u0000'), {
      kind,
      service: of,
      name,
      version,
      first_seen: time,
      last_seen: time,
      trace_id,
      generated,
    });
  };
  add('prompt', prompt_name, prompt_version);
  // A call that failed names no model that answered; the alias that was asked for is no version.
  const [answer] = answeringSpans(shape);
  if (answer === undefined || !isFailed(answer)) add('model', model, model_version);
  for (const { document_id, document_version } of documents) add('document', document_id, document_version);
  for (const { name, evaluator_epoch } of scores) add('evaluator', name, evaluator_epoch);
  for (const span of shape.product) if (span.release !== '') add('release', span.service, span.release, span.service);
  return [...found.values()];
}
