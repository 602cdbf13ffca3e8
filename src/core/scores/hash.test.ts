import { hash } from './hash';

/** MurmurHash3_x86_128 with seed 0 of the UTF-8 bytes, by the Python package mmh3 5.3.1. */
test.each([
  ['', '00000000000000000000000000000000'],
  ['a', 'a794933c5556b01b5556b01b5556b01b'],
  ['plumbline', '3487429d1c73a92fd3c096c38fd58fb3'],
  ['return-policy-v1.md', '7b89f54a96bc3a98243416fc9a82d43a'],
  ['sixteen bytes ok', '17bb96747bbdf69a9819fb289a2a85e6'],
  ['seventeen bytes!!', '23e926dbe78029a58aa57ace271bf02b'],
  ['Grüße aus Köln', '52fe58e489dfc10c181f91b24368aa7e'],
  ['日本語のテキスト', 'bfb2f51e81c5ad818af71411b66f2707'],
  ['😀 emoji and more text to pass one block', '978433a4416c3a1cab1de01b6b2e063a'],
  ['x'.repeat(1000), '02508d27189b6cffc11edb6e79f64f4b'],
])('%j', (text, expected) => {
  expect(hash(text)).toBe(expected);
});

test('a lone surrogate is hashed as the character that the store keeps of it', () => {
  expect(hash('a\ud800')).toBe(hash('a\ufffd'));
});
