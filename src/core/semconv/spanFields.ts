import type { AnyValue } from '../otlp/types';

/** What the alias table reads from the attributes of a span, its events and its resource. Absent is unknown. */
export interface SpanFields {
  service: string;
  environment: string;
  release: string;
  provider: string;
  model: string;
  responseModel: string;
  promptName: string;
  promptVersion: string;
  inputTokens: number;
  outputTokens: number;
  cachedTokens: number;
  cacheWriteTokens: number;
  reasoningTokens: number;
  /** US dollars. */
  cost: number;
  inputCost: number;
  outputCost: number;
  /** Milliseconds from the start of the span. */
  ttftMs: number;
  /** Nanoseconds since 1970. */
  firstTokenAt: bigint;
  streaming: boolean;
  finishReason: string;
  contextTokens: number;
  contextTruncated: boolean;
  sessionId: string;
  userId: string;
  responseId: string;
  agentName: string;
  toolName: string;
  toolCallId: string;
  guardrailName: string;
  guardrailResult: string;
  topicHint: string;
  dataSource: string;
  errorType: string;
  /** A level by which an SDK marks failed spans beside the status. */
  level: string;
  statusMessage: string;
  httpStatus: number;
  succeeded: boolean;
  generated: boolean;
  queryText: AnyValue;
  toolDefinitions: AnyValue;
  toolArguments: AnyValue;
  toolResult: AnyValue;
  /** Input and output of a span in a form of the SDK's own. */
  inputValue: AnyValue;
  outputValue: AnyValue;
}

export type FieldName = keyof SpanFields;
