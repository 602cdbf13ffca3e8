/** The frame that trace and log requests of OTLP share in JSON: resources, which hold scopes, which hold items. */
import type { Step } from './decodeGroups';
import { isObject, list, read, textOf, type JsonObject } from './jsonFields';
import { attributesOf, readOrReason } from './jsonValues';
import { GROUP_SIZE, MalformedRequest, type Attributes, type Scope } from './types';

/** What the levels of a signal are called, and how its items are read. */
export interface JsonSignal<T> {
  readonly name: string;
  readonly resources: string;
  readonly scopes: string;
  readonly items: string;
  /** One item in words, such as "span". */
  readonly item: string;
  readonly readItem: (given: JsonObject, resourceMended: readonly string[]) => { readonly item: T } | { readonly reason: string };
}

/** A step as in protobuf, or several items that cannot be read for one reason. */
export type JsonStep<T> = Step<T> | { readonly reason: string; readonly count: number };

/** Signals by the key that their requests have. */
const SIGNALS = { traces: 'resourceSpans', logs: 'resourceLogs', metrics: 'resourceMetrics' } as const;

/**
 * @param request what JSON.parse made of the body, with long whole numbers quoted before (quoteLongIntegers)
 * @throws MalformedRequest when it is no request of this signal at all
 */
export function* decodeGroupsJson<T>(request: unknown, signal: JsonSignal<T>): Generator<JsonStep<T>> {
  if (!isObject(request)) throw new MalformedRequest(`the body is not a JSON object with "${signal.resources}"`);
  const resources = list(read(request, signal.resources));
  if (resources === undefined) throw new MalformedRequest(`"${signal.resources}" is not a list`);
  if (read(request, signal.resources) === undefined) refuseOthers(request, signal);
  for (const resource of resources) {
    if (isObject(resource)) yield* ofResource(resource, signal);
    else yield { reason: `an entry of ${signal.resources} is not an object` };
  }
}

function refuseOthers<T>(request: JsonObject, { name, resources, scopes, items, item }: JsonSignal<T>): void {
  for (const [other, key] of Object.entries(SIGNALS)) {
    if (read(request, key) !== undefined) throw new MalformedRequest(`these are ${other}; ${name} have "${resources}"`);
  }
  if (Array.isArray(request[items]) || 'traceId' in request)
    throw new MalformedRequest(`this is a bare ${item}; a request has "${resources}", which hold "${scopes}", which hold "${items}"`);
}

function* ofResource<T>(holder: JsonObject, signal: JsonSignal<T>): Generator<JsonStep<T>> {
  const mended = new Set<string>();
  const given = read(holder, 'resource');
  const resource = readOrReason(() => attributesOf(isObject(given) ? given : {}, mended));
  const scopes = list(read(holder, signal.scopes));
  if (scopes === undefined) yield { reason: `${signal.scopes} is not a list` };
  for (const inScope of scopes ?? []) {
    const items = isObject(inScope) ? list(read(inScope, signal.items)) : undefined;
    if (!isObject(inScope) || items === undefined)
      yield { reason: isObject(inScope) ? `${signal.items} is not a list` : `an entry of ${signal.scopes} is not an object` };
    else if (typeof resource === 'string') yield { reason: `resource: ${resource}`, count: items.length };
    else yield* ofScope(items, { resource, scope: scopeOf(read(inScope, 'scope')), mended: [...mended], signal });
  }
}

interface Around<T> {
  readonly resource: Attributes;
  readonly scope: Scope;
  readonly mended: readonly string[];
  readonly signal: JsonSignal<T>;
}

function* ofScope<T>(given: readonly unknown[], { resource, scope, mended, signal }: Around<T>): Generator<JsonStep<T>> {
  for (let i = 0; i < given.length; i += GROUP_SIZE) {
    const items: T[] = [];
    for (const one of given.slice(i, i + GROUP_SIZE)) {
      const result = isObject(one) ? signal.readItem(one, mended) : { reason: `a ${signal.item} is not an object` };
      if ('item' in result) items.push(result.item);
      else yield result;
    }
    if (items.length > 0) yield { resource, scope, items };
  }
}

function scopeOf(given: unknown): Scope {
  return isObject(given) ? { name: textOf(given.name) ?? '', version: textOf(given.version) ?? '' } : { name: '', version: '' };
}
