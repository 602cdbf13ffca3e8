/** What is found, what is left alone, and what a masked value looks like. */
import fc from 'fast-check';
import { attributes, event, span } from '../../../tests/testkit/otlpSpan';
import { toJson } from '../otlp/valueText';
import { createMasker, type ServiceMasker } from './createMasker';
import type { MaskingConfig, MaskingRule } from './maskingRule';
import { maskSpan } from './maskSpan';
import { PII_TYPES, type PiiType } from './piiTypes';

/** Any function of the value does; this one shows the value's form. */
const hash = (value: string): string => Buffer.from(value).toString('hex').padEnd(20, '0').slice(-20);

type GivenRule = Partial<MaskingRule>;
function configOf(rules: readonly GivenRule[], defaults = false): MaskingConfig {
  return { defaults, rules: rules.map((rule) => ({ action: 'mask', ...rule })) };
}
const maskerOf = (rules: readonly GivenRule[], defaults = false): ServiceMasker =>
  createMasker(configOf(rules, defaults), { hash }).forService('shop');
const mask = (text: string, ...types: PiiType[]): string => maskerOf([{ types }]).text(text, 'text');

describe('found', () => {
  // Numbers are those that the schemes publish for tests, or were computed by hand from the rule of the check digits.
  const cases: [PiiType, string, string][] = [
    ['email', "Write to mary.o'neil+shop@mail.example.co.uk.", 'Write to [email].'],
    ['email', 'mailto:a@b.de?cc=c@d.fr', 'mailto:[email]?cc=[email]'],
    ['email', '/users?mail=mary%40example.com&x=1', '/users?mail=[email]&x=1'],
    ['email', 'Tool said {"m":"x\\nmary@example.com"}', 'Tool said {"m":"x\\n[email]"}'],
    ['email', '请联系mary@example.com谢谢', '请联系[email]谢谢'],
    ['email', 'jürgen@exämple.de und ユーザー@example.jp', '[email] und [email]'],
    ['iban', 'DE89 3704 0044 0532 0130 00, GB82WEST12345698765432.', '[iban], [iban].'],
    ['iban', 'fr1420041010050500013m02606', '[iban]'],
    ['card', '4111111111111111 5500-0000-0000-0004 3782 822463 10005', '[card] [card] [card]'],
    ['card', '4111 1111 1111 1111 123', '[card] 123'],
    ['card', 'card-6011000990139424,30569309025904', 'card-[card],[card]'],
    ['us_ssn', 'SSN 078-05-1120; social security number: 219099999', 'SSN [us_ssn]; social security number: [us_ssn]'],
    ['ip', 'from 203.0.113.7:443 to 2001:db8::8a2e:370:7334, ::1 and ::ffff:192.0.2.1', 'from [ip]:443 to [ip], [ip] and [ip]'],
    ['phone', '+49 (0)30 901820 or (415) 555-2671 x12 or 020 7946 0958', '[phone] or [phone] or [phone]'],
    ['domain', 'https://intranet.corp/x and www.example.photography and example.com', 'https://[domain]/x and [domain] and [domain]'],
    ['secret', 'key sk-proj-abcDEF1234567890abcDEF12, ghp_abcdefghijklmnopqrstuvwxyz0123456789', 'key [secret], [secret]'],
    ['secret', 'AKIAIOSFODNN7EXAMPLE AIzaSyA1234567890abcdefghijklmnopqrstuv', '[secret] [secret]'],
    ['secret', 'Authorization: Bearer abc.def-ghi123456789', 'Authorization: [secret]'],
    ['secret', 'postgres://shop:hunter2@db.internal/x', 'postgres://shop:[secret]@db.internal/x'],
    ['secret', '-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----\nthen', '[secret]\nthen'],
    ['secret', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmN', '[secret]'],
  ];
  test.each(cases)('%s: %s', (type, text, expected) => expect(mask(text, type)).toBe(expected));
});

describe('left alone', () => {
  const cases: [PiiType, string, string][] = [
    ['email', 'a decorator and a package', '@Input() @grafana/data foo@1.2.3'],
    ['iban', 'a wrong check digit', 'DE88370400440532013000'],
    ['iban', 'a word that begins like one', 'DE89abc'],
    ['card', 'a wrong check digit', '4111111111111112'],
    ['card', 'no issuer', '1234567812345670'],
    ['card', 'a time in nanoseconds', '1790000000000000000'],
    ['card', 'a fraction', '0.4111111111111111'],
    ['card', 'ids', '0af7651916cd43dd8448eb211c80319c 4111111111111111a d3b07384-4111-1111-1111-111111111111'],
    ['us_ssn', 'areas, groups and serials that are never given out', '000-12-3456 666-12-3456 900-12-3456 123-00-4567 123-45-0000'],
    ['us_ssn', 'other groups', '12-34-5678 1123-45-6789 123-45-67890'],
    ['ip', 'versions, times, addresses of cards', '1.2.3 256.1.1.1 12:30:45 00:1b:44:11:3a:b7 std::vector'],
    ['phone', 'days, amounts, times, ids', '2026-09-21 14:13 $4155552671 1790000000 #5552671 1,234,567.89 1.0.0.1'],
    ['domain', 'files, versions, attributes', 'main.ts app.py v1.2.3 gen_ai.usage.input_tokens e.g. etc.'],
    ['secret', 'words', 'task-force-with-many-members sk-learn-pipeline-with-long-name bearer of good news'],
  ];
  test.each(cases)('%s: %s', (type, _name, text) => expect(mask(text, type)).toBe(text));

  test('nothing is on but what is strict, when nothing is configured', () => {
    const text = '+49 30 901820 203.0.113.7 example.com';
    expect(maskerOf([], true).text(text, 'text')).toBe(text);
    expect(maskerOf([], true).text('a@b.de 078-05-1120', 'text')).toBe('[email] [us_ssn]');
  });
});

describe('JSON stays JSON', () => {
  const all = maskerOf([
    { types: [...PII_TYPES] },
    { name: 'pass', keys: ['*password*'] },
    { name: 'gone', keys: ['cookie'], action: 'drop' },
  ]);
  const cases: [string, string, string][] = [
    [
      'spaces, order and numbers stay',
      '{ "z":1.50, "a": 12345678901234567890,"m":"a@b.de" }',
      '{ "z":1.50, "a": 12345678901234567890,"m":"[email]" }',
    ],
    [
      'numbers become text',
      '{"card":4111111111111111,"n":-4111111111111111,"f":4111111111111111.0}',
      '{"card":"[card]","n":"[card]","f":"[card]"}',
    ],
    ['escapes are read', '{"m":"mary\\u0040example.com\\n4111111111111111"}', '{"m":"[email]\\n[card]"}'],
    [
      'JSON in a string',
      '{"args":"{\\"to\\":\\"a@b.de\\",\\"card\\":4111111111111111}"}',
      '{"args":"{\\"to\\":\\"[email]\\",\\"card\\":\\"[card]\\"}"}',
    ],
    [
      'members by name, whatever they hold',
      '{"Password":{"a":[1,"]"]},"old_password":"x","b":2}',
      '{"Password":"[pass]","old_password":"[pass]","b":2}',
    ],
    ['a member that is dropped', '{"cookie":"c=1","b":[{"cookie":5}]}', '{"cookie":null,"b":[{"cookie":null}]}'],
    ['names of members', '{"a@b.de":1}', '{"[email]":1}'],
    ['cut in the middle', '[{"content":"mail a@b.de and c@d', '[{"content":"mail [email] and c@d'],
    ['only begins like JSON', '[Re: "order"] from a@b.de "x"', '[Re: "order"] from [email] "x"'],
  ];
  test.each(cases)('%s', (_name, text, expected) => expect(all.text(text, 'text')).toBe(expected));
});

describe('rules', () => {
  test('a hash is the same for all ways to write a value, and for nothing else', () => {
    const masker = maskerOf([{ types: ['card', 'email'], action: 'hash' }]);
    const [one, two, other] = ['4111111111111111', '4111-1111 1111-1111'.replace(' ', '-'), '5500000000000004'].map((text) =>
      masker.text(text, 't'),
    );
    expect(one).toMatch(/^\[card:[a-p]{20}\]$/);
    expect(two).toBe(one);
    expect(other).not.toBe(one);
    expect(masker.text('MARY@example.com', 't')).toBe(masker.text('mary@example.com', 't'));
  });

  test('keys: by glob, letter case aside; kept ones are not looked into', () => {
    const masker = maskerOf([
      { name: 'blob', keys: ['app.blob'], action: 'keep' },
      { name: 'user', keys: ['user.*', 'enduser.id'], action: 'hash' },
      { name: 'auth', keys: ['*authorization'], action: 'drop' },
      { types: ['email'] },
    ]);
    const masked = masker.attributes(
      attributes({
        'app.blob': 'a@b.de',
        'User.Name': 'mary',
        'http.request.header.authorization': ['x'],
        note: 'a@b.de',
        deep: { user: { x: 1 }, authorization: 1 },
      }),
    );
    expect([...masked.keys()]).toEqual(['app.blob', 'User.Name', 'note', 'deep']);
    expect(toJson(masked)).toEqual({
      'app.blob': 'a@b.de',
      'User.Name': expect.stringMatching(/^\[user:[a-p]{20}\]$/),
      note: '[email]',
      deep: { user: { x: 1 } },
    });
  });

  test('first rule for a type counts, by service; without a service the strictest of all', () => {
    const masker = createMasker(
      configOf(
        [
          { types: ['email'], services: ['public-*'], action: 'keep' },
          { types: ['email'], services: ['bank'], action: 'drop' },
          { name: 'order', pattern: 'ORD-[0-9]+', services: ['bank'] },
        ],
        true,
      ),
      { hash },
    );
    const of = (service: string | undefined): string => masker.forService(service).text('a@b.de ORD-77', 't');
    expect([of('public-web'), of('bank'), of('other'), of(''), of(undefined)]).toEqual([
      'a@b.de ORD-77',
      ' [order]',
      '[email] ORD-77',
      ' [order]',
      ' [order]',
    ]);
  });

  test('patterns: in text, in numbers, in names; a hostile text costs no time', () => {
    const masker = maskerOf([
      { name: 'staff', pattern: '\\b[0-9]{8}\\b' },
      { name: 'evil', pattern: '(a+)+x' },
    ]);
    expect(masker.text('{"id":12345678,"t":"no 12345678."}', 't')).toBe('{"id":"[staff]","t":"no [staff]."}');
    expect(toJson(masker.attributes(attributes({ n: 12345678, '12345678': 'x' })))).toEqual({ n: '[staff]', '[staff]': 'x' });
    const before = process.cpuUsage().user;
    expect(masker.text('a'.repeat(2_000_000), 't')).toHaveLength(2_000_000);
    expect((process.cpuUsage().user - before) / 1e6).toBeLessThan(10);
  });

  const wrong: [string, GivenRule, RegExp][] = [
    ['no regular expression', { name: 'x', pattern: '(' }, /rule "x": the pattern \( cannot be used/],
    ['what only backtracking can do', { name: 'x', pattern: '(a)\\1' }, /rule "x"/],
    ['what matches nothing at all', { name: 'x', pattern: 'a*' }, /matches the empty text/],
  ];
  test.each(wrong)('a pattern that is %s names its rule', (_name, rule, message) => {
    expect(() => createMasker(configOf([rule]), { hash })).toThrow(message);
  });
});

describe('a span', () => {
  const masker = createMasker(configOf([], true), { hash });
  const SECRET = 'mary@example.com';

  test('everything that a sender can write into', () => {
    const given = span({
      name: `mail ${SECRET}`,
      attributes: { 'input.value': `{"to":"${SECRET}"}`, list: [{ a: SECRET }], [SECRET]: true, card: 4111111111111111 },
      events: [event(SECRET, { 'exception.message': SECRET })],
      status: { code: 'error', message: `no ${SECRET}` },
    });
    const bytes = new Map([...given.attributes, ['bytes', Buffer.from(`x ${SECRET}`)] as const]);
    const masked = maskSpan(
      {
        span: { ...given, attributes: bytes },
        resource: attributes({ 'service.name': 'shop', 'host.owner': SECRET }),
        scope: { name: SECRET, version: '1' },
      },
      masker,
    );
    const seen = JSON.stringify([
      masked.span.name,
      toJson(masked.span.attributes),
      masked.span.events.map((e) => [e.name, toJson(e.attributes)]),
      masked.span.status,
      toJson(masked.resource),
      masked.scope,
    ]);
    expect(seen).not.toContain(SECRET);
    expect(seen).not.toContain('4111111111111111');
    expect(Buffer.from(String((toJson(masked.span.attributes) as { bytes: string }).bytes), 'base64').toString()).toBe('x [email]');
  });

  test('nothing found: the same objects', () => {
    const given = {
      span: span({ attributes: { a: 'b', n: 5 } }),
      resource: attributes({ 'service.name': 's' }),
      scope: { name: 's', version: '' },
    };
    const masked = maskSpan(given, masker);
    expect(masked.resource).toBe(given.resource);
    expect(masked.span.attributes).toBe(given.span.attributes);
  });
});

describe('whatever is sent', () => {
  const SECRETS: Readonly<Record<string, string>> = {
    email: 'mary.smith@example.com',
    iban: 'DE89370400440532013000',
    card: '4111111111111111',
    us_ssn: '078-05-1120',
    ip: '203.0.113.77',
    phone: '+49 30 9018200',
    secret: 'ghp_abcdefghijklmnopqrstuvwxyz0123456789',
  };
  const rules = maskerOf([
    { types: [...PII_TYPES] },
    { name: 'order', pattern: 'ORD-[0-9]{4}' },
    { name: 'gone', keys: ['gone'], action: 'drop' },
  ]);
  const around = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom('', ' ', '\n', '{', '["', '\\', '"', '\\n', ': ', '，', '🙂', '\ud800'),
  );
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.string({ unit: fc.constantFrom('4', '1', ' ', '-', '.', '@', 'a', ':', '"', '\\', '[', '{', ']', 'b'), maxLength: 60 }),
  );

  test('masking again changes nothing, and nothing throws', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = rules.text(text, 't');
        expect(rules.text(once, 't')).toBe(once);
      }),
      { numRuns: 2000 },
    );
  });

  test('JSON stays JSON, with what is no text as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.values(SECRETS)), (value, secret) => {
        const text = JSON.stringify({ value, secret, nested: JSON.stringify([{ secret: `to ${secret}` }]) });
        const masked = rules.text(text, 't');
        expect(masked).not.toContain(secret);
        expect(JSON.parse(masked)).toHaveProperty('value');
      }),
      { numRuns: 500 },
    );
  });

  // A secret counts as one when it stands alone: letters or digits that touch it make it something else.
  test('no secret survives where it stands alone', () => {
    const wordless = around.filter((text) => !/[\p{L}\p{N}_]/u.test(text));
    fc.assert(
      fc.property(wordless, fc.constantFrom(...Object.values(SECRETS)), wordless, fc.nat(3), (before, secret, after, levels) => {
        let text = `${before} ${secret} ${after}`;
        for (let level = 0; level < levels; level++) text = JSON.stringify({ text, list: [text] });
        expect(rules.text(text, 't')).not.toContain(secret);
      }),
      { numRuns: 1000 },
    );
  });
});
