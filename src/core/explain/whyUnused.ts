/** Why a part fed no column, for people. */
import { MESSAGE_ATTRIBUTES } from '../semconv/messages/forms';
import { fieldsOfAttribute, type KnownField, type ReadResult } from '../semconv/readFields';
import { STAGE_RULES } from '../semconv/stageOf';
import { isTextAttribute } from '../semconv/textAttributes';
import { OWN_FORMS } from './feedersOf';
import type { Piece } from './pieces';

/** @param encoding the form in which the messages of the span were read; empty without any */
export function whyUnused({ place, key, value }: Piece, { sources }: ReadResult, encoding: string): string {
  if (place === 'link') return 'a link says something only on a carrier of evaluations';
  if (place === 'event') return 'kept as sent, with the text';
  const kept =
    place === 'resource'
      ? 'kept as sent'
      : isTextAttribute(key.replace(/\.N$/, '.0'), value)
        ? 'kept as sent, with the text'
        : 'kept as sent';
  const known = fieldsOfAttribute(key);
  const winner = known.map(({ field }) => sources.get(field)).find((source) => source !== undefined);
  if (isOwnForm(known) && encoding !== '') return `the messages were read as ${encoding}; ${kept}`;
  if (winner === key) return `the same attribute came first elsewhere; ${kept}`;
  if (winner !== undefined) return `${winner} came first; ${kept}`;
  const always = known.filter(({ beside }) => beside === undefined).map(({ field }) => field);
  if (known.length > 0 && always.length === 0) return `counts only beside ${known.map(({ beside }) => beside).join(' or ')}; ${kept}`;
  if (always.length > 0) return `holds nothing that ${[...new Set(always)].join(', ')} could be read from; ${kept}`;
  if (STAGE_KEYS.has(key)) return `its value names no stage, or another attribute decided; ${kept}`;
  if (isMessageKey(key) && encoding !== '') return `the messages were read as ${encoding}; ${kept}`;
  return `no row of the table names it; ${kept}`;
}

const isOwnForm = (known: readonly KnownField[]): boolean => known.some(({ field }) => OWN_FORMS.has(field));

const STAGE_KEYS: ReadonlySet<string> = new Set(STAGE_RULES.map(({ key }) => key));
const MESSAGE_KEYS: ReadonlySet<string> = new Set(MESSAGE_ATTRIBUTES);
const MESSAGE_LISTS = /^(llm\.(input_messages|output_messages|prompts|choices)|gen_ai\.(prompt|completion))\.N$/;
const isMessageKey = (key: string): boolean => MESSAGE_KEYS.has(key) || MESSAGE_LISTS.test(key);
