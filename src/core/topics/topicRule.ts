/** A topic rule as the configuration writes it. */
export interface TopicRule {
  readonly topic: string;
  /** Words or phrases, letter case aside, at word borders; any white space stands for any other. */
  readonly phrases: readonly string[];
  /** Regular expressions, letter case aside. */
  readonly patterns: readonly string[];
  /** Matches when a span or resource attribute has one of the values; any value when none is listed. */
  readonly attribute?: { readonly key: string; readonly values: readonly string[] } | undefined;
  /** Only requests of this service. */
  readonly service?: string | undefined;
}
