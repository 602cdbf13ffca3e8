/** Masks telemetry by the rules of its service, before anything else sees it. */
import { isList, isMap, valueText } from '../otlp/valueText';
import type { AnyValue, Attributes } from '../otlp/types';
import { compileRules, fittingRules, rulesOf, type ServiceRules } from './compileRules';
import type { MaskingConfig } from './maskingRule';
import { maskName, maskRange } from './maskPlain';
import { maskText, type MaskingContext } from './maskText';
import { isPlaceholder, placeholder, type KeyedHash, type OnFound } from './placeholder';
import type { Treatment } from './triggers';

/** The rules for one service. Each function gives back the very same value when nothing was found in it. */
export interface ServiceMasker {
  /** False when nothing would ever be changed. */
  readonly isActive: boolean;
  /** @param field name of the column, for a dry run; rules on keys do not look at columns */
  text(text: string, field: string): string;
  /** The body of a log record, for one. */
  value(value: AnyValue, field: string): AnyValue;
  /** Values by their keys; what a rule drops is gone. */
  attributes(attributes: Attributes): Attributes;
  /** What was found since the last call, by label; empty for most spans. */
  takeFound(): readonly string[];
  /** The same for attributes that are text already. */
  texts(texts: ReadonlyMap<string, string>): ReadonlyMap<string, string>;
}

export interface Masker {
  /** @param service undefined or empty when it is not known: then the rules of all services count */
  forService(service: string | undefined): ServiceMasker;
}

export interface MaskerDeps {
  readonly hash: KeyedHash;
  readonly onFound?: OnFound;
}

/** A sender can name as many services as it likes; which rules are meant is remembered for so many. */
const MOST_SERVICES = 10_000;

/** @throws Error that names the rule, for a pattern that cannot be used */
export function createMasker(config: MaskingConfig, { hash, onFound }: MaskerDeps): Masker {
  const compiled = compileRules(config);
  const byService = new Map<string, ServiceMasker>();
  const byRules = new Map<string, ServiceMasker>();
  return {
    forService(service = '') {
      const known = byService.get(service);
      if (known !== undefined) return known;
      const fitting = fittingRules(compiled, service);
      // Services with the same rules share what was made of them, which takes a while to make.
      const name = service === '' ? '' : fitting.map((rule) => compiled.indexOf(rule)).join();
      const masker = byRules.get(`${service === ''}:${name}`) ?? serviceMasker(rulesOf(config, fitting, service === ''), hash, onFound);
      byRules.set(`${service === ''}:${name}`, masker);
      if (byService.size >= MOST_SERVICES) byService.clear();
      byService.set(service, masker);
      return masker;
    },
  };
}

/** Names of attributes that hold nothing are remembered, as a few come all the time. */
const MOST_NAMES = 10_000;
const LONGEST_NAME = 256;

/** Deeper values are gone already when telemetry has been decoded; scores have none. */
const MOST_DEPTH = 70;

function serviceMasker(rules: ServiceRules, hash: KeyedHash, onFound: OnFound | undefined): ServiceMasker {
  const labels = new Set<string>();
  const remember: OnFound = (treatment, field, value) => {
    labels.add(treatment.label);
    onFound?.(treatment, field, value);
  };
  const contextOf = (field: string): MaskingContext => ({ rules, hash, onFound: remember, field });

  /** One context for all attributes: a span has many, and each is done with before the next one comes. */
  const shared = { rules, hash, onFound: remember, field: '' };
  function named(field: string): MaskingContext {
    shared.field = field;
    return shared;
  }

  const names = new Map<string, string>();
  function nameOf(name: string, context: MaskingContext): string {
    const known = names.get(name);
    if (known !== undefined) return known;
    const masked = maskName(name, context);
    // Only names without a find: each find must be told.
    if (masked === name && names.size < MOST_NAMES && name.length < LONGEST_NAME) names.set(name, name);
    return masked;
  }

  function byKey(key: string, value: AnyValue, context: MaskingContext, depth: number): AnyValue | undefined {
    const treatment = rules.ofKey?.(key);
    if (treatment === 'keep') return value;
    return treatment === undefined ? masked(value, context, depth) : wholeValue(value, treatment, context);
  }

  function masked(value: AnyValue, context: MaskingContext, depth: number): AnyValue {
    if (typeof value === 'string') return maskText(value, context);
    if (typeof value === 'number' || typeof value === 'bigint') return maskedNumber(value, context);
    if (value === null || typeof value !== 'object') return value;
    if (value instanceof Uint8Array) return maskedBytes(value, context);
    if (depth > MOST_DEPTH) return null;
    if (isList(value)) return maskedList(value, context, depth);
    return isMap(value) ? maskedMap(value, () => context, depth) : value;
  }

  function maskedList(list: readonly AnyValue[], context: MaskingContext, depth: number): readonly AnyValue[] {
    const next = list.map((item) => masked(item, context, depth + 1));
    return next.every((item, i) => item === list[i]) ? list : next;
  }

  function maskedMap(map: Attributes, contextFor: (key: string) => MaskingContext, depth: number): Attributes {
    let changed: Map<string, AnyValue> | undefined;
    const copy = (): Map<string, AnyValue> => (changed ??= new Map(map));
    for (const [key, value] of map) {
      const context = contextFor(key);
      const next = byKey(key, value, context, depth + 1);
      const name = nameOf(key, context);
      if (name !== key) copy().delete(key);
      if (next === undefined) copy().delete(key);
      else if (next !== value || name !== key) copy().set(name, next);
    }
    return changed ?? map;
  }

  return {
    isActive: !rules.isEmpty,
    text: (text, field) => (rules.isEmpty || text === '' ? text : maskText(text, contextOf(field))),
    value: (value, field) => (rules.isEmpty ? value : masked(value, contextOf(field), 0)),
    takeFound() {
      if (labels.size === 0) return NOTHING;
      const found = [...labels].sort();
      labels.clear();
      return found;
    },
    attributes: (attributes) => (rules.isEmpty ? attributes : maskedMap(attributes, named, 0)),
    texts: (texts) => (rules.isEmpty ? texts : (maskedMap(texts, named, 0) as ReadonlyMap<string, string>)),
  };
}

const NOTHING: readonly string[] = [];

/** @returns undefined for a value that is dropped */
function wholeValue(value: AnyValue, treatment: Treatment, { hash, onFound, field }: MaskingContext): AnyValue | undefined {
  const text = valueText(value);
  if (text === '' || isPlaceholder(text)) return value;
  onFound?.(treatment, field, text);
  return treatment.action === 'drop' ? undefined : placeholder(treatment, text.trim(), hash);
}

/** Shorter numbers are nothing that is looked for without words around them. */
const SMALLEST = 1e6;

function maskedNumber(value: number | bigint, context: MaskingContext): AnyValue {
  const isShort = value < SMALLEST && value > -SMALLEST;
  if (isShort && context.rules.patterns.length === 0) return value;
  const text = String(value).replace(/^-/, '');
  return maskRange(text, 0, text.length, context) ?? value;
}

/** What is looked for is ASCII, which bytes show as it is in most encodings of text. */
function maskedBytes(bytes: Uint8Array, context: MaskingContext): AnyValue {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  const masked = maskText(text, context);
  return masked === text ? bytes : Uint8Array.from(masked, (char) => char.charCodeAt(0));
}

/** Arguments of one call. */
const CHUNK = 8_192;
