/** The parts of the panel that decide what is drawn. */
import { formatDuration } from '../../ui/format';
import { fillTraceUrl, traceLink } from '../../ui/traceLink';
import { givenDocuments } from './givenDocuments';
import { traceLayout } from './layout';
import { moveBy } from './moveBy';
import type { StageRow } from './readFrames';
import { readMessages } from './readMessages';
import { stageFacts } from './stageFacts';
import { stageNote } from './stageNote';
import { stageTree, unfolded } from './stageTree';
import { foldedText, hitsIn, prettyJson, textForm } from './textForm';
import { scrollTo, visibleRows } from './visibleRows';

const row = (
  id: string,
  parent: string,
  more: Partial<StageRow> = {},
  values: Readonly<Record<string, string | number>> = {},
): StageRow => ({
  id,
  parent,
  name: id,
  service: '',
  stage: '',
  isFailed: false,
  statusMessage: '',
  errorType: '',
  start: 0,
  duration: 1,
  text: (name) => String(values[name] ?? ''),
  number: (name) => (typeof values[name] === 'number' ? values[name] : null),
  documents: [],
  attributes: {},
  flags: [],
  ...more,
});
const shape = (rows: readonly StageRow[]) => stageTree(rows).map((line) => `${'-'.repeat(line.depth)}${line.row.id}${line.size}`);

describe('the tree', () => {
  test.each<[string, readonly StageRow[], readonly string[]]>([
    [
      'children below their parent, in their order',
      [row('a', ''), row('b', 'a'), row('c', 'b'), row('d', 'a')],
      ['a3', '-b1', '--c0', '-d0'],
    ],
    ['a parent that did not come', [row('a', 'x'), row('b', 'a')], ['a1', '-b0']],
    ['two roots', [row('a', ''), row('b', '')], ['a0', 'b0']],
    ['a circle is cut', [row('a', 'b'), row('b', 'a')], ['a1', '-b0']],
    ['its own parent', [row('a', 'a')], ['a0']],
    ['nothing', [], []],
  ])('%s', (_name, rows, expected) => expect(shape(rows)).toEqual(expected));

  test('ten thousand spans below each other', () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => row(`s${index}`, index === 0 ? '' : `s${index - 1}`));
    const lines = stageTree(rows);
    expect(lines.at(-1)?.depth).toBe(9_999);
    expect(lines[0]?.size).toBe(9_999);
    expect(unfolded(lines, new Set(['s10']))).toHaveLength(11);
  });

  const lines = stageTree([row('a', ''), row('b', 'a'), row('c', 'b'), row('d', 'a')]);
  test.each<[string, number, readonly string[], object | null]>([
    ['ArrowDown', 0, [], { to: 1 }],
    ['ArrowDown', 3, [], { to: 3 }],
    ['End', 0, [], { to: 3 }],
    ['ArrowLeft', 2, [], { to: 1 }],
    ['ArrowLeft', 1, [], { fold: { id: 'b', isFolded: true } }],
    ['ArrowRight', 1, ['b'], { fold: { id: 'b', isFolded: false } }],
    ['ArrowRight', 3, [], null],
    ['x', 0, [], null],
  ])('%s at %i, folded %j', (key, active, folded, expected) =>
    expect(moveBy(key, { lines, active, folded: new Set(folded), page: 2 })).toEqual(expected),
  );
});

test('only rows in sight are drawn, with some around them', () => {
  expect(visibleRows(0, 280, 28, 10_000)).toEqual({ first: 0, end: 22 });
  expect(visibleRows(28_000, 280, 28, 10_000)).toEqual({ first: 988, end: 1022 });
  expect(visibleRows(280_000, 280, 28, 10_000)).toEqual({ first: 9_988, end: 10_000 });
  expect(scrollTo(5, 0, 280, 28)).toBe(0);
  expect(scrollTo(50, 0, 280, 28)).toBe(50 * 28 + 28 - 280);
  expect(scrollTo(2, 280, 280, 28)).toBe(56);
});

describe('text', () => {
  test.each([
    ['{"a": [1]}', 'json'],
    ['{not json', 'plain'],
    ['**bold** move', 'markdown'],
    ['1. first\n2. second', 'markdown'],
    ['see [the page](https://example.com/a_b?c=1)', 'markdown'],
    ['2 * 3 * 4 = 24', 'plain'],
    [`${'> '.repeat(1000)}deep`, 'plain'],
    [`${'['.repeat(1000)}**deep**`, 'plain'],
    ['', 'plain'],
  ])('%j is %s', (text, form) => expect(textForm(text)).toBe(form));
  test.each(['[a', '[a](', '[a](b', '**a', '`a\n', '| ', '> a'])('50,000 characters of %j are read in little time', (piece) => {
    // A search that begins anew at every bracket takes a second or more.
    const started = performance.now();
    textForm(piece.repeat(Math.floor(50_000 / piece.length)));
    expect(performance.now() - started).toBeLessThan(500);
  });
  test('JSON is laid out', () => expect(prettyJson('{"a":1}')).toBe('{\n  "a": 1\n}'));
  test('a long text folds at characters or lines, and never in the middle of a letter', () => {
    expect(foldedText('short')).toBeNull();
    expect(foldedText('x'.repeat(800))).toHaveLength(700);
    expect(foldedText('a\n'.repeat(50))?.split('\n')).toHaveLength(10);
    expect(foldedText(`${'x'.repeat(699)}😀${'y'.repeat(99)}`)).toHaveLength(699);
  });
  test('hits, letter case aside', () =>
    expect(hitsIn('Return or return?', 'RETURN').map(({ text, isHit }) => (isHit ? `[${text}]` : text))).toEqual([
      '[Return]',
      ' or ',
      '[return]',
      '?',
    ]));
  test('letters whose lower case is longer spoil no place', () =>
    expect(hitsIn('İİ return', 'return')).toEqual([{ text: 'İİ return', isHit: false }]));
});

