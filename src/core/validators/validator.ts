import type { z } from 'zod';
import type { ValidatorName } from '../model/validatorNames';
import type { Check } from './outcome';

/** A validator: its options in the configuration, and how they become a check. */
export interface Validator<S extends z.ZodType = z.ZodType> {
  readonly name: ValidatorName;
  readonly options: S;
  /** True when it runs on everything unless the configuration says no. The others need options. */
  readonly isDefault: boolean;
  /** @throws Error that says what is wrong with the options */
  readonly compile: (options: z.output<S>) => Check;
}

/** Keeps the type of the options. */
export function validator<S extends z.ZodType>(of: Validator<S>): Validator<S> {
  return of;
}
