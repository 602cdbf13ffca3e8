import type { Metric } from '../query/worse';

/**
 * Label of a metric in frames and alert instances. It depends on what is asked alone, never on data, so that alert
 * instances stay what they are.
 */
export function metricName(metric: Metric): string {
  switch (metric.kind) {
    case 'score':
      return metric.dimension;
    case 'fail_rate':
      return `${metric.dimension} fail rate`;
    case 'hallucination':
      return metric.dimension === 'factuality' ? 'hallucination' : `hallucination (${metric.dimension})`;
    case 'rate':
      return metric.rate;
    case 'latency':
      return `${metric.of === 'ttft' ? 'ttft' : 'latency'} p${Number((metric.quantile * 100).toFixed(1))}`;
    case 'cost':
      return 'cost';
  }
}

/** Dimension that a metric is read from; null for what no judge is asked about. */
export function judgedDimension(metric: Metric): string | null {
  return metric.kind === 'score' || metric.kind === 'fail_rate' || metric.kind === 'hallucination' ? metric.dimension : null;
}
