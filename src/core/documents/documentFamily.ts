/**
 * The family that the versions of one document share, and its place in it: `kb/return-policy-v1.md` and
 * `Return_Policy_v2.md` are 1 and 2 of `return policy.md`. Folders do not count: an old copy often lies in another one.
 */
export interface DocumentFamily {
  readonly family: string;
  /** Version as numbers, `v2.1` as 2.1; null when the name has none. */
  readonly number: number | null;
}

const VERSIONED = /^(.*?)[-_.@ ]?\bv(\d+(?:\.\d+)?)(\.[a-z0-9]+)?$/i;

/**
 * @param id of the document as the retriever names it
 * @param version that the retriever gave beside it, such as `v2` or `2`; used when the name has none
 */
export function documentFamily(id: string, version = ''): DocumentFamily {
  const name = id.slice(Math.max(id.lastIndexOf('/'), id.lastIndexOf('\\')) + 1);
  const match = VERSIONED.exec(name.replaceAll('_', '-'));
  const stem = match === null ? name : `${match[1] ?? ''}${match[3] ?? ''}`;
  const given = /^v?(\d+(?:\.\d+)?)$/i.exec(version)?.[1];
  return {
    family: stem
      .toLowerCase()
      .replaceAll(/[-_\s]+/g, ' ')
      .trim(),
    number: match?.[2] !== undefined ? Number(match[2]) : given === undefined ? null : Number(given),
  };
}
