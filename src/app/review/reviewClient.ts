/** What the review page asks the service, by way of the Plumbline data source. */
import { getBackendSrv, getDataSourceSrv } from '@grafana/runtime';
import type { ReviewItem } from '../../core/calibration/reviewItem';

const DATA_SOURCE_TYPE = 'plumbline-quality-datasource';

export interface ReviewDimension {
  readonly name: string;
  readonly scaleMin: number;
  readonly scaleMax: number;
  readonly isRate: boolean;
  /** Scores that judges gave lately. */
  readonly n: number;
}

export interface Judgement {
  readonly name: string;
  readonly evaluator: string;
  /** Null when the judge failed. */
  readonly value: number | null;
  readonly error_type: string;
  readonly explanation: string;
}

export interface NewLabel {
  readonly item: ReviewItem;
  readonly labeller: string;
  /** By dimension; null where it does not apply. */
  readonly values: ReadonlyMap<string, number | null>;
  readonly comment: string;
}

/** @throws Error when there is no Plumbline data source */
function resource(path: string): string {
  const [source] = getDataSourceSrv().getList({ pluginId: DATA_SOURCE_TYPE });
  if (source === undefined) throw new Error('There is no Plumbline data source. Add one first.');
  return `/api/datasources/uid/${source.uid}/resources/${path}`;
}

export async function fetchDimensions(): Promise<readonly ReviewDimension[]> {
  const answer = await getBackendSrv().get<{ dimensions: readonly ReviewDimension[] }>(resource('dimensions'));
  const judged = answer.dimensions.filter(({ n }) => n > 0);
  return judged.length > 0 ? judged : answer.dimensions;
}

export async function fetchQueue(labeller: string): Promise<readonly ReviewItem[]> {
  const path = `review-queue?limit=20&labeller=${encodeURIComponent(labeller)}`;
  return (await getBackendSrv().get<{ items: readonly ReviewItem[] }>(resource(path))).items;
}

/** Stores a label a dimension; sent again they replace themselves. */
export async function saveLabels({ item, labeller, values, comment }: NewLabel): Promise<void> {
  const labels = [...values].map(([name, value]) => ({
    trace_id: item.traceId,
    name,
    labeller,
    value,
    comment,
    inclusion_probability: item.inclusionProbability,
    stratum: item.stratum,
    source: 'review',
  }));
  await getBackendSrv().post(resource('labels'), { labels });
}

/** What judges said, once the person has. */
export async function fetchJudgements(traceId: string, labeller: string): Promise<readonly Judgement[]> {
  const path = `review-scores?trace_id=${traceId}&labeller=${encodeURIComponent(labeller)}`;
  return (await getBackendSrv().get<{ scores: readonly Judgement[] }>(resource(path))).scores;
}
