/** From the configuration to what is run on an interaction of one service and topic. */
import { compileGlobs, type GlobMatcher } from '../masking/glob';
import { VALIDATOR_NAMES, type ValidatorName } from '../model/validatorNames';
import type { Check } from './outcome';
import type { Validator } from './validator';
import { VALIDATORS } from './validatorList';
import type { ValidatorRule, ValidatorsConfig } from './validatorsConfig';

export interface NamedCheck {
  readonly name: ValidatorName;
  readonly check: Check;
}

/** The checks for a service and a topic, in the order of VALIDATOR_NAMES. */
export type ChecksFor = (service: string, topic: string) => readonly NamedCheck[];

interface CompiledRule {
  readonly fits: (service: string, topic: string) => boolean;
  /** Null for a validator that the rule turns off. */
  readonly checks: ReadonlyMap<ValidatorName, Check | null>;
}

/** Services and topics are sent by others; so many pairs are remembered. */
const MOST_KNOWN = 10_000;

/** @throws Error that names the rule and the validator, for options that cannot be used */
export function compileValidators({ defaults, rules }: ValidatorsConfig): ChecksFor {
  const compiled = rules.map(compileRule);
  const byDefault = defaults ? defaultChecks() : new Map<ValidatorName, Check>();
  const known = new Map<string, readonly NamedCheck[]>();
  return (service, topic) => {
    const key = `${service}\u0000${topic}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const fitting = compiled.filter(({ fits }) => fits(service, topic));
    const checks = VALIDATOR_NAMES.flatMap((name): NamedCheck[] => {
      const rule = fitting.find((one) => one.checks.has(name));
      const check = rule === undefined ? byDefault.get(name) : rule.checks.get(name);
      return check ? [{ name, check }] : [];
    });
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(key, checks);
    return checks;
  };
}

function defaultChecks(): Map<ValidatorName, Check> {
  return new Map(VALIDATOR_NAMES.flatMap((name) => (VALIDATORS[name].isDefault ? [[name, compileOne(name, {})] as const] : [])));
}

function compileRule(rule: ValidatorRule, index: number): CompiledRule {
  const fitsService = matcher(rule.services);
  const fitsTopic = matcher(rule.topics);
  const checks = VALIDATOR_NAMES.flatMap((name): [ValidatorName, Check | null][] => {
    const given = rule[name];
    if (given === undefined) return [];
    try {
      return [[name, given === false ? null : compileOne(name, given === true ? {} : given)]];
    } catch (cause) {
      const what = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`validators.rules.${index}.${name} cannot be used: ${what}`, { cause });
    }
  });
  return { fits: (service, topic) => fitsService(service) && fitsTopic(topic), checks: new Map(checks) };
}

function matcher(globs: readonly string[] | undefined): GlobMatcher {
  return globs === undefined ? () => true : compileGlobs(globs);
}

/** The options are read by the validator's own schema, which also fills in what is not given. */
function compileOne(name: ValidatorName, given: unknown): Check {
  const one: Validator = VALIDATORS[name];
  const parsed = one.options.safeParse(given);
  if (!parsed.success)
    throw new Error(
      parsed.error.issues.map(({ path, message }) => [path.join('.'), message].filter((part) => part !== '').join(': ')).join('; '),
    );
  return one.compile(parsed.data);
}
