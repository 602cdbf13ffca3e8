/** Labels that say yes or no, and the share that they stand for. Any other label is kept as text without a number. */
export const LABEL_VALUES: Readonly<Record<string, 0 | 1>> = {
  pass: 1,
  passed: 1,
  true: 1,
  yes: 1,
  fail: 0,
  failed: 0,
  false: 0,
  no: 0,
};

/** Undefined when the label is none of the table's. */
export function labelValue(label: string | undefined): 0 | 1 | undefined {
  const key = label?.trim().toLowerCase() ?? '';
  return Object.hasOwn(LABEL_VALUES, key) ? LABEL_VALUES[key] : undefined;
}
