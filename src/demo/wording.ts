import type { Random } from './random';

const SLOTS = {
  product: [
    'the Aurora desk lamp',
    'a Fjord rain jacket',
    'the Kettlewell kettle',
    'the Nimbus headphones',
    'a Tern folding bike',
    'the Basalt pan set',
    'an Orbit robot vacuum',
    'the Willow office chair',
    'a pair of Ridge hiking boots',
    'the Lumen e-reader',
    'a Harbour backpack',
    'the Crema espresso machine',
  ],
  city: ['Hamburg', 'Lyon', 'Utrecht', 'Graz', 'Porto', 'Aarhus', 'Turin', 'Ghent', 'Gdansk', 'Malmö', 'Cork', 'Zürich'],
  country: ['Austria', 'Denmark', 'France', 'Ireland', 'Italy', 'Norway', 'Poland', 'Portugal', 'Spain', 'Switzerland'],
  carrier: ['DHL', 'DPD', 'GLS', 'UPS'],
  month: ['January', 'March', 'May', 'June', 'September', 'October', 'November', 'December'],
  relative: ['brother', 'daughter', 'father', 'grandmother', 'partner', 'sister', 'son'],
  plan: ['Plus', 'Plus Family', 'Plus Student'],
} as const;

const OPENERS = ['', '', '', 'Hi, ', 'Hello, ', 'Good morning, ', 'Quick question: ', 'Hey, '] as const;
const CLOSERS = ['', '', '', ' Thanks!', ' Thank you.', ' Please help.', ' Kind regards'] as const;
const ANSWER_OPENERS = ['', '', 'Thanks for asking. ', 'Happy to help. ', 'Good question. ', 'Sure. '] as const;
const ANSWER_CLOSERS = ['', '', ' Is there anything else?', ' Let me know if you need more.', ' I hope that helps.'] as const;

export type Words = ReadonlyMap<string, string>;

/** The words of one request, so that its question and its answer speak of the same thing. */
export function chooseWords(random: Random): Words {
  const words = new Map<string, string>();
  for (const [slot, choices] of Object.entries(SLOTS)) words.set(slot, random.pick(choices));
  words.set('order', `PL-${random.whole(100_000, 999_999)}`);
  words.set('days', String(random.whole(2, 6)));
  words.set('weeks', String(random.whole(2, 9)));
  words.set('people', String(random.whole(2, 6)));
  words.set('amount', `${random.whole(5, 240)}.${random.pick(['00', '50', '90', '95'])}`);
  return words;
}

export function wordQuestion(template: string, words: Words, random: Random): string {
  const opener = random.pick(OPENERS);
  const question = fill(template, words);
  return `${opener === '' ? capital(question) : opener + question}${random.pick(CLOSERS)}`;
}

export function wordAnswer(template: string, words: Words, random: Random): string {
  return `${random.pick(ANSWER_OPENERS)}${capital(fill(template, words))}${random.pick(ANSWER_CLOSERS)}`;
}

function fill(template: string, words: Words): string {
  return template.replace(/\{(\w+)\}/g, (all, slot: string) => words.get(slot) ?? all);
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
