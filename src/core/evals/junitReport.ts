import { EXPECTATIONS } from './evalRun';
import { totalsOf, verdictSentence, type Report } from './report';

/**
 * JUnit's XML as continuous integration reads it: a suite for the gate with a test a dimension, and one with a test a case.
 * Format: the schema of Jenkins' JUnit plug-in (testsuites, testsuite, testcase, failure, error).
 */
export function junitReport(report: Report): string {
  const { run, gate, results, cases } = report;
  const dimensions = gate.dimensions.map(({ dimension, verdict, difference, lower, margin }) => {
    const isFine = verdict === 'better' || verdict === 'not_worse';
    const text = `${verdict}: difference ${difference ?? 'unknown'}, at least ${lower}, may lose ${margin}`;
    return testcase('gate', dimension, 0, isFine ? '' : `<failure message="${xml(text)}"/>`);
  });
  const answers = results.map((result) => {
    const name = `${cases.get(result.case_id)?.question.slice(0, 200) ?? result.case_id}${result.repeat > 0 ? ` (${result.repeat + 1})` : ''}`;
    const unmet = result.scores.filter((score) => score.name === EXPECTATIONS && score.value === 0);
    const body =
      result.error !== ''
        ? `<error message="${xml(result.error)}"/>`
        : unmet.map(({ explanation }) => `<failure message="${xml(explanation)}"/>`).join('');
    return testcase('cases', name, (result.latency_ms ?? 0) / 1000, body);
  });
  const gateSuite =
    dimensions.length > 0
      ? dimensions
      : [testcase('gate', 'verdict', 0, gate.verdict === 'pass' ? '' : `<failure message="${xml(verdictSentence(report))}"/>`)];
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${xml(run.dataset)}" time="${totalsOf(report).seconds}">
${suite(`${run.dataset} gate`, gateSuite)}
${suite(`${run.dataset} cases`, answers)}
</testsuites>
`;
}

function suite(name: string, tests: readonly string[]): string {
  const count = (tag: string): number => tests.filter((test) => test.includes(`<${tag} `)).length;
  return `<testsuite name="${xml(name)}" tests="${tests.length}" failures="${count('failure')}" errors="${count('error')}">\n${tests.join('\n')}\n</testsuite>`;
}

function testcase(group: string, name: string, seconds: number, body: string): string {
  const head = `<testcase classname="${group}" name="${xml(name)}" time="${seconds}"`;
  return body === '' ? `${head}/>` : `${head}>${body}</testcase>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML 1.0 has no control characters but tab and line ends, and no lone surrogates. */
function xml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign)
    .replace(/[\t\n\r]/g, ' ');
}
