/** Senders have few names of attributes, but can make up as many as they like. */
const MOST_NAMES = 10_000;
const LONGEST_NAME = 256;

/**
 * What a name alone says, looked at once and not for every span: patterns cost more than everything else about an attribute.
 * @param look pure
 */
export function byName<T>(look: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const made = look(name);
    if (name.length > LONGEST_NAME) return made;
    if (known.size >= MOST_NAMES) known.clear();
    known.set(name, made);
    return made;
  };
}
