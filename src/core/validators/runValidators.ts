import type { ValidatorName } from '../model/validatorNames';
import type { NamedCheck } from './compileValidators';
import type { Finding } from './outcome';
import { openPersonalData } from './findPersonalData';
import type { Subject } from './subject';

export interface NamedFinding extends Finding {
  readonly validator: ValidatorName;
}

export interface ValidationResult {
  /** Validators that had something to say. One that did not apply, or that broke, is not among them. */
  readonly run: readonly ValidatorName[];
  readonly failed: readonly ValidatorName[];
  readonly findings: readonly NamedFinding[];
  /** Null when it did not apply. */
  readonly groundedness: number | null;
  /** 1 when the answer had the required format; null when none is required. */
  readonly formatOk: 0 | 1 | null;
  /** Types of personal data in the answer. */
  readonly piiFound: readonly string[];
  /** ISO 639-1 code; '' when it was not looked for or cannot be told. */
  readonly language: string;
  /** answer, refusal, disclaimer_then_answer, no_information or redirect; '' when it was not looked at. */
  readonly answerKind: string;
}

/** Findings of one validator that are kept; a page of made-up numbers needs no thousand rows. */
const MOST_FINDINGS = 10;

export function runValidators(
  checks: readonly NamedCheck[],
  subject: Subject,
  onBroken: (name: ValidatorName, error: unknown) => void,
): ValidationResult {
  const run: ValidatorName[] = [];
  const failed: ValidatorName[] = [];
  const findings: NamedFinding[] = [];
  const labels = new Map<ValidatorName, readonly string[]>();
  let groundedness: number | null = null;
  for (const { name, check } of checks) {
    try {
      const said = check(subject);
      if (said === null) continue;
      run.push(name);
      if (said.findings.length > 0) failed.push(name);
      findings.push(
        ...said.findings.slice(0, MOST_FINDINGS).map((finding) => ({ validator: name, ...withoutPersonalData(finding, subject) })),
      );
      if (said.labels !== undefined) labels.set(name, said.labels);
      if (said.score !== undefined) groundedness = said.score;
    } catch (error) {
      // A fault of ours: it counts as not run, and nobody's telemetry waits for it.
      onBroken(name, error);
    }
  }
  return {
    run,
    failed,
    findings,
    groundedness,
    formatOk: run.includes('json') ? (failed.includes('json') ? 0 : 1) : null,
    piiFound: labels.get('pii') ?? [],
    language: labels.get('language')?.[0] ?? '',
    answerKind: labels.get('refusal')?.[0] ?? '',
  };
}

/** A quotation may begin or end in the middle of a number of a card. */
const MARGIN = 40;

/** Findings are kept beside the text, and what they quote must not be what masking is there to take out. */
function withoutPersonalData(finding: Finding, subject: Subject): Finding {
  const { quote = '', message, start = 0, place } = finding;
  const isNear =
    quote !== '' &&
    place === 'answer' &&
    subject.personalData().some((data) => data.end > start - MARGIN && data.start < start + quote.length + MARGIN);
  const isInside = [quote, message].some((text) => text !== '' && openPersonalData(text).length > 0);
  if (!isNear && !isInside) return finding;
  return { ...finding, quote: '', message: `Beside personal data, which is not quoted (${finding.kind}).` };
}
