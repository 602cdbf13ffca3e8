import { largestLosses, round, totalsOf, verdictSentence, type Report } from './report';

const MOST_LOSSES = 20;
const WORDS = {
  better: 'better',
  not_worse: 'not worse',
  worse: '**worse**',
  cannot_tell: 'cannot tell',
  not_comparable: 'not comparable',
} as const;
const TITLES = {
  pass: 'Pass',
  worse: 'Worse',
  cannot_tell: 'Cannot tell',
  failed_cases: 'Failed',
  not_comparable: 'Not comparable',
} as const;

/** For a comment on a change: the verdict first, then each dimension, then the cases that lost most. */
export function markdownReport(report: Report): string {
  const { run, gate } = report;
  const totals = totalsOf(report);
  const money = (usd: number | null): string => (usd === null ? 'not known' : `$${usd.toFixed(4)}`);
  const dimensions = gate.dimensions.map(
    ({ dimension, pairs, lost, before, after, difference, lower, upper, verdict }) =>
      `| ${cell(dimension)} | ${number(before)} | ${number(after)} | ${signed(difference)} | ${signed(lower)} to ${signed(upper)} | ${pairs}${lost > 0 ? ` (${lost} without a score now)` : ''} | ${WORDS[verdict]} |`,
  );
  const losses = largestLosses(report, MOST_LOSSES).map(
    ({ caseId, dimension, before, after }) =>
      `| ${cell(report.cases.get(caseId)?.question.slice(0, 120) ?? caseId)} | ${cell(dimension)} | ${number(before)} | ${number(after)} |`,
  );
  const unmet = report.results.flatMap(({ case_id, error, scores }) => {
    const reasons = [
      error,
      ...scores.filter(({ name, value }) => name === 'expectations' && value === 0).map(({ explanation }) => explanation),
    ];
    const said = reasons.filter((reason) => reason !== '').join('; ');
    return said === '' ? [] : [`| ${cell(report.cases.get(case_id)?.question.slice(0, 120) ?? case_id)} | ${cell(said.slice(0, 300))} |`];
  });
  return [
    `## ${TITLES[gate.verdict]}: ${cell(run.dataset)} ${run.name === '' ? '' : `(${cell(run.name)})`}`.trimEnd(),
    '',
    verdictSentence(report),
    '',
    ...(dimensions.length === 0
      ? []
      : [
          `| dimension | before | after | difference | between | cases | |`,
          `| --- | --- | --- | --- | --- | --- | --- |`,
          ...dimensions,
          '',
        ]),
    ...(losses.length === 0 ? [] : ['| case that lost most | dimension | before | after |', '| --- | --- | --- | --- |', ...losses, '']),
    ...(unmet.length === 0
      ? []
      : ['| case | what is missing |', '| --- | --- |', ...unmet.slice(0, MOST_LOSSES), ...more(unmet.length - MOST_LOSSES), '']),
    `Run \`${run.id}\` of dataset version ${run.dataset_version}: ${totals.answers} answers, ${totals.unanswered} without one, median ${number(totals.medianMs)} ms, ${round(totals.seconds)} s in all; cost ${money(totals.cost)}, judging ${money(totals.judgeCost)}. Baseline: ${run.baseline === '' ? 'none' : `\`${cell(run.baseline)}\``}.`,
    '',
  ].join('\n');
}

function more(count: number): string[] {
  return count > 0 ? [`| … | and ${count} more |`] : [];
}

function number(value: number | null): string {
  return value === null ? '–' : round(value);
}

function signed(value: number | null): string {
  return value === null ? '–' : `${value > 0 ? '+' : ''}${round(value)}`;
}

/** Questions and answers are anybody's text: no cell may end its row, start markup or load an image. */
function cell(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]<>|!#]/g, (sign) => `\\${sign}`)
    .trim();
}
