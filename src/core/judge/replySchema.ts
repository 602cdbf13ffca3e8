import { scoresOf } from './evaluator';
import type { Rubric } from './evaluatorSchema';

export type JsonSchema = { readonly [key: string]: unknown };

/**
 * The reply as JSON Schema, in the subset that all providers with structured output take: closed objects, every key
 * required, enums instead of bounds, null instead of absence.
 */
export function replySchema(rubrics: readonly Rubric[]): JsonSchema {
  return closed({
    injection_seen: { type: 'boolean' },
    ...Object.fromEntries(rubrics.map((rubric) => [rubric.name, blockOf(rubric)])),
  });
}

const TEXT = { type: 'string' };
const QUOTES = { type: 'array', items: closed({ source: TEXT, quote: TEXT }) };
const CLAIMS = {
  type: 'array',
  items: closed({ claim: TEXT, verdict: { type: 'string', enum: ['supported', 'contradicted', 'not_found'] }, source: TEXT, quote: TEXT }),
};

/** Keys in the order in which tokens are to be produced: evidence, reason, score. */
function blockOf(rubric: Rubric): JsonSchema {
  return closed({
    ...(rubric.claims ? { claims: CLAIMS } : {}),
    evidence: QUOTES,
    reason: TEXT,
    outcome: { type: 'string', enum: ['scored', 'not_applicable', 'conflict'] },
    score: { type: ['integer', 'null'], enum: [...scoresOf(rubric), null] },
  });
}

function closed(properties: Readonly<Record<string, unknown>>): JsonSchema {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}
