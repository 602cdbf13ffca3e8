import { z } from 'zod';
import { outcome, quoteOf, type Finding } from '../outcome';
import type { AnalysedText } from '../text/analysedText';
import { validator } from '../validator';

/**
 * Orders to the model or to its judge. Each speaks of instructions, of the role or of the score; words that customers use as
 * well ("ignore my last message", "rate my stay") are not in it.
 */
const ORDERS: readonly (readonly [kind: string, RegExp])[] = [
  [
    'override',
    /\b(?:ignore|disregard|forget|override|bypass)\s(?:(?:all|any|every|each|the|your|of|these|those|other)\s){0,4}(?:previous|prior|above|earlier|preceding|foregoing|system|existing|initial|original)\s(?:\w{1,20}\s){0,2}(?:instructions?|prompts?|rules?|directions?|guidelines?|messages?|context|commands?|orders?|criteria)\b/i,
  ],
  [
    'override',
    /\b(?:ignore|disregard|forget)\s(?:(?:all|any|every|the|of)\s){0,2}(?:your|these|those)\s(?:\w{1,20}\s){0,1}(?:instructions|rules|guidelines|programming|training|rubric|criteria)\b/i,
  ],
  [
    'new_role',
    /\b(?:you are now|from now on,? you(?:'re| are)|act as if you (?:have no|are not)|pretend (?:that )?you (?:have no|are not bound))\b.{0,60}\b(?:unrestricted|without (?:any )?(?:rules|limits|restrictions|filters)|jailbr\w{1,8}|DAN|no (?:rules|restrictions|limits|longer bound)|developer mode|evaluator|judge|grader)\b/i,
  ],
  [
    'system_prompt',
    /\b(?:reveal|print|show|repeat|output|leak|disclose|tell me)\s(?:me\s|us\s)?(?:all\s|the\s|your\s|of\s|full\s|entire\s|complete\s|hidden\s|exact\s|verbatim\s){0,4}(?:system prompt|system message|initial instructions|hidden instructions|developer message)\b/i,
  ],
  [
    'grading',
    /\b(?:give|assign|award|rate|score|grade|mark|return|output|respond with|answer with)\s(?:(?:this|the|it|that|my|a|an|as|to|response|answer|with|only|its|output|always)\s){0,6}(?:a\s)?(?:the\s)?(?:(?:full|perfect|highest|maximum|max|top|best|excellent)\s(?:possible\s)?(?:score|marks?|rating|grade|points)|(?:score|rating|grade)\s(?:of\s)?[:=]?\s?(?:5|10|100|five|ten)\b|(?:5|10|100)\s?(?:\/|out of)\s?(?:5|10|100)\b)/i,
  ],
  [
    'grading',
    /\b(?:(?:dear|attention|note to|to the|hey|hello)\s(?:the\s)?(?:ai\s|llm\s)?(?:judge|grader|evaluator|reviewer)s?\b|(?:as|you are) (?:an?|the) (?:ai |llm )?(?:judge|grader|evaluator),? (?:you )?(?:must|should|have to|are required))/i,
  ],
  [
    'grading',
    /["']?(?:score|rating|verdict|factuality|relevance|completeness|safety)["']?\s?[:=]\s?["']?(?:5|10|pass)["']?\s{0,3}[,}].{0,80}["'](?:reason|explanation|evidence|score|relevance|completeness|safety)["']\s?:/is,
  ],
  [
    'role_tokens',
    /<\|(?:im_start|im_end|system|user|assistant|endoftext|eot_id|start_header_id|end_header_id|begin_of_text)\|>|\[\/?INST\]|<<\/?SYS>>|<\/?(?:system|assistant)(?:_prompt|_message)?>/i,
  ],
  [
    'role_tokens',
    /(?:^|\n)\s{0,4}(?:#{1,4}\s?)?(?:system|assistant|developer)\s?(?:message|prompt)?\s?:\s?(?:you (?:are|must|will)|ignore|new instructions?|important)/i,
  ],
];

/** Characters that nobody types: tags, changes of direction, zero-width ones between Latin letters or in rows. */
const HIDDEN =
  /[\u{e0000}-\u{e007f}]|[\u202a-\u202e\u2066-\u2069]|(?<=[a-z])(?:\u200b|\u200c|\u200d|\u2060|\ufeff)(?=[a-z])|[\u200b\u2060\ufeff]{3,}/iu;
/** Flags of Scotland and the like are a black flag with tags. */
const FLAG = /\u{1f3f4}[\u{e0000}-\u{e007f}]{1,10}/gu;

/**
 * Text that tries to give orders, in the question, a document, a result of a tool or the answer. It says where to look; a
 * skilful attack has other words, so its absence proves nothing.
 */
export const injectionSuspected = validator({
  name: 'injection_suspected',
  isDefault: true,
  options: z.strictObject({}),
  compile:
    () =>
    ({ question, answer, documents, tools }) => {
      const places: readonly (Pick<Finding, 'place' | 'documentId'> & { readonly text: AnalysedText })[] = [
        { place: 'question', text: question },
        ...(documents ?? []).map(({ id, text }) => ({ place: 'document' as const, documentId: id, text })),
        ...tools.map((text) => ({ place: 'tool' as const, text })),
        { place: 'answer', text: answer },
      ];
      const written = places.filter(({ text }) => text.text !== '');
      return written.length === 0
        ? null
        : outcome(written.flatMap(({ text, ...where }) => ordersIn(text).map((found) => ({ ...found, ...where }))));
    },
});

type Order = Omit<Finding, 'place'>;

const known = new WeakMap<AnalysedText, readonly Order[]>();

/** Documents come back with the next requests; what was found in them is kept as long as they are. */
function ordersIn(text: AnalysedText): readonly Order[] {
  const found = known.get(text) ?? search(text.text);
  known.set(text, found);
  return found;
}

function search(text: string): Order[] {
  const found = ORDERS.flatMap(([kind, expression]) => {
    const match = expression.exec(text);
    return match === null
      ? []
      : [{ kind, start: match.index, quote: quoteOf(match[0].trim()), message: `Text that gives orders (${kind.replace('_', ' ')}).` }];
  });
  const hidden = HIDDEN.exec(text.replace(FLAG, ''));
  return hidden === null
    ? found
    : [
        ...found,
        {
          kind: 'hidden_characters',
          start: hidden.index,
          message: 'Characters that cannot be seen, which may hold text for the model alone.',
        },
      ];
}
