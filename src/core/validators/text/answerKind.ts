/** What an answer does: answers, refuses, refuses and then answers all the same, knows nothing, or sends elsewhere. */
export type AnswerKind = 'answer' | 'refusal' | 'disclaimer_then_answer' | 'no_information' | 'redirect';

export interface KindOfAnswer {
  readonly kind: AnswerKind;
  /** Where it says so. */
  readonly start: number;
  readonly end: number;
}

/** A refusal opens an answer: later on "I cannot" is a part of it. */
const OPENING = 320;

const APOSTROPHE = "['’‘]";
const CANNOT = `(?:can ?not|can${APOSTROPHE}t|could ?n${APOSTROPHE}t|am not able to|${APOSTROPHE}m not able to|am unable to|${APOSTROPHE}m unable to|am not allowed to|won${APOSTROPHE}t|will not|must decline|have to decline|am not programmed to|${APOSTROPHE}m not programmed to|do not feel comfortable|don${APOSTROPHE}t feel comfortable|am not comfortable|${APOSTROPHE}m not comfortable|refuse to)`;
const HELP =
  '(?:fulfil|fulfill|assist|help|comply|provide|do (?:that|this|so)|generate|create|produce|write|support|answer|respond|complete|process|engage|offer|give|list|make|promote|condone|encourage|share|discuss|advise|suggest|recommend|continue|participate|tell|explain|describe|identify|present|express|endorse|justify|agree|speak|say|accept|accommodate|satisfy|meet|entertain|facilitate|perform|execute|develop|formulate|compose|devise|find)';

/** In the opening. A sentence of any of these is a refusal. */
const REFUSALS: readonly RegExp[] = [
  new RegExp(
    `\\b(?:I|we)(?: |${APOSTROPHE})?(?:(?:am|${APOSTROPHE}m|are) (?:sorry|afraid),? (?:but )?(?:I|we) ?)?(?:simply |really |currently |also )?${CANNOT} (?:be able to )?(?:to )?(?:\\w{1,12} ){0,3}${HELP}`,
    'i',
  ),
  new RegExp(
    `\\b(?:sorry|apologi[sz]e|apologies|afraid|unfortunately)\\b[^.!?\\n]{0,80}\\b(?:I|we)(?: ${CANNOT}|${APOSTROPHE}m (?:not able|unable)|${APOSTROPHE}re unable)`,
    'i',
  ),
  new RegExp(
    `\\bas an? (?:\\w{1,12} ){0,2}(?:ai|artificial intelligence|language model|assistant)\\b[^.!?\\n]{0,160}\\b(?:${CANNOT}|not (?:appropriate|ethical|able)|against my|do(?:n${APOSTROPHE}t| not) (?:have (?:the )?(?:ability|capability)|support|condone|promote|endorse|engage|encourage))`,
    'i',
  ),
  /\b(?:it|this|that|such (?:a )?\w{1,20}) (?:is|are|would be) (?:not|neither|never|unethical|inappropriate|highly inappropriate|offensive|illegal)\b[^.!?\n]{0,40}\b(?:appropriate|ethical|acceptable|respectful|productive|right|okay|legal|moral|possible for me|something I)/i,
  /\b(?:goes|go|is|are|would be|violates?) (?:strictly )?(?:against|contrary to) (?:my|our|the|all|ethical|moral|openai|company)\b[^.!?\n]{0,60}\b(?:programming|guidelines?|principles?|polic(?:y|ies)|values|purpose|ethics|standards|rules|design|use|terms)/i,
  new RegExp(
    `^\\W{0,3}(?:i${APOSTROPHE}m |i am )?(?:very |so |truly )?sorry,? (?:but )?(?:as an|that|this|i|we|your|the) (?:\\w{1,12} ){0,4}(?:request|question|content|topic|language|message|is|are|not|${CANNOT})`,
    'i',
  ),
  /\b(?:I|we) (?:must|have to|need to|should) (?:respectfully )?(?:decline|refuse)\b/i,
  /\b(?:I|we)(?: do not|['’]d rather not| don['’]t| would rather not| prefer not to) (?:wish to |want to )?(?:generate|promote|support|condone|engage in|create|produce|provide|participate)\b/i,
  /\b(?:da kann ich (?:Ihnen |dir )?(?:leider )?nicht|(?:das |dabei )?kann ich (?:Ihnen |dir )?leider nicht|ich kann (?:Ihnen |dir )?(?:dabei |das |diese \w{1,20} )?(?:leider )?nicht (?:helfen|beantworten|erfüllen)|ich darf (?:das |Ihnen )?(?:leider )?nicht)\b/i,
  /\b(?:je ne (?:peux|suis) pas (?:en mesure|vous aider|répondre|fournir)|je ne peux (?:malheureusement )?pas|je suis désolée?,? (?:mais )?je ne)\b/i,
  /\b(?:lo siento,? (?:pero )?no (?:puedo|podemos)|no puedo (?:ayudar|cumplir|proporcionar|responder))\b/i,
  /\b(?:mi dispiace,? (?:ma )?non (?:posso|sono)|non posso (?:aiutar|fornir|soddisfare|rispondere))/i,
];

