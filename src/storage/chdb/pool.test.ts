import { Pool } from './pool';

/** A job that runs until it is told to end. */
function job(): { work: (member: string) => Promise<string>; end: () => void; member: () => string | undefined } {
  let end = (): void => undefined;
  let member: string | undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { end: () => end(), member: () => member, work: async (given) => ended.then(() => given, void (member = given)) };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('as many run at once as there are members; the next waits its turn', async () => {
  const pool = new Pool(['a', 'b']);
  const jobs = [job(), job(), job(), job()];
  const results = jobs.map(({ work }) => pool.use(work));
  await turn();
  expect(jobs.map(({ member }) => member())).toEqual(['b', 'a', undefined, undefined]);
  jobs[1]?.end();
  await turn();
  expect(jobs.map(({ member }) => member())).toEqual(['b', 'a', 'a', undefined]);
  for (const { end } of jobs) end();
  expect(await Promise.all(results)).toEqual(['b', 'a', 'a', 'b']);
});

test('a member whose job failed serves the next one', async () => {
  const pool = new Pool(['a']);
  const failed = pool.use(() => Promise.reject(new Error('failed')));
  const next = pool.use((member) => Promise.resolve(member));
  await expect(failed).rejects.toThrow('failed');
  await expect(next).resolves.toBe('a');
});

test('drained waits for those that run and those that wait', async () => {
  const pool = new Pool(['a']);
  await pool.drained();
  const [first, second] = [job(), job()];
  const results = [pool.use(first.work), pool.use(second.work)];
  let drained = 0;
  const both = Promise.all([pool.drained(), pool.drained()]).then(() => drained++);
  first.end();
  await turn();
  expect(drained).toBe(0);
  second.end();
  await both;
  await Promise.all(results);
  expect(drained).toBe(1);
});
