import { joinedNames } from '../joinedNames';
import { FORMS, MESSAGE_ATTRIBUTES, type Form } from './forms';
import type { Message } from './message';
import type { Side, Source } from './source';

export interface ReadMessages {
  /** Name of the form; two names with a plus when the sides came in different ones. Empty without messages. */
  readonly encoding: string;
  readonly input: readonly Message[];
  readonly output: readonly Message[];
}

export const NO_MESSAGES: ReadMessages = { encoding: '', input: [], output: [] };

const KEYS: ReadonlySet<string> = new Set(MESSAGE_ATTRIBUTES);

/** Most spans hold none, and need not ask every form. */
function mayHoldMessages({ attributes, events, indexed }: Source): boolean {
  if (events.length > 0 || indexed.size > 0) return true;
  for (const key of attributes.keys()) if (KEYS.has(key)) return true;
  return false;
}

interface Found {
  readonly name: string;
  readonly messages: readonly Message[];
}

/** The messages of a span. Instructions that stand apart come first in the input unless it has a system message. */
export function readMessages(source: Source): ReadMessages {
  if (!mayHoldMessages(source)) return NO_MESSAGES;
  const input = first((form) => form.input(source));
  const output = first((form) => form.output(source));
  const system = first((form) => form.system?.(source));
  const messages = input?.messages ?? [];
  const isComplete = system === undefined || messages.some(({ role }) => role === 'system');
  return {
    encoding: joinedNames(input?.name, output?.name, input === undefined && output === undefined ? system?.name : undefined),
    input: isComplete ? messages : [...system.messages, ...messages],
    output: output?.messages ?? [],
  };
}

function first(read: (form: Form) => Side): Found | undefined {
  for (const form of FORMS) {
    const messages = read(form);
    if (messages !== undefined) return { name: form.name, messages };
  }
  return undefined;
}
