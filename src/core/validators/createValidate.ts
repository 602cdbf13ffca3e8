import type { InteractionRow } from '../model/tables';
import { compileValidators } from './compileValidators';
import { runValidators, type NamedFinding } from './runValidators';
import { MOST_TEXT, subjectOf, type CheckedInteraction, type LanguageOf } from './subject';
import { AnalysedText } from './text/analysedText';
import type { ValidatorsConfig } from './validatorsConfig';

export type ValidatorColumns = Pick<
  InteractionRow,
  'validators_run' | 'validators_failed' | 'groundedness' | 'language' | 'answer_kind' | 'format_ok' | 'pii_found'
>;

/** Runs what the configuration wants for a service and a topic, and gives back columns of the interaction. */
export type Validate = (
  interaction: CheckedInteraction,
  of: Pick<InteractionRow, 'service' | 'topic'>,
) => { readonly columns: ValidatorColumns; readonly findings: readonly NamedFinding[] };

export interface ValidateDeps {
  readonly languageOf: LanguageOf;
  /** Told about a validator that threw; the others go on. */
  readonly onBroken: (validator: string, error: unknown) => void;
}

/** Documents come back with the next requests: what was made of a text is kept, for so many characters of them. */
const MOST_KEPT = 8_000_000;
const SHORTEST_KEPT = 40;

/** @throws Error that names the rule and the validator, for options that cannot be used */
export function createValidate(config: ValidatorsConfig, { languageOf, onBroken }: ValidateDeps): Validate {
  const checksFor = compileValidators(config);
  const analyse = keeper();
  const languageOfKept = remembered(languageOf);
  return (interaction, { service, topic }) => {
    const result = runValidators(checksFor(service, topic), subjectOf(interaction, analyse, languageOfKept), onBroken);
    return {
      columns: {
        validators_run: result.run,
        validators_failed: result.failed,
        groundedness: result.groundedness,
        language: result.language,
        answer_kind: result.answerKind,
        format_ok: result.formatOk,
        pii_found: result.piiFound,
      },
      findings: result.findings,
    };
  };
}

/** As long as the text is kept. */
function remembered(languageOf: LanguageOf): (text: AnalysedText) => string {
  const known = new WeakMap<AnalysedText, string>();
  return (text) => {
    const language = known.get(text) ?? languageOf(text.text);
    known.set(text, language);
    return language;
  };
}

function keeper(): (text: string) => AnalysedText {
  const kept = new Map<string, AnalysedText>();
  let characters = 0;
  return (text) => {
    const before = kept.get(text);
    if (before !== undefined) return before;
    const made = new AnalysedText(text);
    if (text.length < SHORTEST_KEPT || text.length > MOST_TEXT) return made;
    if (characters + text.length > MOST_KEPT) {
      kept.clear();
      characters = 0;
    }
    characters += text.length;
    kept.set(text, made);
    return made;
  };
}
