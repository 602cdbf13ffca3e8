/** What the flags of a span say, for people. Their list for operators stands in docs/contracts/ingest.md. */
import { MASKED } from '../masking/maskSpan';

const MEANINGS: Readonly<Record<string, string>> = {
  end_before_start: 'it ended before it started: the end became the start',
  time_inferred: 'a time was missing or absurd and was taken from the other end or from the time of receipt',
  span_id_inferred: 'it named no id and has a hash of its content as one',
  bad_parent_id: 'the id of its parent cannot be read; it counts as a root',
  links_dropped: 'a link with an unreadable id is gone',
  value_too_deep: 'a value was nested more than 64 deep and is empty',
  value_unreadable: 'a value was of no known kind and is empty',
  attributes_dropped: 'more than 10,000 attributes, or attributes without a key',
  events_dropped: 'more than 4,000 events',
  tokens_inferred: 'cached or reasoning tokens were reported beside the totals and have been added',
  text_cut: 'a text was cut, by the sender in the middle of its JSON or here at the limit',
};

export function flagMeaning(flag: string): string {
  if (flag.startsWith(MASKED)) return 'this was masked before anything was read or stored';
  return Object.hasOwn(MEANINGS, flag) ? (MEANINGS[flag] ?? '') : '';
}
