import { createValidate, type Validate } from '../core/validators/createValidate';
import { compileValidators } from '../core/validators/compileValidators';
import type { ValidatorsConfig } from '../core/validators/validatorsConfig';
import { loadLanguageOf } from './loadLanguageOf';

/** A validator that breaks on one text may break on every one: it is told of so often. */
const MOST_TOLD = 20;

/** @throws Error at once that names the rule and the validator, for options that cannot be used */
export function loadValidate(config: ValidatorsConfig, log: { error(details: object, message: string): void }): () => Promise<Validate> {
  compileValidators(config);
  let told = 0;
  const onBroken = (validator: string, error: unknown): void => {
    if (told++ < MOST_TOLD) log.error({ validator, err: error }, 'a validator broke on a request; it counts as not run');
  };
  let loading: Promise<Validate> | undefined;
  return () => (loading ??= loadLanguageOf().then((languageOf) => createValidate(config, { languageOf, onBroken })));
}
