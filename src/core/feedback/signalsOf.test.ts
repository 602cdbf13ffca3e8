import { signalsOf, type FeedbackLike } from './signalsOf';

const event = (kind: string, value: number | null = null, more: Partial<FeedbackLike> = {}): FeedbackLike => ({
  kind,
  value,
  comment: '',
  user_id: 'u',
  occurred_at: 0n,
  ...more,
});

test.each<[string, readonly FeedbackLike[], object]>([
  ['nothing', [], { signals: [], stars: null, reading_ms: null }],
  [
    'the newest thumb of a user',
    [event('thumbs', 1, { occurred_at: 2n }), event('thumbs', -1, { occurred_at: 1n })],
    { signals: ['thumbs_up'] },
  ],
  ['thumbs of two users', [event('thumbs', 1), event('thumbs', -1, { user_id: 'v' })], { signals: ['thumbs_up', 'thumbs_down'] }],
  ['stars of two users', [event('stars', 5), event('stars', 2, { user_id: 'v' })], { signals: ['stars'], stars: 3.5 }],
  ['a long read', [event('dwell', 2000), event('dwell', 1500, { user_id: 'v' })], { signals: ['read'], reading_ms: 3500 }],
  ['a short read', [event('dwell', 2999)], { signals: ['read', 'short_read'], reading_ms: 2999 }],
  ['a thumb with a comment', [event('thumbs', -1, { comment: 'old' })], { signals: ['thumbs_down', 'comment'] }],
  ['implicit and custom', [event('rephrase'), event('custom', 3), event('copy')], { signals: ['copy', 'custom', 'rephrase'] }],
])('%s', (_name, events, expected) => expect(signalsOf(events)).toMatchObject(expected));
