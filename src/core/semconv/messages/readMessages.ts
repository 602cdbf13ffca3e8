import { FORMS, MESSAGE_ATTRIBUTES } from './forms';
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
  const input = first((form) => FORMS[form]?.input(source));
  const output = first((form) => FORMS[form]?.output(source));
  const system = first((form) => FORMS[form]?.system?.(source));
  const messages = input?.messages ?? [];
  const isComplete = system === undefined || messages.some(({ role }) => role === 'system');
  return {
    encoding: [...new Set([input?.name, output?.name, input === undefined && output === undefined ? system?.name : undefined])]
      .filter((name) => name !== undefined)
      .join('+'),
    input: isComplete ? messages : [...system.messages, ...messages],
    output: output?.messages ?? [],
  };
}

function first(read: (form: number) => Side): Found | undefined {
  for (let form = 0; form < FORMS.length; form++) {
    const messages = read(form);
    if (messages !== undefined) return { name: FORMS[form]?.name ?? '', messages };
  }
  return undefined;
}
