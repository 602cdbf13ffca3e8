/** Scores that name a model response and no trace: they find their trace by the span of that response. */
import type { TouchedTraces, TraceTouch } from '../core/settle/touchedTraces';
import { MARGIN_NS } from './findUnsettled';
import { tableOf, type SettleDeps } from './settleDeps';

type Deps = Pick<SettleDeps, 'driver' | 'layout'>;

/** How often new ones are looked for. */
const INTERVAL_NS = 5_000_000_000n;

export class UnplacedScores {
  private lookedAt: bigint | undefined;
  private from = 0n;
  /** Scores that were placed already, by id, with the time of receipt of the copy that was. */
  private readonly placed = new Map<string, bigint>();
  private anyLeft = true;

  constructor(private readonly deps: Deps) {}

  /** False when no score waits for a response, so that nobody has to look. */
  get exist(): boolean {
    return this.anyLeft;
  }

  /** Scores that were received before this time (nanoseconds) have been placed by an earlier run. */
  startFrom(from: bigint): void {
    this.from = from;
  }

  /** Traces of the responses that newly received scores name. @param now nanoseconds */
  async look(now: bigint): Promise<TouchedTraces> {
    if (this.lookedAt !== undefined && now < this.lookedAt + INTERVAL_NS) return new Map();
    this.anyLeft = await this.count();
    const found = this.anyLeft ? await this.place(this.from) : new Map<string, TraceTouch>();
    this.lookedAt = now;
    this.from = now > MARGIN_NS ? now - MARGIN_NS : 0n;
    for (const [id, receivedAt] of this.placed) if (receivedAt < this.from) this.placed.delete(id);
    return found;
  }

  private async count(): Promise<boolean> {
    const { rows } = await this.deps.driver.query({
      sql: `SELECT 1 FROM ${tableOf(this.deps, 'score_events')} WHERE trace_id = '' AND response_id != '' LIMIT 1`,
    });
    return rows.length > 0;
  }

  private async place(from: bigint): Promise<TouchedTraces> {
    const { rows } = await this.deps.driver.query({
      sql: `SELECT s.trace_id, e.score_id, toUnixTimestamp64Nano(e.ingest_ts)
FROM (SELECT trace_id, response_id FROM ${tableOf(this.deps, 'spans')} WHERE response_id GLOBAL IN (${this.waiting('response_id')})) AS s
GLOBAL INNER JOIN (${this.waiting('score_id, response_id, ingest_ts')}) AS e ON e.response_id = s.response_id`,
      params: { from },
    });
    const touched = new Map<string, TraceTouch>();
    for (const [trace, score, received] of rows) {
      const receivedAt = BigInt(String(received));
      if (this.placed.get(String(score)) === receivedAt) continue;
      this.placed.set(String(score), receivedAt);
      touched.set(String(trace), { receivedAt });
    }
    return touched;
  }

  private waiting(columns: string): string {
    return `SELECT ${columns} FROM ${tableOf(this.deps, 'score_events')} FINAL
WHERE trace_id = '' AND response_id != '' AND ingest_ts >= fromUnixTimestamp64Nano({from:Int64})`;
  }
}
