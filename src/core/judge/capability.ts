/**
 * What an endpoint takes, learned from its refusals: how a reply can be forced into shape, and which parameters it does not
 * know. It changes what a judge answers, so it is part of the epoch.
 */
export interface Capability {
  /** From strict to loose: a schema, any JSON object, text. */
  readonly structure: 'schema' | 'object' | 'text';
  readonly dropped: readonly string[];
}

export const EVERYTHING: Capability = { structure: 'schema', dropped: [] };

/** Parameters that ask for structure, by the name under which APIs complain about them. */
const STRUCTURE = new Set(['response_format', 'json_schema', 'output_config', 'format', 'text']);

/** One step down for the parameter that was refused; undefined when there is nothing left to leave out. */
export function without(capability: Capability, parameter: string): Capability | undefined {
  if (STRUCTURE.has(parameter)) {
    if (capability.structure === 'text') return undefined;
    return { ...capability, structure: capability.structure === 'schema' ? 'object' : 'text' };
  }
  return capability.dropped.includes(parameter) ? undefined : { ...capability, dropped: [...capability.dropped, parameter].toSorted() };
}

/** Stable text of it. */
export function capabilityText({ structure, dropped }: Capability): string {
  return [structure, ...dropped.map((name) => `-${name}`)].join(' ');
}
