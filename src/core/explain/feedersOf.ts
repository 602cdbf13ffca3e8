/** Which parts of a span fed which columns. */
import type { FieldName } from '../semconv/spanFields';
import { attributesOfField, type ReadResult } from '../semconv/readFields';
import { changed, type Cells } from './cells';
import { findFeeders } from './findFeeders';
import type { Piece } from './pieces';

export interface Readings {
  /** Reads the span without these parts. */
  readonly read: (taken: readonly Piece[]) => Cells;
  readonly fields: ReadResult;
  /** The attribute that decided the stage. */
  readonly decidedBy: string | undefined;
}

/** Fields that hold messages only where nothing else does. */
export const OWN_FORMS: ReadonlySet<FieldName> = new Set(['inputValue', 'outputValue']);

/**
 * The parts that were used, with their columns. A part of which another one says the same is not missed when it is taken
 * away. So a second look is taken without the parts that were not used, and for the source of a field that is still
 * not missed a third one without the other names of that field.
 */
export function feedersOf(pieces: readonly Piece[], { read, fields, decidedBy }: Readings): ReadonlyMap<Piece, readonly string[]> {
  const missed = findFeeders(pieces, read);
  const sources = new Map([...fields.sources].filter(([field]) => !OWN_FORMS.has(field)));
  const keys = new Set(sources.values());
  const isUsed = (piece: Piece): boolean => missed.has(piece) || keys.has(piece.key) || piece.key === decidedBy;
  const unused = pieces.filter((piece) => !isUsed(piece));
  const alone = findFeeders(pieces.filter(isUsed), (taken) => read([...unused, ...taken]));
  const columnsOf = (piece: Piece): readonly string[] => {
    if (isStageAlone(piece, decidedBy, keys)) return ['stage'];
    const found = [...(missed.get(piece) ?? []), ...(alone.get(piece) ?? [])];
    return [...new Set(found.length > 0 ? found : columnsWithoutOthers(piece, pieces, { sources, read }))];
  };
  return new Map(pieces.filter(isUsed).map((piece) => [piece, columnsOf(piece)]));
}

interface Sources {
  readonly sources: ReadonlyMap<FieldName, string>;
  readonly read: (taken: readonly Piece[]) => Cells;
}

function columnsWithoutOthers(piece: Piece, pieces: readonly Piece[], { sources, read }: Sources): readonly string[] {
  const isFirst = pieces.find(({ key }) => key === piece.key) === piece;
  return [...sources].flatMap(([field, key]) => {
    if (key !== piece.key || !isFirst) return [];
    const names = new Set(attributesOfField(field));
    const others = pieces.filter((other) => other !== piece && names.has(other.key));
    return changed(read(others), read([...others, piece]));
  });
}

/** The attribute that names the stage and nothing else: on the stage depend other columns, which it does not feed. */
function isStageAlone({ place, key }: Piece, decidedBy: string | undefined, sources: ReadonlySet<string>): boolean {
  return place === 'span' && key === decidedBy && !sources.has(key);
}
