import { FEEDBACK_SNIPPET } from './feedbackSnippet';

test('the snippet is at most 1 kB and can be parsed', () => {
  expect(Buffer.byteLength(FEEDBACK_SNIPPET)).toBeLessThanOrEqual(1024);
  // oxlint-disable-next-line no-new-func
  expect(() => new Function(FEEDBACK_SNIPPET)).not.toThrow();
});

/** The snippet in a page that is as small as it can be. */
function run() {
  const page = {
    currentScript: { src: 'https://plumbline.example/feedback.js', dataset: { token: 'public' } },
    hidden: false,
    querySelectorAll: () => [],
  };
  const handlers = new Map<string, (event: object) => void>();
  const sent: [url: string, authorization: string | undefined, body: unknown][] = [];
  const observers: ((entries: object[]) => void)[] = [];
  const time = { now: 1000 };
  class Observer {
    constructor(callback: (entries: object[]) => void) {
      observers.push(callback);
    }
    readonly observe = (): void => undefined;
  }
  const globals = {
    document: page,
    addEventListener: (name: string, handler: () => void) => handlers.set(name, handler),
    IntersectionObserver: Observer,
    MutationObserver: Observer,
    performance: { now: () => time.now },
    getSelection: () => ({ anchorNode: { parentNode: answerOf('b') } }),
    fetch: (url: string, { headers, body }: { headers: Readonly<Record<string, string>>; body: string }) =>
      sent.push([url, headers.authorization, JSON.parse(body)]),
    plumbline: undefined,
  };
  // oxlint-disable-next-line no-new-func
  new Function(...Object.keys(globals), FEEDBACK_SNIPPET)(...Object.values(globals));
  return { page, sent, time, seen: observers[0], on: (name: string, event: object = {}) => handlers.get(name)?.(event) };
}

function answerOf(trace: string | undefined) {
  const answer = { dataset: { plumblineTrace: trace }, closest: (): object => answer };
  return answer;
}

test('when the page is left, one request says how long each answer was in view; what was not is left out', () => {
  const { page, sent, time, seen, on } = run();
  const answers = Array.from({ length: 21 }, (_, n) => answerOf(n === 20 ? undefined : String(n).padStart(32, '0')));
  seen?.(answers.map((target, n) => ({ target, isIntersecting: n > 0 })));
  time.now += 2500;
  page.hidden = true;
  on('visibilitychange');
  const dwell = (value: number) => answers.slice(1, 20).map(({ dataset }) => ({ trace_id: dataset.plumblineTrace, kind: 'dwell', value }));
  expect(sent.map(([, , body]) => body)).toEqual([dwell(2500)]);
  // Time in the background is not in view.
  time.now += 60_000;
  page.hidden = false;
  on('visibilitychange');
  time.now += 500;
  page.hidden = true;
  on('visibilitychange');
  expect(sent.slice(1).map(([, , body]) => body)).toEqual([dwell(3000)]);
});

test('buttons and copies send what they stand for, with the token; outside of an answer nothing is sent', () => {
  const { sent, on } = run();
  const button = (trace: string | undefined) => ({
    closest: (selector: string) => (selector === '[data-plumbline]' ? { ...answerOf(trace), dataset: { plumbline: 'thumbs:up' } } : null),
  });
  on('click', { target: { closest: () => null } });
  on('click', { target: button(undefined) });
  on('click', { target: button('a') });
  on('copy');
  const url = 'https://plumbline.example/feedback.js/../api/v1/feedback';
  expect(sent).toEqual([
    [url, 'Bearer public', [{ trace_id: 'a', kind: 'thumbs', value: 'up' }]],
    [url, 'Bearer public', [{ trace_id: 'b', kind: 'copy' }]],
  ]);
});
