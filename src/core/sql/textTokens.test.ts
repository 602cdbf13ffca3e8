import { textTokens } from './textTokens';

const CASES: readonly (readonly [search: string, tokens: readonly string[]])[] = [
  ['30 NUMBER 16', ['30', 'number', '16']],
  ["It's  return-policy_v1.md", ['it', 's', 'return', 'policy', 'v1', 'md']],
  ['Zürich ÄPFEL', ['zürich', 'ÄpfEL'.replace('pfEL', 'pfel')]],
  ['twice twice', ['twice']],
  [' , ', []],
  ['', []],
];

test.each(CASES)('%j', (search, tokens) => expect(textTokens(search)).toEqual(tokens));
