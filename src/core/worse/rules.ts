import type { Metric, RuleChange } from '../query/worse';
import { DEFAULT_Z } from './segmentThreshold';
import { growingWindows, type Condition, type ScanPlan } from './scanPlan';

/** When a metric counts as worse. The defaults are those of statistics §2.4 and §3.3, where they were measured. */
export interface Rule extends Pick<ScanPlan, 'law' | 'worse' | 'windows' | 'minSize' | 'minEvents' | 'condition'> {
  readonly zStar: number;
  /** Hours in which a start is looked for. */
  readonly scanHours: number;
  /** Hours that the baseline keeps away from the scanned ones, so that yesterday's surge is not usual today. */
  readonly gapHours: number;
  /** False for a limit that is a number of its own: then answers can be held against it from the first day. */
  readonly needsBaseline: boolean;
  readonly severity: Severity;
  /** Fall that must be seen within a day, else the rule calls itself blind; null for 10 % of the baseline, or what its ratio asks for. */
  readonly mustSee: number | null;
  /** rho of the confidence sequence between two versions; null for 10 % of the old version's mean. */
  readonly worthCatching: number | null;
}

/** From where on a fall is high and critical: as a share of what was expected, or in the unit of the metric. */
export interface Severity {
  readonly of: 'share' | 'points';
  readonly high: number;
  readonly critical: number;
}

/** Scale of what is measured; of a rate 0 to 1. */
export interface MetricScale {
  readonly min: number;
  readonly max: number;
  /** True when every score is a yes or no. */
  readonly isRate: boolean;
}

/** 0.05 points on a scale of 1 to 5. */
const MIN_FALL_SHARE = 0.0125;
/** 0.2 points on a scale of 1 to 5 (statistics §2.5). */
const WORTH_CATCHING_SHARE = 0.05;
const WEEK = { scanHours: 168, gapHours: 0, mustSee: null } as const;
/** Of a mean score (statistics §2.4, step 5). */
const FALLEN: Severity = { of: 'share', high: 0.1, critical: 0.15 };
/** Of a rate of judged answers: the same in points of the pass rate. */
const FAILED: Severity = { of: 'points', high: 0.1, critical: 0.15 };
/** Of what fires at a multiple: twice and three times beyond the usual. Our choice. */
const MULTIPLE: Severity = { of: 'share', high: 2, critical: 4 };

const MEAN = {
  ...WEEK,
  law: 'mean',
  worse: 'lower',
  windows: null,
  minSize: 30,
  minEvents: 0,
  zStar: DEFAULT_Z,
  severity: FALLEN,
} as const;
const RATE = { ...WEEK, law: 'rate', worse: 'higher', minSize: 20, worthCatching: WORTH_CATCHING_SHARE } as const;
const FAIL_RATE = {
  minEvents: 3,
  zStar: DEFAULT_Z,
  shortest: 1,
  condition: { kind: 'difference', difference: 0.02 },
  severity: FAILED,
} as const;

interface RateDefaults {
  readonly minEvents: number;
  readonly zStar: number;
  /** Shortest window, hours. */
  readonly shortest: number;
  readonly condition: Condition;
  readonly severity: Severity;
}

const TWICE: RateDefaults = { minEvents: 5, zStar: DEFAULT_Z, shortest: 1, condition: { kind: 'ratio', ratio: 2 }, severity: MULTIPLE };
/** A limit is held to 3 rather than 4: it starts at a value that is already too high (statistics §3.3, measured). */
const LIMIT = { minEvents: 3, zStar: 3, severity: { of: 'share', high: 1, critical: 2 } } as const;
const HALLUCINATION: RateDefaults = { ...LIMIT, shortest: 4, condition: { kind: 'limit', limit: 0.05 } };
const THUMBS_DOWN: RateDefaults = {
  minEvents: 5,
  zStar: 3.5,
  shortest: 24,
  condition: { kind: 'ratio', ratio: 1.5 },
  severity: { of: 'share', high: 1, critical: 2 },
};

/** Rule of a metric with the changes that a query asks for. A limit goes before a ratio, a ratio before a smallest fall. */
export function ruleOf(metric: Metric, scale: MetricScale, change: RuleChange): Rule {
  const rule = defaultRule(metric, scale);
  const shortest = change.minWindowHours;
  const windows =
    shortest === undefined || rule.windows === null
      ? rule.windows
      : rule.law === 'cost'
        ? rule.windows.filter((hours) => hours >= Math.min(shortest, rule.scanHours))
        : growingWindows(shortest);
  const condition = conditionOf(rule, change);
  return {
    ...rule,
    windows,
    zStar: change.zStar ?? rule.zStar,
    condition,
    // A latency's limit is twice what was usual, unless it is given.
    needsBaseline: metric.kind === 'latency' ? metric.limitMs === undefined : condition.kind !== 'limit',
    mustSee: change.mustSee ?? rule.mustSee,
    worthCatching: change.worthCatching ?? rule.worthCatching,
  };
}

function conditionOf({ law, condition }: Pick<Rule, 'law' | 'condition'>, { limit, ratio, minFall }: RuleChange): Condition {
  if (limit !== undefined && law === 'rate') return { kind: 'limit', limit };
  if (ratio !== undefined && law !== 'mean') return { kind: 'ratio', ratio };
  if (minFall !== undefined) return { kind: 'difference', difference: minFall };
  return condition;
}

function defaultRule(metric: Metric, scale: MetricScale): Omit<Rule, 'needsBaseline'> {
  switch (metric.kind) {
    case 'score':
      return scale.isRate
        ? rateRule(FAIL_RATE)
        : {
            ...MEAN,
            condition: { kind: 'difference', difference: MIN_FALL_SHARE * (scale.max - scale.min) },
            worthCatching: WORTH_CATCHING_SHARE * (scale.max - scale.min),
          };
    case 'fail_rate':
      return rateRule(FAIL_RATE);
    case 'hallucination':
      return rateRule(HALLUCINATION);
    case 'rate':
      return rateRule(metric.rate === 'thumbs_down' ? THUMBS_DOWN : TWICE);
    case 'latency':
      return rateRule({ ...LIMIT, shortest: 1, condition: { kind: 'limit', limit: 1 - metric.quantile } });
    case 'cost':
      return {
        law: 'cost',
        worse: 'higher',
        windows: Array.from({ length: 24 }, (_, index) => index + 1),
        minSize: 30,
        minEvents: 0,
        zStar: DEFAULT_Z,
        scanHours: 24,
        gapHours: 24,
        condition: { kind: 'ratio', ratio: 1.3 },
        severity: { of: 'share', high: 0.6, critical: 1 },
        mustSee: null,
        worthCatching: null,
      };
  }
}

function rateRule({ shortest, ...rest }: RateDefaults): Omit<Rule, 'needsBaseline'> {
  return { ...RATE, ...rest, windows: growingWindows(shortest) };
}
