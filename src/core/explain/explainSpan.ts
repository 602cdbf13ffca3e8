/** What became of one span: which attribute fed which column, what was not used and why, which stage it is. */
import type { Attributes, Scope, Span } from '../otlp/types';
import { cutText } from '../semconv/cutText';
import { normaliseSpan, type NormaliseContext } from '../semconv/normaliseSpan';
import type { ReadResult } from '../semconv/readFields';
import { readSpan } from '../semconv/readSpan';
import { cellsOf, type Cells } from './cells';
import { feedersOf } from './feedersOf';
import { flagMeaning } from './flagMeanings';
import { piecesOf, without, type Piece, type Place, type SpanInput } from './pieces';
import { whyUnused } from './whyUnused';

export interface ExplainedPart {
  /** Of spans `span`, `event`, `link` or `resource`; of log records `body` or `attribute`. */
  readonly place: Place | 'body' | 'attribute';
  /** Name of the attribute, with `N` for its index, or of the event. */
  readonly key: string;
  readonly count: number;
  /** The beginning of its (first) value. */
  readonly value: string;
  /** Columns that it fed; empty when it was not used. */
  readonly columns: readonly string[];
  /** Why it fed nothing, or what else there is to say. */
  readonly note: string;
}

export interface ExplainedSpan {
  readonly trace_id: string;
  readonly span_id: string;
  readonly parent_span_id: string;
  readonly name: string;
  readonly scope: string;
  readonly service: string;
  readonly stage: string;
  readonly stage_because: string;
  /** Columns that are not empty, each with what fed it. */
  readonly columns: readonly { readonly column: string; readonly value: string; readonly from: readonly string[] }[];
  readonly parts: readonly ExplainedPart[];
  readonly flags: readonly { readonly flag: string; readonly meaning: string }[];
  readonly dropped_by_sender: number;
  /** Evaluations that could not be filed, and why. */
  readonly notes: readonly string[];
}

/** The beginning of a value is enough to know it again. */
const SHOWN = 200;

/** Columns that are filled by the span itself and not by an attribute. */
const OWN_COLUMNS = ['trace_id', 'span_id', 'parent_span_id', 'start_time', 'end_time', 'name', 'kind', 'scope_name', 'scope_version'];

export function explainSpan(span: Span, resource: Attributes, scope: Scope, context: NormaliseContext): ExplainedSpan {
  const input: SpanInput = { span, resource };
  const read = (taken: readonly Piece[]): Cells => {
    const rest = without(input, taken);
    // A span without an id has a hash of its attributes as one, which must not count as a column that each of them fed.
    return withoutIds(cellsOf(normaliseSpan(rest.span, rest.resource, scope, context)));
  };
  const normalised = normaliseSpan(span, resource, scope, context);
  const pieces = piecesOf(input);
  const { read: fields, decided } = readSpan(span, resource);
  const feeders = feedersOf(pieces, { read, fields, decidedBy: decided.key });
  const parts = pieces.map((piece) =>
    explainPart(piece, feeders.get(piece) ?? [], { fields, context, encoding: normalised.content?.encoding ?? '' }),
  );
  return {
    trace_id: normalised.span.trace_id,
    span_id: normalised.span.span_id,
    parent_span_id: normalised.span.parent_span_id,
    name: normalised.span.name,
    scope: [scope.name, scope.version].filter((part) => part !== '').join(' '),
    service: normalised.span.service,
    stage: decided.stage,
    stage_because: decided.because,
    columns: columnsOf(cellsOf(normalised), parts),
    parts,
    flags: normalised.span.flags.map((flag) => ({ flag, meaning: flagMeaning(flag) })),
    dropped_by_sender: span.dropped,
    notes: normalised.notes,
  };
}

/** Ids that are hashes of what was said, which every part feeds. */
const HASHES = /"(score_id|span_id)":"[^"]*"/g;

function withoutIds(cells: Cells): Cells {
  return new Map(
    [...cells].flatMap(([column, value]) =>
      column === 'span_id' ? [] : [[column, column === 'score_events' ? value.replaceAll(HASHES, '') : value]],
    ),
  );
}

interface PartContext {
  readonly fields: ReadResult;
  readonly context: NormaliseContext;
  readonly encoding: string;
}

function explainPart(piece: Piece, columns: readonly string[], given: PartContext): ExplainedPart {
  const { place, key, count, value } = piece;
  const cut = cutText(value, given.context.maxTextBytes).length < value.length ? `cut at ${given.context.maxTextBytes} bytes` : '';
  return {
    place,
    key,
    count,
    value: value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value,
    columns,
    note: [columns.length > 0 ? '' : whyUnused(piece, given.fields, given.encoding), cut].filter((note) => note !== '').join('; '),
  };
}

function columnsOf(cells: Cells, parts: readonly ExplainedPart[]): ExplainedSpan['columns'] {
  const from = (column: string): readonly string[] =>
    OWN_COLUMNS.includes(column)
      ? ['the span itself']
      : parts.filter(({ columns }) => columns.includes(column)).map(({ place, key }) => (place === 'span' ? key : `${key} (${place})`));
  return [...cells].map(([column, value]) => ({ column, value, from: from(column) }));
}
