import type { TraceTouch } from '../core/settle/touchedTraces';
import { TraceQueue } from './traceQueue';

const touch = (id: string, more: Partial<TraceTouch> = {}): ReadonlyMap<string, TraceTouch> => new Map([[id, { receivedAt: 5n, ...more }]]);
const idsOf = (traces: readonly { readonly id: string }[]): readonly string[] => traces.map(({ id }) => id);

test('what was quiet longest is due first; a touch sends a trace to the end', () => {
  const queue = new TraceQueue(10);
  queue.touch(touch('a'), 1);
  queue.touch(touch('b'), 2);
  queue.touch(touch('c'), 3);
  queue.touch(touch('a'), 4);
  expect([queue.hasDue(1), queue.hasDue(2)]).toEqual([false, true]);
  expect(idsOf(queue.takeDue(3, 10))).toEqual(['b', 'c']);
  expect(idsOf(queue.takeDue(9, 10))).toEqual(['a']);
  expect(queue.size).toBe(0);
});

test('no more than asked for', () => {
  const queue = new TraceQueue(10);
  for (const id of ['a', 'b', 'c']) queue.touch(touch(id), 1);
  expect(idsOf(queue.takeDue(1, 2))).toEqual(['a', 'b']);
  expect(queue.size).toBe(1);
});

test('touches of one trace span the time of all of them', () => {
  const queue = new TraceQueue(10);
  queue.touch(touch('a', { minStart: 10n, maxEnd: 20n, receivedAt: 3n }), 1);
  queue.touch(touch('a', { receivedAt: 4n }), 2);
  queue.touch(touch('a', { minStart: 5n, maxEnd: 12n, receivedAt: 6n }), 3);
  expect(queue.oldest()).toBe(3n);
  expect(queue.takeDue(3, 1)).toEqual([{ id: 'a', touchedAt: 3, minStart: 5n, maxEnd: 20n, receivedAt: 3n }]);
});

test('what is put back joins what came meanwhile, which keeps its quiet time', () => {
  const queue = new TraceQueue(10);
  queue.touch(touch('a', { receivedAt: 1n }), 1);
  const taken = queue.takeDue(1, 1);
  queue.touch(touch('a', { receivedAt: 9n }), 7);
  queue.putBack(taken);
  expect(queue.takeDue(6, 1)).toEqual([]);
  expect(queue.takeDue(7, 1)).toMatchObject([{ id: 'a', receivedAt: 1n }]);
});

test('what does not fit is remembered by its time of receipt', () => {
  const queue = new TraceQueue(1);
  queue.touch(touch('a', { receivedAt: 8n }), 1);
  queue.touch(touch('b', { receivedAt: 3n }), 1);
  queue.touch(touch('c', { receivedAt: 4n }), 1);
  queue.touch(touch('a', { receivedAt: 9n }), 2);
  expect([queue.size, queue.missedSince, queue.oldest()]).toEqual([1, 3n, 3n]);
  queue.forgetMissed();
  expect([queue.missedSince, queue.oldest()]).toEqual([undefined, 8n]);
});
