/** `?…` with the changes applied, for a link that can be opened in a new tab. @param search query part of the present address */
export function withChanges(search: string, changes: Readonly<Record<string, string>>): string {
  const params = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) params.set(name, value);
  return `?${params.toString()}`;
}
