/** How users say in a few languages that an answer did not help. Matched at the start, or anywhere, of a turn in lower case. */

/** One regular expression of alternatives between word borders. */
function anyOf(phrases: readonly string[], where: 'start' | 'anywhere'): RegExp {
  const before = where === 'start' ? '^[^\\p{L}\\p{N}]*(?:' : '(?<![\\p{L}\\p{N}])(?:';
  return new RegExp(`${before}${phrases.join('|')})(?![\\p{L}\\p{N}])`, 'u');
}

export const CORRECTION = anyOf(
  [
    "no[,.!]? (?:that|this|it|i|you|not)(?:['’]s)?",
    'nope',
    "that['’]?s? (?:is )?(?:not|in)(?: |)(?:correct|right|true|what)",
    "(?:that|this|it)(?:['’]s| is) (?:wrong|incorrect|false|not)",
    "(?:that|this|it) (?:isn['’]t|doesn['’]t|does not)",
    'wrong',
    'incorrect',
    '(?:as )?i (?:already )?(?:said|meant|asked)',
    "(?:that|this)?['’]?s? ?not what i (?:asked|meant|said)",
    "you(?:['’]re| are) wrong",
    'nein[,.!]? (?:das|ich|du|sie)',
    'das (?:ist|stimmt) (?:falsch|nicht)',
    'falsch',
    'ich (?:meinte|sagte|habe (?:gesagt|gefragt))',
    'non[,.!]? (?:ce|je|c)',
    "ce n['’]est pas",
    "c['’]est faux",
    'no[,.!]? (?:eso|es|yo|quiero)',
    'eso no es',
    'est[aá] mal',
  ],
  'start',
);

export const DOUBT = anyOf(
  [
    'are you (?:really )?sure',
    'really\\s*\\?',
    'is that (?:really )?(?:right|correct|true)',
    'bist du (?:dir )?sicher',
    'sind sie sicher',
    'wirklich\\s*\\?',
    '(?:es|est)-?(?:tu|vous) s[uû]rs?',
    'êtes-vous s[uû]rs?',
    'vraiment\\s*\\?',
    'est[aá]s? segur[oa]',
    'de verdad\\s*\\?',
  ],
  'anywhere',
);

/** Words that are insults wherever they stand; mild ones are left out, as precision comes before recall. */
export const INSULT = anyOf(
  [
    'useless',
    'stupid',
    'idiot(?:ic)?',
    'garbage',
    'bullshit',
    'wtf',
    'fuck(?:ing)?',
    'dumb',
    'nutzlos',
    'bl[oö]d(?:sinn|e[rs]?)?',
    'scheiße',
    'dumm',
    'inutile',
    'stupide',
    'merde',
    'in[uú]til',
    'est[uú]pid[oa]',
    'mierda',
  ],
  'anywhere',
);

export const ESCALATION = anyOf(
  [
    '(?:speak|talk|chat|connect me|transfer me|get me|escalate)(?: (?:to|with))?(?: an?| the| your)?(?: real| live| human| actual)* (?:person|human|agent|representative|manager|supervisor|someone|operator)',
    '(?:real|live) (?:person|human|agent)',
    'human (?:agent|being|please)',
    'mit (?:einem|einer) (?:echten )?(?:menschen|mitarbeiter(?:in)?|person)',
    'parler (?:à|a|avec) (?:un|une) (?:humain|personne|conseiller|agent)',
    'hablar con (?:un|una) (?:persona|humano|agente)',
  ],
  'anywhere',
);

/** Tools by which an assistant hands over. */
export const HANDOVER_TOOL = /hand.?(?:over|off)|escalat|transfer.*(?:human|agent|person)|human.?agent/i;

/** Openings of an answer that declines. */
export const REFUSAL = anyOf(
  [
    "i(?:['’]m| am) (?:very )?sorry[,.]? (?:but )?(?:i|we) (?:can(?:['’]t|not)|am|do)",
    "i (?:can(?:['’]t|not)|am unable|am not able)",
    "(?:unfortunately|sorry)[,.]? i (?:can(?:['’]t|not)|do(?:n['’]t| not))",
    'as an ai',
    'ich kann (?:leider |dir |ihnen )*(?:nicht|keine)',
    'leider kann ich',
    'je ne peux pas',
    'no puedo',
  ],
  'start',
);
