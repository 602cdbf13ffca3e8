/** `-v2` or `_v2.1` before a dot, a slash or the end: return-policy-v1.md. */
const VERSION_IN_ID = /[-_](v\d+(?:\.\d+)*)(?![a-z0-9])/gi;

/**
 * The version of a retrieved document: the one that the retriever gave, else one in its id, else the first 8 digits of a
 * hash of its content, so that an edit without a new version shows; '' when there is nothing to tell it by.
 */
export function documentVersion(id: string, given: string, content: string, hash: (text: string) => string): string {
  if (given !== '') return given;
  return versionInId(id) ?? (content === '' ? '' : hash(content).slice(0, 8));
}

/** The last one, as the earlier ones belong to folders: api-v2/limits_v3.md. */
export function versionInId(id: string): string | undefined {
  return [...id.matchAll(VERSION_IN_ID)].at(-1)?.[1]?.toLowerCase();
}
