/** What a span is put together from, so that each part can be taken away to see what it was good for. */
import type { AnyValue, Attributes, Span } from '../otlp/types';
import { valueText } from '../otlp/valueText';

export interface SpanInput {
  readonly span: Span;
  readonly resource: Attributes;
}

export type Place = 'span' | 'event' | 'link' | 'resource';

export interface Piece {
  readonly place: Place;
  /** Name of the attribute; with `N` for an index, name of the event for events, `links`. */
  readonly key: string;
  /** How many attributes, events or links it stands for. */
  readonly count: number;
  /** Value as text, of the first of them. */
  readonly value: string;
}

/** `llm.input_messages.3.message.role` and its neighbours are one list. */
const INDEX = /\.\d{1,5}(?=\.|$)/;

const groupOf = (key: string): string => {
  const match = INDEX.exec(key);
  return match === null ? key : `${key.slice(0, match.index)}.N`;
};

export function piecesOf({ span, resource }: SpanInput): Piece[] {
  return [
    ...grouped('span', [...span.attributes]),
    ...grouped(
      'event',
      span.events.map(({ name, attributes }) => [name, attributes]),
    ),
    ...grouped(
      'link',
      span.links.map(({ spanId }) => ['links', spanId]),
    ),
    ...grouped('resource', [...resource]),
  ];
}

function grouped(place: Place, entries: readonly (readonly [key: string, value: AnyValue])[]): Piece[] {
  const groups = new Map<string, { count: number; readonly value: AnyValue }>();
  for (const [key, value] of entries) {
    const name = nameOf(place, key);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, { count: 1, value });
    else group.count++;
  }
  return [...groups].map(([key, { count, value }]) => ({ place, key, count, value: valueText(value) }));
}

/** Names of events and links are no keys. */
const nameOf = (place: Place, key: string): string => (place === 'event' || place === 'link' ? key : groupOf(key));

/** The same without these pieces. */
export function without({ span, resource }: SpanInput, pieces: readonly Piece[]): SpanInput {
  const taken = new Set(pieces.map(({ place, key }) => `${place} ${key}`));
  const stays = (place: Place, key: string): boolean => !taken.has(`${place} ${nameOf(place, key)}`);
  const rest = (place: Place, attributes: Attributes): Attributes => new Map([...attributes].filter(([key]) => stays(place, key)));
  return {
    span: {
      ...span,
      attributes: rest('span', span.attributes),
      events: span.events.filter(({ name }) => stays('event', name)),
      links: stays('link', 'links') ? span.links : [],
    },
    resource: rest('resource', resource),
  };
}
