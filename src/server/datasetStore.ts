/** Datasets in the store: cases in versions. A change writes only the cases that differ, under the next version. */
import type { Dataset, DatasetChange, DatasetSummary } from '../core/evals/dataset';
import type { EvalCase } from '../core/evals/evalCase';
import { contentOf, storedExpectation, storedHistory } from '../core/evals/evalCase';
import { evalCases, type EvalCaseRow } from '../core/model/evalTables';
import type { Driver } from '../storage/driver';

/** The newest form of each case up to a version. */
const CASES_AT = `SELECT case_id, argMax(tuple(question, history, reference, expect, topic, trace_id, source, is_removed), version) AS form
FROM eval_cases WHERE dataset = {dataset:String} AND version <= {version:UInt32} GROUP BY case_id HAVING form.8 = 0`;
const NEWEST = 4_294_967_295;

/** @throws StorageError */
export async function listDatasets(driver: Driver): Promise<DatasetSummary[]> {
  const { rows } = await driver.query({
    sql: `SELECT dataset, max(newest), toUnixTimestamp64Milli(max(changed)), countIf(removed = 0) FROM
(SELECT dataset, case_id, max(version) AS newest, max(added_at) AS changed, argMax(is_removed, version) AS removed FROM eval_cases GROUP BY dataset, case_id)
GROUP BY dataset ORDER BY dataset LIMIT 10000`,
  });
  return rows.map(([name, version, changed, cases]) => ({
    name: String(name),
    version: Number(version),
    cases: Number(cases),
    changed_at: Number(changed),
  }));
}

/**
 * @param version an earlier state of the dataset; the newest when absent
 * @returns undefined when there never was a case of this name. @throws StorageError
 */
export async function readDataset(driver: Driver, name: string, version = NEWEST): Promise<Dataset | undefined> {
  const params = { dataset: name, version };
  const [{ rows }, head] = await Promise.all([
    driver.query({
      sql: `SELECT case_id, form.1, form.2, form.3, form.4, form.5, form.6, form.7 FROM (${CASES_AT}) ORDER BY case_id`,
      params,
    }),
    driver.query({
      sql: 'SELECT count(), max(version) FROM eval_cases WHERE dataset = {dataset:String} AND version <= {version:UInt32}',
      params,
    }),
  ]);
  const [written, newest] = (head.rows[0] ?? []).map(Number);
  return written === 0 || newest === undefined ? undefined : { name, version: newest, cases: rows.map(caseOf) };
}

/** What is stored was checked when it came; a limit that changes must not lock a dataset. */
function caseOf([id, question, history, reference, expect, topic, traceId, source]: readonly unknown[]): EvalCase {
  return {
    id: String(id),
    question: String(question),
    history: storedHistory.parse(JSON.parse(String(history))),
    reference: String(reference),
    expect: storedExpectation.parse(JSON.parse(String(expect))),
    topic: String(topic),
    trace_id: String(traceId),
    source: String(source),
  };
}

/**
 * Adds cases, replaces those whose id is there in another form, and takes out those of `removed`. The same again changes
 * nothing and makes no version. Two changes at one time may get one version; neither is lost. @throws StorageError
 */
export async function changeDataset(
  driver: Driver,
  name: string,
  { cases = [], removed = [] }: { readonly cases?: readonly EvalCase[]; readonly removed?: readonly string[] },
  now: bigint,
): Promise<DatasetChange> {
  const current = await readDataset(driver, name);
  const known = new Map((current?.cases ?? []).map((one) => [one.id, one]));
  const given = new Map(cases.map((one) => [one.id, one]));
  const differing = [...given.values()].filter((one) => {
    const before = known.get(one.id);
    return before === undefined || contentOf(before) !== contentOf(one);
  });
  const gone = [...new Set(removed)].flatMap((id) => known.get(id) ?? []);
  const isChanged = differing.length + gone.length > 0;
  const version = (current?.version ?? 0) + (isChanged ? 1 : 0);
  const rows = [
    ...differing.map((one) => rowOf(name, one, { version, now, isRemoved: false })),
    ...gone.map((one) => rowOf(name, one, { version, now, isRemoved: true })),
  ];
  if (rows.length > 0) await driver.insert(evalCases, rows);
  const changed = differing.filter(({ id }) => known.has(id)).length;
  return {
    version,
    added: differing.length - changed,
    changed,
    unchanged: given.size - differing.length,
    removed: gone.length,
  };
}

interface Written {
  readonly version: number;
  readonly now: bigint;
  readonly isRemoved: boolean;
}

function rowOf(dataset: string, one: EvalCase, { version, now, isRemoved }: Written): EvalCaseRow {
  return {
    dataset,
    case_id: one.id,
    version,
    question: one.question.toWellFormed(),
    history: JSON.stringify(one.history),
    reference: one.reference.toWellFormed(),
    expect: JSON.stringify(one.expect),
    topic: one.topic,
    trace_id: one.trace_id,
    source: one.source,
    added_at: now,
    is_removed: isRemoved ? 1 : 0,
  };
}
