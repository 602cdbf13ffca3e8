/** The signals that Plumbline takes. Metrics are not among them: what they say of quality, the spans say as well. */
export const SIGNALS = ['traces', 'logs'] as const;
export type Signal = (typeof SIGNALS)[number];

/** What the parts of a signal are called in messages. */
export const PART_NAMES: Readonly<Record<Signal, { readonly request: string; readonly part: string }>> = {
  traces: { request: 'trace', part: 'span' },
  logs: { request: 'log', part: 'log record' },
};
