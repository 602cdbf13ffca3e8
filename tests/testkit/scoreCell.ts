import type { ScoreCell, TrafficCell } from '../../src/core/good/readSums';

/** A cell of one score of 4 on a scale of 1 to 5, with what the test cares about. */
export function scoreCell(cell: Partial<ScoreCell> & { readonly n?: number; readonly mean?: number } = {}): ScoreCell {
  const { n = 1, mean = 4, ...given } = cell;
  return {
    bucket: 0,
    dimension: 'factuality',
    evaluator: 'judge',
    epoch: 'e1',
    segment: [],
    moments: { n, sw: n, sw2: n, swx: n * mean, swxx: n * mean * mean },
    failed: 0,
    generated: 0,
    recentScored: 0,
    scaleMin: 1,
    scaleMax: 5,
    isRate: false,
    firstHour: 0,
    lastHour: 0,
    ...given,
  };
}

export function trafficCell(cell: Partial<TrafficCell> = {}): TrafficCell {
  return { bucket: 0, segment: [], requests: 100, recentRequests: 0, generated: 0, ...cell };
}
