import type { FrameJSON, QueryResponse } from '../frames/frame';
import { qualityReport, reportQueries } from './qualityReport';
import { querySchema } from '../query/model';
import { toHtml } from './toHtml';
import { toMarkdown } from './toMarkdown';

function frame(kind: string, rows: readonly Readonly<Record<string, unknown>>[], custom: Record<string, unknown> = {}): FrameJSON {
  const names = Object.keys(rows[0] ?? {});
  return {
    schema: {
      refId: 'A',
      name: kind,
      meta: { custom: { kind, ...custom } },
      fields: names.map((name) => ({ name, type: 'other', typeInfo: { frame: 'json.RawMessage', nullable: true } })),
    },
    data: { values: names.map((name) => rows.map((row) => row[name])) },
  };
}
const ok = (...frames: FrameJSON[]) => ({ status: 200, frames });
const THURSDAY = Date.UTC(2026, 10, 19, 9);

const ANSWERS: QueryResponse = {
  results: {
    good: ok(
      frame(
        'good_summary',
        [
          {
            dimension: 'factuality',
            state: 2,
            mean: 4.1,
            lower: 4.05,
            upper: 4.15,
            target: 4.5,
            n: 1200,
            eligible: 12_000,
            scored: 1200,
            failed: 3,
            coverage: 0.1,
            is_rate: 0,
          },
          {
            dimension: 'correct',
            state: 1,
            mean: 0.93,
            lower: 0.91,
            upper: 0.95,
            target: 0.9,
            n: 800,
            eligible: 12_000,
            scored: 800,
            failed: 0,
            coverage: 0.0667,
            is_rate: 1,
          },
        ],
        { sentence: 'Not good: factuality.' },
      ),
    ),
    worse: ok(
      frame(
        'worse_summary',
        [{ metric: 'factuality', state: 1, since: null, fall: 0, expected: 4.5, observed: 4.5, z: 0.4, n: 300, is_rate: 0 }],
        {
          sentence: 'Worse on return policy since Thursday.',
        },
      ),
      frame('worse_segments', [
        {
          metric: 'factuality',
          topic: 'return policy',
          state: 2,
          since: THURSDAY,
          fall: 1.5,
          expected: 4.6,
          observed: 3.1,
          z: 9.25,
          n: 47,
          is_rate: 0,
        },
        {
          metric: 'factuality',
          topic: '<img src=x>',
          state: 0,
          since: null,
          fall: null,
          expected: null,
          observed: null,
          z: null,
          n: 2,
          is_rate: 0,
        },
      ]),
      frame('worse_causes', [{ role: 'cause', slice: 'topic return policy', document: 'return-policy-v1.md', share: 0.97 }]),
      frame('worse_examples', [{ role: 'worst', trace_id: 'abc', question: 'Can I | return?' }]),
    ),
    changes: { status: 503, frames: [], error: 'The store is away.' },
    requests: ok(frame('metric', [{ requests: 12_345 }])),
    error_rate: ok(frame('metric', [{ error_rate: 0.0123 }])),
    cost: ok(frame('metric', [{ cost: 12.5 }])),
  },
};
const INPUT = {
  from: Date.UTC(2026, 10, 18),
  to: Date.UTC(2026, 10, 25),
  timezone: 'Europe/Berlin',
  service: 'shop',
  answers: ANSWERS,
  runs: [],
};

test('Markdown says what fell, since when in the reader’s zone, why, what is not known and what was not answered', () => {
  const text = toMarkdown(qualityReport(INPUT));
  for (const part of [
    '# Quality of shop, 18 Nov 2026, 01:00 to 25 Nov 2026, 01:00 (Europe/Berlin)',
    '- Not good: factuality.',
    '- Worse on return policy since Thursday.',
    '| factuality | Not good | 4.1 | 4.05 to 4.15 | 4.5 | 1,200 |',
    '| correct | Good | 93 % | 91 % to 95 % | 90 % | 800 |',
    '| factuality, return policy | 19 Nov 2026, 10:00 | 1.5 | 4.6 | 3.1 | 9.3 | 47 |',
    '- topic return policy with the document return-policy-v1.md: 97 % of the fall',
    '- Trace abc: "Can I \\| return?"',
    '- factuality: not enough data in \\<img src=x\\>',
    '- changes: The store is away.',
    '| Requests | 12,345 |',
    '| Errors | 1.23 % |',
    '| factuality | 12,000 | 1,200 | 3 | 10 % |',
  ])
    expect(text).toContain(part);
});

test('HTML holds no markup of others, no script and no address', () => {
  const html = toHtml(qualityReport(INPUT));
  expect(html).toContain('factuality: not enough data in &lt;img src=x&gt;');
  expect(html).not.toMatch(/<img|<script|https?:/);
});

test('what the report asks are queries that the service takes', () => {
  for (const query of reportQueries({ service: 'shop', timezone: 'UTC' })) expect(querySchema.safeParse(query).error).toBeUndefined();
});

test('nothing at all is said as such', () => {
  const text = toMarkdown(qualityReport({ ...INPUT, service: '', answers: { results: {} } }));
  expect(text).toContain('Not known: there is no answer to it.');
});