test('messages of a call: words, calls, results; a cut list is none', () => {
  const messages = [
    { role: 'user', parts: [{ type: 'text', content: 'Where is it?' }] },
    { role: 'assistant', parts: [{ type: 'tool_call', name: 'lookup', arguments: { id: 1 } }] },
    { role: 'tool', parts: [{ type: 'tool_call_response', response: { state: 'sent' } }] },
  ];
  expect(readMessages(JSON.stringify(messages))).toEqual([
    { role: 'user', title: '', text: 'Where is it?' },
    { role: 'assistant', title: 'Calls lookup', text: '{"id":1}' },
    { role: 'tool', title: 'Result', text: '{"state":"sent"}' },
  ]);
  expect(readMessages(JSON.stringify(messages).slice(0, 60))).toBeNull();
});

describe('documents', () => {
  const listed = (id: string, rank: number) => ({ id, rank, version: '', score: null, distance: null });
  const old = 'Items can be returned within 60 days of delivery, unused and in their packaging.';
  const request = {
    question: 'How long?',
    answer: 'You can return it within 60 days of delivery, unused and in its packaging.',
    contextIds: ['return-policy-v1.md', 'return-policy-v2.md'],
    contents: new Map([
      ['return-policy-v1.md', old],
      ['return-policy-v2.md', old.replace('60', '30')],
    ]),
  };
  test('used, a distractor, not given; an older version says where the newer one stands', () => {
    const documents = [listed('return-policy-v1.md', 1), listed('other.md', 2), listed('return-policy-v2.md', 3)];
    expect(
      givenDocuments({ documents }, request).map(({ use, isGiven, isDistractor, newer }) => [use, isGiven, isDistractor, newer?.rank]),
    ).toEqual([
      ['used', true, false, 3],
      ['unknown', false, false, undefined],
      ['not used', true, true, undefined],
    ]);
  });
});

test('what matters of a stage', () => {
  const call = row(
    'g',
    '',
    { stage: 'generation', attributes: { 'gen_ai.request.max_tokens': '256' } },
    {
      model: 'gpt-4o',
      model_version: 'gpt-4o-2024-11-20',
      input_tokens: 1200,
      cached_tokens: 600,
      output_tokens: 256,
      cost_usd: 0.0042,
      finish_reason: 'length',
      ttft_ms: 412,
    },
  );
  expect(stageNote(call)).toBe('gpt-4o-2024-11-20 · 1,200 → 256 tokens · $0.0042 · stopped by length');
  const facts = new Map(stageFacts(call, 0));
  expect(facts.get('Tokens in')).toBe('1,200, 600 of them cached');
  expect(facts.get('Tokens out')).toBe('256 of at most 256');
  expect(facts.get('Time to first token')).toBe('412 ms');
  expect(stageNote(row('c', '', { stage: 'context' }, { context_tokens: 9000, context_truncated: 1 }))).toBe('9,000 tokens · cut');
  expect(stageNote(row('t', '', { stage: 'tool', isFailed: true, errorType: 'timeout' }, { tool_name: 'order_lookup' }))).toBe(
    'timeout · order_lookup',
  );
  expect(stageNote(row('r', '', { stage: 'retrieval' }, { documents_known: 1 }))).toBe('found nothing');
});

test('layout: columns from 760 pixels, one part at a time where there is no room for two', () => {
  expect(traceLayout(1200, 600, 8, 0)).toMatchObject({ columns: true, single: false, listHeight: 508 });
  expect(traceLayout(600, 700, 8, 0)).toMatchObject({ columns: false, single: false });
  expect(traceLayout(300, 200, 8, 0)).toMatchObject({ columns: false, single: true, figures: false });
});

test('addresses of a trace', () => {
  expect(traceLink('ab', '', '?var-topic=x')).toBe('?var-topic=x&var-trace_id=ab');
  expect(fillTraceUrl('/d/plumbline-trace?var-trace_id=', 'a&b')).toBe('/d/plumbline-trace?var-trace_id=a%26b');
  expect(fillTraceUrl('https://x.example/${trace_id}/spans', 'ab')).toBe('https://x.example/ab/spans');
  expect(fillTraceUrl('javascript:alert(1)', 'ab')).toBeNull();
});

test.each([
  [0.4, '0.4 ms'],
  [412.4, '412 ms'],
  [1052, '1.05 s'],
  [125_000, '2 min 5 s'],
])('%s ms is %s', (ms, text) => expect(formatDuration(ms)).toBe(text));
