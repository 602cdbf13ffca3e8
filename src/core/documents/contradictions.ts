import { documentFamily } from './documentFamily';

export interface VersionedDocument {
  readonly id: string;
  readonly version: string;
}

/** Two versions of one document that are both in use. */
export interface Contradiction {
  readonly id: string;
  readonly version: string;
  /** Requests that were given both. */
  readonly together: number;
  /** How the other one stands to this one. */
  readonly relation: 'newer' | 'older' | 'other';
}

/** Requests that were given two documents: [one id, one version, other id, other version, requests]. */
export type PairRow = readonly [string, string, string, string, number];

const keyOf = ({ id, version }: VersionedDocument): string => JSON.stringify([id, version]);

/** Documents of which another version, under the same title, was retrieved in the same time. */
export function inSeveralVersions(documents: readonly VersionedDocument[]): readonly VersionedDocument[] {
  const counts = new Map<string, number>();
  for (const { id, version } of documents) {
    const { family } = documentFamily(id, version);
    counts.set(family, (counts.get(family) ?? 0) + 1);
  }
  return documents.filter(({ id, version }) => (counts.get(documentFamily(id, version).family) ?? 0) > 1);
}

/** Other versions of a document by how often both were given; the newest first among equals. */
export function contradictions(
  document: VersionedDocument,
  all: readonly VersionedDocument[],
  pairs: readonly PairRow[],
): readonly Contradiction[] {
  const own = documentFamily(document.id, document.version);
  const together = new Map<string, number>();
  for (const [id, version, otherId, otherVersion, requests] of pairs) {
    if (keyOf({ id, version }) === keyOf(document)) together.set(keyOf({ id: otherId, version: otherVersion }), requests);
    if (keyOf({ id: otherId, version: otherVersion }) === keyOf(document)) together.set(keyOf({ id, version }), requests);
  }
  return all
    .filter((other) => keyOf(other) !== keyOf(document) && documentFamily(other.id, other.version).family === own.family)
    .map((other) => ({
      ...other,
      together: together.get(keyOf(other)) ?? 0,
      relation: relationOf(own.number, documentFamily(other.id, other.version).number),
    }))
    .sort((a, b) => b.together - a.together || (a.relation === 'newer' ? -1 : 1));
}

function relationOf(own: number | null, other: number | null): Contradiction['relation'] {
  if (own === null || other === null || own === other) return 'other';
  return other > own ? 'newer' : 'older';
}
