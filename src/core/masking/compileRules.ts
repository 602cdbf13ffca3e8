/** From the configuration to what is looked for in the telemetry of one service. */
import { compilePattern, type CustomPattern } from './customPattern';
import { compileTriggers, type ActiveDetector, type Treatment, type Triggers } from './triggers';
import { compileGlobs, type GlobMatcher } from './glob';
import type { MaskingAction, MaskingConfig, MaskingRule } from './maskingRule';
import { DEFAULT_TYPES, DETECTORS, PII_TYPES, type PiiType } from './piiTypes';

export interface ActivePattern extends Treatment {
  readonly find: CustomPattern;
}

export interface ServiceRules {
  readonly inText: Triggers;
  /** The same for names of attributes and members. Names such as service.name look like hosts, so hosts are not looked for. */
  readonly inNames: Triggers;
  readonly patterns: readonly ActivePattern[];
  /** What a rule says about a name; undefined when none does. */
  readonly ofKey: ((key: string) => Treatment | 'keep' | undefined) | undefined;
  readonly isEmpty: boolean;
}

/** Rules as read, with everything compiled that can be wrong in them. */
export interface CompiledRule {
  readonly rule: MaskingRule;
  readonly label: string;
  readonly appliesTo: GlobMatcher;
  readonly hasKey: GlobMatcher;
  readonly find?: CustomPattern;
}

/** @throws Error that names the rule, for a pattern that is no regular expression */
export function compileRules({ rules }: MaskingConfig): readonly CompiledRule[] {
  return rules.map((rule, index) => {
    const label = rule.name ?? rule.types?.[0] ?? `rule-${index}`;
    return {
      rule,
      label,
      appliesTo: rule.services === undefined ? () => true : compileGlobs(rule.services),
      hasKey: compileGlobs(rule.keys ?? []),
      ...(rule.pattern === undefined ? {} : { find: named(label, rule.pattern) }),
    };
  });
}

function named(label: string, pattern: string): CustomPattern {
  try {
    return compilePattern(pattern);
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`masking rule "${label}": the pattern ${pattern} cannot be used: ${what}`, { cause });
  }
}

/**
 * The rules that count for a service. When it is not known (''), those of all services do, and what is only kept for some
 * is not kept.
 */
export function fittingRules(compiled: readonly CompiledRule[], service: string): readonly CompiledRule[] {
  return compiled.filter(({ rule, appliesTo }) =>
    service === '' ? rule.action !== 'keep' || rule.services === undefined : appliesTo(service),
  );
}

/** @param isUnknown the service is not known: of several actions for a type the strictest counts and not the first */
export function rulesOf(config: MaskingConfig, fitting: readonly CompiledRule[], isUnknown: boolean): ServiceRules {
  const detectors = PII_TYPES.flatMap((type) => activeDetector(config, fitting, type, isUnknown));
  const patterns = fitting.flatMap(({ label, rule, find }): ActivePattern[] =>
    find === undefined || rule.action === 'keep' ? [] : [{ label, action: rule.action, find }],
  );
  const byKey = fitting.filter(({ rule }) => rule.keys !== undefined);
  return {
    inText: compileTriggers(detectors),
    inNames: compileTriggers(detectors.filter(({ detector }) => detector !== DETECTORS.domain)),
    patterns,
    ofKey: byKey.length === 0 ? undefined : keyLookup(byKey),
    isEmpty: detectors.length === 0 && patterns.length === 0 && byKey.length === 0,
  };
}

/** From the least that stays of a value to the most. */
const STRICTEST_FIRST: readonly MaskingAction[] = ['drop', 'mask', 'hash', 'keep'];

function activeDetector(config: MaskingConfig, fitting: readonly CompiledRule[], type: PiiType, isUnknown: boolean): ActiveDetector[] {
  const actions = fitting.filter(({ rule }) => rule.types?.includes(type)).map(({ rule }) => rule.action);
  const own = isUnknown ? STRICTEST_FIRST.find((action) => actions.includes(action)) : actions[0];
  const action = own ?? (config.defaults && DEFAULT_TYPES.includes(type) ? 'mask' : 'keep');
  return action === 'keep' ? [] : [{ label: type, action, detector: DETECTORS[type] }];
}

/** Telemetry has few names, but a sender can make up as many as it likes. */
const MOST_KNOWN_KEYS = 10_000;

function keyLookup(rules: readonly CompiledRule[]): (key: string) => Treatment | 'keep' | undefined {
  const known = new Map<string, Treatment | 'keep' | undefined>();
  return (key) => {
    if (known.has(key)) return known.get(key);
    const fitting = rules.find(({ hasKey }) => hasKey(key));
    const action = fitting?.rule.action;
    const treatment =
      fitting === undefined || action === undefined ? undefined : action === 'keep' ? 'keep' : { label: fitting.label, action };
    if (known.size >= MOST_KNOWN_KEYS) known.clear();
    known.set(key, treatment);
    return treatment;
  };
}
