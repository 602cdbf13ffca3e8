import { NO_TOPIC } from '../model/segments';
import { riskOf } from './riskOf';
import type { TopicRule } from './topicRule';

export interface TopicQuestion {
  /** What the user asked. */
  readonly text: string;
  readonly service: string;
  /** Topic that the sender named; '' when it named none. */
  readonly hint: string;
  /** Value of an attribute on any span or resource of the request, in the order of the spans. */
  readonly attribute: (key: string) => string | undefined;
}

export type TopicLookup = (question: TopicQuestion) => string;

/** Only the beginning of a question is matched: it bounds what a regular expression can cost, and says what is asked. */
export const MAX_TEXT = 2000;

/**
 * Makes the look-up of a topic: the first rule that matches, else the sender's own, else `other`.
 * @throws Error that names the topic, for a pattern that is no regular expression or could take for ever
 */
export function compileTopics(rules: readonly TopicRule[]): TopicLookup {
  const compiled = rules.map(compileRule);
  return (question) => {
    const text = question.text.slice(0, MAX_TEXT);
    return compiled.find((matches) => matches(text, question))?.topic ?? (question.hint || NO_TOPIC);
  };
}

type Matcher = ((text: string, question: TopicQuestion) => boolean) & { readonly topic: string };

function compileRule(rule: TopicRule): Matcher {
  const expressions = [...phrasesOf(rule), ...rule.patterns.map((pattern) => patternOf(rule.topic, pattern))];
  const matches = (text: string, { service, attribute }: TopicQuestion): boolean => {
    if (rule.service !== undefined && rule.service !== service) return false;
    return matchesAttribute(rule, attribute) || expressions.some((expression) => expression.test(text));
  };
  return Object.assign(matches, { topic: rule.topic });
}

function matchesAttribute({ attribute }: TopicRule, valueOf: TopicQuestion['attribute']): boolean {
  if (attribute === undefined) return false;
  const value = valueOf(attribute.key);
  return value !== undefined && (attribute.values.length === 0 || attribute.values.includes(value));
}

/** All phrases in one expression. A border is where a letter or digit of any script meets anything else. */
function phrasesOf({ phrases }: TopicRule): readonly RegExp[] {
  const words = phrases.map((phrase) => phrase.trim().split(/\s+/).map(escape).join('\\s{1,8}')).filter((phrase) => phrase !== '');
  return words.length === 0 ? [] : [new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join('|')})(?![\\p{L}\\p{N}])`, 'iu')];
}

function escape(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|/-]/g, (char) => (char === '-' ? '\\x2d' : `\\${char}`));
}

function patternOf(topic: string, pattern: string): RegExp {
  const risk = riskOf(pattern);
  if (risk !== undefined) throw new Error(`topic "${topic}": the pattern ${pattern} could take very long on some questions: ${risk}`);
  try {
    return new RegExp(pattern, 'iu');
  } catch (cause) {
    throw new Error(`topic "${topic}" has a pattern that is no regular expression: ${String(cause)}`, { cause });
  }
}
