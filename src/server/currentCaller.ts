/** The caller of the request that is being answered, without handing it through every function on the way to the store. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Caller } from './tokenBook';

const callers = new AsyncLocalStorage<Caller>();

export function withCaller(caller: Caller, work: () => void): void {
  callers.run(caller, work);
}

/** Undefined outside of a request. */
export function currentCaller(): Caller | undefined {
  return callers.getStore();
}
