import { QueryError } from '../query/queryError';
import type { BaselineChoice, WorseQuery } from '../query/worse';
import type { Rule } from './rules';
import { BASELINE_DAYS, HOUR_SECONDS, SCAN_HOURS, type ScanPlan } from './scanPlan';

/** How far back a version's answers are looked for. */
const RELEASE_DAYS = 180;

/**
 * What is compared with what at an evaluation. The hour that has not ended yet is left out: its answers are still coming.
 * @param now milliseconds since 1970-01-01 UTC
 * @throws QueryError for a baseline that leaves nothing to compare with it
 */
export function planOf(
  rule: Rule,
  query: Pick<WorseQuery, 'season' | 'timezone'> & { readonly baseline: BaselineChoice },
  now: number,
): ScanPlan {
  const end = Math.floor(now / 1000 / HOUR_SECONDS) * HOUR_SECONDS;
  const { law, worse, windows, minSize, minEvents, condition } = rule;
  const { season, timezone } = query;
  return { law, worse, windows, minSize, minEvents, condition, season, timezone, end, ...timesOf(rule, query.baseline, end) };
}

function timesOf(
  { scanHours, gapHours }: Rule,
  baseline: BaselineChoice,
  end: number,
): Pick<ScanPlan, 'recentFrom' | 'baseFrom' | 'baseTo'> {
  const recentFrom = end - scanHours * HOUR_SECONDS;
  const baseTo = recentFrom - gapHours * HOUR_SECONDS;
  switch (baseline.kind) {
    case 'rolling': {
      // A rule with a gap takes it from the baseline, so that all rules read the same five weeks: 27 days of cost.
      const days = BASELINE_DAYS - gapHours / 24;
      return { recentFrom, baseTo, baseFrom: baseTo - days * 24 * HOUR_SECONDS };
    }
    case 'release':
    case 'concurrent':
      return { recentFrom, baseTo, baseFrom: baseTo - RELEASE_DAYS * 24 * HOUR_SECONDS };
    case 'range': {
      const from = Math.floor(baseline.from / 1000 / HOUR_SECONDS) * HOUR_SECONDS;
      const to = Math.ceil(baseline.to / 1000 / HOUR_SECONDS) * HOUR_SECONDS;
      if (!(to > from)) throw new QueryError('The baseline is empty: "from" must be before "to".');
      if (to > end - HOUR_SECONDS)
        throw new QueryError(
          'The baseline reaches to the end of the time range, so nothing is left to compare with it. Choose an earlier one.',
        );
      return { recentFrom: Math.max(end - SCAN_HOURS * HOUR_SECONDS, to, recentFrom), baseFrom: from, baseTo: to };
    }
  }
}
