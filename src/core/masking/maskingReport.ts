import type { OnFound } from './placeholder';

/** What one rule found in one field. */
export interface MaskingFinding {
  readonly label: string;
  readonly action: string;
  /** Attribute or column; numbers in it are written N, as gen_ai.prompt.0.content and …1.content are one field. */
  readonly field: string;
  readonly count: number;
  /** The shapes of a few values: letters as x and X, digits as 9. */
  readonly samples: readonly string[];
}

const MOST_SAMPLES = 3;
const LONGEST_SAMPLE = 48;

/** Collects what a masker finds, without keeping a value. */
export class MaskingReport {
  private readonly found = new Map<string, { label: string; action: string; field: string; count: number; samples: Set<string> }>();

  readonly onFound: OnFound = ({ label, action }, field, value) => {
    const name = field.replace(/(^|\.)\d+(?=\.|$)/g, '$1N');
    const key = JSON.stringify([label, action, name]);
    const known = this.found.get(key) ?? { label, action, field: name, count: 0, samples: new Set<string>() };
    known.count++;
    if (known.samples.size < MOST_SAMPLES) known.samples.add(shapeOf(value));
    this.found.set(key, known);
  };

  /** The most frequent first. */
  findings(): readonly MaskingFinding[] {
    return [...this.found.values()]
      .map((one) => ({ ...one, samples: [...one.samples] }))
      .sort((a, b) => b.count - a.count || a.field.localeCompare(b.field) || a.label.localeCompare(b.label));
  }
}

/** Enough to see what kind of value it was, too little to see which. */
export function shapeOf(value: string): string {
  const start = value.slice(0, LONGEST_SAMPLE);
  const shape = start
    .replace(/\p{Lu}/gu, 'X')
    .replace(/[\p{L}\p{M}]/gu, (letter) => (letter === 'X' ? 'X' : 'x'))
    .replace(/\p{N}/gu, '9')
    .replace(/\s/g, ' ');
  return value.length > LONGEST_SAMPLE ? `${shape}… (${value.length} characters)` : shape;
}
