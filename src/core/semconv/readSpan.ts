/** What a span says, before it is put into rows: the fields of the alias table, the documents, and which stage it is. */
import type { Attributes, Span } from '../otlp/types';
import { indexed } from './indexed';
import type { Source } from './messages/source';
import { readDocuments, type RetrievedDocument } from './readDocuments';
import { readFields, type ReadResult } from './readFields';
import { stageOf, type StageDecision } from './stageOf';

export interface SpanReading {
  readonly read: ReadResult;
  /** Where the readers of messages and documents look. */
  readonly source: Omit<Source, 'onCut'>;
  /** Undefined when the sender said nothing of documents. */
  readonly documents: readonly RetrievedDocument[] | undefined;
  readonly decided: StageDecision;
}

/** Events whose attributes belong to the span: details of the call, the outcome of a guardrail, the time of the first token. */
const EVENTS_OF_FIELDS: ReadonlySet<string> = new Set([
  'gen_ai.client.inference.operation.details',
  'gen_ai.guardrail.result',
  'ai.stream.firstChunk',
]);

export function readSpan({ attributes, events, name, kind }: Span, resource: Attributes): SpanReading {
  const ofEvents = events.length === 0 ? [] : events.filter((event) => EVENTS_OF_FIELDS.has(event.name)).map((event) => event.attributes);
  const read = readFields([attributes, ...ofEvents, resource]);
  const source = { attributes, events, indexed: indexed(attributes) };
  const documents = readDocuments(source);
  const { fields } = read;
  const decided = stageOf(attributes, {
    name,
    kind,
    hasModel: isGiven(fields.model, fields.responseModel),
    hasUsage: isGiven(fields.inputTokens, fields.outputTokens, fields.cost, fields.promptName),
    hasTool: isGiven(fields.toolName, fields.toolCallId, fields.toolArguments, fields.toolResult),
    hasAgent: isGiven(fields.agentName),
    hasDocuments: documents !== undefined,
  });
  return { read, source, documents, decided };
}

const isGiven = (...values: readonly unknown[]): boolean => values.some((value) => value !== undefined);