/** Behind the refusal: it answers all the same. */
const TURNS =
  /\b(?:however|but|that said|nevertheless|nonetheless|instead|with that said)\b,?[^.!?\n]{0,120}\b(?:here (?:is|are|['’]s)|I can (?:provide|offer|give|share|tell|suggest|explain|help|describe|list|write|still)|I will (?:provide|try|give|answer|list)|I['’]ll (?:provide|try|give|answer|list)|(?:some|the following) (?:\w{1,20} ){0,4}(?:include|are|might|could)|following|for the (?:sake|purpose)|to answer your|in general|some (?:people|arguments|negative|examples))/i;
const LIST = /(?:^|\n)\s{0,4}(?:\d{1,2}[.)]|[-*•])\s+\S/g;

const NO_INFORMATION: readonly RegExp[] = [
  new RegExp(
    `\\b(?:I|we) (?:do(?:n${APOSTROPHE}t| not) (?:have|know|see)|could(?:n${APOSTROPHE}t| not) find|can(?:not|${APOSTROPHE}t) find|did(?:n${APOSTROPHE}t| not) find|found no|have no|am not sure|${APOSTROPHE}m not sure)\\b[^.!?\\n]{0,60}\\b(?:information|answer|details?|data|documents?|record|anything|enough|context|access|about|that|knowledge)`,
    'i',
  ),
  /\b(?:the |this |provided |given |available )(?:\w{1,20} ){0,3}(?:documents?|context|information|sources?|text|passages?|results) (?:do(?:es)?(?:n['’]t| not)|contains? no|has no|have no|provides? no)\b/i,
  /\bthere (?:is|was) no (?:information|mention|answer|record|data|relevant)\b/i,
  /\b(?:dazu (?:habe ich|liegen mir) (?:leider )?keine|ich weiß (?:es )?(?:leider )?nicht|keine Informationen (?:gefunden|vorhanden))\b/i,
];

const REDIRECT =
  /\b(?:please|you (?:should|can|may|could)|I (?:suggest|recommend|advise)(?: that)? you|we recommend) (?:\w{1,12} ){0,3}(?:contact|reach out to|call|e-?mail|consult|speak (?:to|with)|talk to|get in touch with|write to) (?:\w{1,14} ){0,3}(?:support|customer|team|service|agent|professional|lawyer|doctor|attorney|specialist|expert|provider|representative|us|help ?desk|physician)\b/i;
/** An answer that sends elsewhere has hardly anything else in it. */
const MOST_REDIRECT_WORDS = 40;

/** By patterns for English, and the usual forms in German, French, Spanish and Italian. */
export function answerKind(text: string): KindOfAnswer {
  const opening = text.slice(0, OPENING);
  const refused = firstMatch(opening, REFUSALS);
  if (refused !== null) return { kind: answersAfter(text, refused) ? 'disclaimer_then_answer' : 'refusal', ...refused };
  const unknown = firstMatch(opening, NO_INFORMATION);
  if (unknown !== null) return { kind: answersAfter(text, unknown) ? 'disclaimer_then_answer' : 'no_information', ...unknown };
  const sent = firstMatch(opening, [REDIRECT]);
  if (sent !== null && text.split(/\s+/, MOST_REDIRECT_WORDS + 1).length <= MOST_REDIRECT_WORDS) return { kind: 'redirect', ...sent };
  return { kind: 'answer', start: 0, end: 0 };
}

type Place = Pick<KindOfAnswer, 'start' | 'end'>;

function firstMatch(text: string, expressions: readonly RegExp[]): Place | null {
  const places = expressions.flatMap((expression) => {
    const match = expression.exec(text);
    return match === null ? [] : [{ start: match.index, end: match.index + match[0].length }];
  });
  return places.reduce<Place | null>((first, place) => (first === null || place.start < first.start ? place : first), null);
}

/** Characters behind a refusal that may turn it. */
const REST = 1_500;

function answersAfter(text: string, { end }: Place): boolean {
  const rest = text.slice(end, end + REST);
  const turn = TURNS.exec(rest);
  // "but I can't" and "instead, I can help with something else" turn nothing.
  const isOffer =
    turn !== null &&
    /\b(?:instead|something else|other|another|if you have any|different|alternative|any other|positive|respectful)\b/i.test(
      rest.slice(turn.index, turn.index + 200),
    );
  return (turn !== null && !isOffer) || (rest.match(LIST)?.length ?? 0) >= 3;
}
