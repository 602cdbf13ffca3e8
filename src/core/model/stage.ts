/** The steps of a request to a system built on language models, in the order in which they usually run. */
export const STAGES = [
  'gateway',
  'agent',
  'workflow',
  'embedding',
  'retrieval',
  'rerank',
  'context',
  'generation',
  'tool',
  'guardrail',
  'egress',
  'evaluator',
  'other',
] as const;

export type Stage = (typeof STAGES)[number];

/** Stages that a language model is paid for. Usage on any other stage repeats that of its descendants. */
export const PAID_STAGES: ReadonlySet<Stage> = new Set(['generation', 'embedding', 'rerank']);
