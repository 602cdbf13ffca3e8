import { FEEDBACK_SNIPPET } from './feedbackSnippet';

test('the snippet is at most 1 kB and can be parsed', () => {
  expect(Buffer.byteLength(FEEDBACK_SNIPPET)).toBeLessThanOrEqual(1024);
  // oxlint-disable-next-line no-new-func
  expect(() => new Function(FEEDBACK_SNIPPET)).not.toThrow();
});

test('when the page is left, one request says how long each answer was in view; what was not is left out', () => {
  const answers = Array.from({ length: 21 }, (_, n) => ({
    dataset: { plumblineTrace: n === 20 ? undefined : String(n).padStart(32, '0') },
    closest: () => answers[n],
  }));
  const page = { currentScript: { src: 'https://plumbline.example/feedback.js', dataset: {} }, hidden: false, querySelectorAll: () => [] };
  const handlers = new Map<string, () => void>();
  const sent: unknown[] = [];
  let seen: (entries: object[]) => void = () => undefined;
  let now = 1000;
  class Observer {
    constructor(callback: (entries: object[]) => void) {
      seen = callback;
    }
    readonly observe = (): void => undefined;
  }
  class Mutations {
    readonly observe = (): void => undefined;
  }
  const globals = {
    document: page,
    addEventListener: (name: string, handler: () => void) => handlers.set(name, handler),
    IntersectionObserver: Observer,
    MutationObserver: Mutations,
    performance: { now: () => now },
    fetch: (url: string, { body }: { body: string }) => sent.push([url, JSON.parse(body)]),
    plumbline: undefined,
  };
  // oxlint-disable-next-line no-new-func
  new Function(...Object.keys(globals), FEEDBACK_SNIPPET)(...Object.values(globals));
  seen(answers.map((target, n) => ({ target, isIntersecting: n > 0 })));
  now += 2500;
  page.hidden = true;
  handlers.get('visibilitychange')?.();
  const expected = answers.slice(1, 20).map(({ dataset }) => ({ trace_id: dataset.plumblineTrace, kind: 'dwell', value: 2500 }));
  expect(sent).toEqual([['https://plumbline.example/feedback.js/../api/v1/feedback', expected]]);
});
