import { usedDocuments, type DocumentUse } from './usedDocuments';

const OLD = {
  id: 'return-policy-v1.md',
  content: 'Items can be returned within 60 days of delivery, unused and in their packaging. Return shipping is free.',
};
const NEW = {
  id: 'return-policy-v2.md',
  content: 'Items can be returned within 30 days of delivery, unused and in their packaging. Return shipping is free.',
};
const HOURS = {
  id: 'contact-and-hours-v3.md',
  content: 'Support answers by chat every day from 7 to 22 and by phone on weekdays from 9 to 17.',
};
const REFUND = { id: 'refund-timing-v2.md', content: 'Refunds arrive within 5 working days after the parcel reached our warehouse.' };

const QUESTION = 'How long can I return the kettle?';
const ANSWER_60 =
  'You can return the kettle within 60 days of delivery, as long as it is unused and in its packaging. Return shipping is free.';

const CASES: readonly (readonly [
  name: string,
  answer: string,
  documents: readonly { id: string; content: string }[],
  uses: readonly DocumentUse[],
])[] = [
  [
    'the old version is the one that an answer with its number rests on',
    ANSWER_60,
    [OLD, REFUND, NEW, HOURS],
    ['used', 'not used', 'not used', 'not used'],
  ],
  ['the new version wins when the number is its own, whatever the rank', ANSWER_60.replace('60', '30'), [OLD, NEW], ['not used', 'used']],
  [
    'two documents can explain an answer together',
    `${ANSWER_60} Refunds arrive 5 working days after the parcel reached our warehouse.`,
    [OLD, HOURS, REFUND],
    ['used', 'not used', 'used'],
  ],
  ['equal texts: the first rank', ANSWER_60, [OLD, { ...OLD, id: 'copy.md' }], ['used', 'not used']],
  ['a document that is named is cited', 'See refund-timing-v2.md for this.', [OLD, REFUND], ['not used', 'cited']],
  ['no text of the document', ANSWER_60, [{ ...OLD, content: '' }, NEW], ['unknown', 'used']],
  ['no answer', '', [OLD], ['unknown']],
  ['an answer of other words', 'Bonjour, comment puis-je vous aider ?', [OLD, NEW], ['not used', 'not used']],
  ['words of the question prove nothing', 'The kettle: return it?', [{ id: 'k', content: 'return kettle long' }], ['not used']],
  ['no documents', ANSWER_60, [], []],
];

test.each(CASES)('%s', (_name, answer, documents, uses) => expect(usedDocuments(QUESTION, answer, documents)).toEqual(uses));
