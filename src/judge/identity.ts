/** Which epoch scores stand in: what is configured, which model answered, and what the endpoint takes. */
import { configEpoch, epochOf } from '../core/judge/epoch';
import type { Evaluator } from '../core/judge/evaluator';
import { hash } from '../core/scores/hash';

export class Identity {
  readonly configEpoch: string;
  private model = '';
  private capability = '';

  constructor(private readonly evaluator: Evaluator) {
    this.configEpoch = configEpoch(evaluator, hash);
  }

  /** What an earlier worker of the same configuration had last. */
  resume(model: string, epoch: string): void {
    this.model = model;
    this.resumed = epoch;
  }
  private resumed = '';

  /** Model that answered last; empty before any did. */
  get judgeModel(): string {
    return this.model;
  }

  /** Epoch of the newest scores; empty before the first reply. */
  get epoch(): string {
    if (this.model === '') return '';
    return this.capability === '' ? this.resumed : this.of(this.model, this.capability);
  }

  /** Epoch of a judgement. One without a reply failed in the epoch that is running, so that it counts against that one. */
  note(model: string, capability: string): { readonly epoch: string; readonly hasChanged: boolean } {
    const before = this.epoch;
    if (model !== '') [this.model, this.capability] = [model, capability];
    const epoch = this.epoch || this.of(this.evaluator.model, capability);
    return { epoch, hasChanged: model !== '' && before !== '' && epoch !== before };
  }

  private of(returnedModel: string, capability: string): string {
    return epochOf(this.configEpoch, { returnedModel, capability }, hash);
  }
}
