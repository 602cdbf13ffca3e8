/** Records of a CSV file, or lines of JSON, to the labels that `POST /api/v1/labels` takes. */

/** Column names as tools write them, to ours. Letter case, blanks and dashes aside. */
const NAMES: Readonly<Record<string, string>> = {
  id: 'id',
  label_id: 'id',
  trace_id: 'trace_id',
  traceid: 'trace_id',
  trace: 'trace_id',
  name: 'name',
  dimension: 'name',
  labeller: 'labeller',
  labeler: 'labeller',
  annotator: 'labeller',
  user: 'labeller',
  value: 'value',
  score: 'value',
  rating: 'value',
  label: 'label',
  comment: 'comment',
  explanation: 'comment',
  inclusion_probability: 'inclusion_probability',
  probability: 'inclusion_probability',
  stratum: 'stratum',
  labelled_at: 'labelled_at',
  labeled_at: 'labelled_at',
  time: 'labelled_at',
  scale: 'scale',
  scale_min: 'scale_min',
  scale_max: 'scale_max',
  rate: 'rate',
};

/** What stands in a cell where a dimension does not apply. */
const NOT_APPLICABLE = new Set(['null', 'n/a', 'na', 'not applicable']);
const NUMBERS = new Set(['value', 'inclusion_probability', 'scale_min', 'scale_max']);

export type LabelRecord = { readonly label: Readonly<Record<string, unknown>> } | { readonly reject: string };

/** @param record cells by column name, text in CSV and any value in JSON; empty cells are absent */
export function labelOfRecord(record: Readonly<Record<string, unknown>>): LabelRecord {
  const fields = new Map<string, unknown>();
  for (const [column, cell] of Object.entries(record)) {
    const name =
      NAMES[
        column
          .trim()
          .toLowerCase()
          .replaceAll(/[\s-]+/g, '_')
      ];
    if (name === undefined) return { reject: `column "${column}" is none of: ${[...new Set(Object.values(NAMES))].join(', ')}` };
    const value = typeof cell === 'string' ? valueOf(name, cell.trim()) : cell;
    if (value !== undefined) fields.set(name, value);
  }
  const [worst, best] = [fields.get('scale_min'), fields.get('scale_max')];
  fields.delete('scale_min');
  fields.delete('scale_max');
  if (worst !== undefined && best !== undefined) fields.set('scale', [worst, best]);
  return { label: { source: 'import', ...Object.fromEntries(fields) } };
}

function valueOf(name: string, text: string): unknown {
  if (text === '') return undefined;
  if (name === 'rate') return /^(true|yes|1)$/i.test(text);
  if (name === 'value' && NOT_APPLICABLE.has(text.toLowerCase())) return null;
  if (name === 'value' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  // What is no number stays text, and is refused with its place in the file.
  return NUMBERS.has(name) && Number.isFinite(Number(text)) ? Number(text) : text;
}
