import type { CaseResult } from './evalRun';
import { judgeChange } from './judgeChange';
import { gateAlone } from './gate';
import { junitReport } from './junitReport';
import { markdownReport } from './markdownReport';
import type { Report } from './report';

const RULES = { margin: 0.02, alpha: 0.05 };
const QUESTION = 'Is <b>this</b> | [a](http://x) "test"?\u0000';
const result = (value: number, more: Partial<CaseResult> = {}): CaseResult => ({
  case_id: 'c1',
  repeat: 0,
  answer: 'a',
  error: '',
  latency_ms: 1500,
  cost_usd: 0.25,
  judge_cost_usd: null,
  model: '',
  trace_id: '',
  scores: [
    { name: 'factuality', value, scale: [1, 5], rate: false, evaluator: 'j', evaluator_epoch: 'e', error_type: '', explanation: '' },
    {
      name: 'expectations',
      value: value > 3 ? 1 : 0,
      scale: [0, 1],
      rate: true,
      evaluator: '',
      evaluator_epoch: '',
      error_type: '',
      explanation: value > 3 ? '' : '"30 days" does not stand in the answer',
    },
  ],
  ...more,
});

function reportOf(results: readonly CaseResult[], before: readonly CaseResult[]): Report {
  return {
    run: {
      id: 'run-1',
      dataset: 'returns',
      dataset_version: 3,
      name: 'branch',
      target: '',
      service: '',
      prompt_version: '',
      model_version: '',
      started_at: 0,
      ended_at: 2000,
      cases: 1,
      baseline: before.length > 0 ? 'run-0' : '',
      verdict: '',
    },
    gate: before.length > 0 ? judgeChange(before, results, RULES) : gateAlone(results),
    results,
    before,
    cases: new Map([
      ['c1', { id: 'c1', question: QUESTION, history: [], reference: '', expect: NOTHING, topic: '', trace_id: '', source: '' }],
    ]),
    ...RULES,
  };
}
const NOTHING = { contains: [], not_contains: [], scores: {}, validators: [] };

test('Markdown: verdict, dimensions, what lost most, what is missing, totals; nobody’s text is markup', () => {
  const text = markdownReport(reportOf([result(2)], [result(5)]));
  expect(text).toContain('## Cannot tell: returns (branch)');
  expect(text).toContain('| factuality | 5 | 2 | -3 |');
  expect(text).toContain('"30 days" does not stand in the answer');
  expect(text).toContain('1 answers, 0 without one, median 1500 ms, 2 s in all; cost $0.2500, judging not known. Baseline: `run-0`.');
  expect(text).toContain('Is \\<b\\>this\\</b\\> \\| \\[a\\](http://x) "test"?');
});

test('without a baseline the expectations decide', () => {
  expect(markdownReport(reportOf([result(5)], []))).toContain('## Pass');
  expect(markdownReport(reportOf([result(2)], []))).toContain('## Failed');
  expect(markdownReport(reportOf([result(5, { error: 'status 500', scores: [] })], []))).toContain('status 500');
});

test('JUnit: two suites, counts, failures, and XML that any reader takes', () => {
  const xml = junitReport(reportOf([result(2), result(5, { repeat: 1, error: 'broken & gone', scores: [] })], [result(5)]));
  expect(xml).toContain('<testsuite name="returns cases" tests="2" failures="1" errors="1">');
  expect(xml).toContain('<error message="broken &amp; gone"/>');
  expect(xml).toContain('name="Is &lt;b&gt;this&lt;/b&gt; | [a](http://x) &quot;test&quot;?\ufffd"');
  expect(xml).toMatch(/<testcase classname="gate" name="factuality" time="0"><failure message="cannot_tell/);
  expect(new Set(xml.match(/<\/?testsuites?/g))).toEqual(new Set(['<testsuites', '</testsuites', '<testsuite', '</testsuite']));
});
