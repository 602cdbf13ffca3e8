import { documentFamily } from './documentFamily';

const CASES: readonly (readonly [id: string, version: string, family: string, number: number | null])[] = [
  ['return-policy-v1.md', '', 'return policy.md', 1],
  ['return-policy-v2.md', 'v7', 'return policy.md', 2],
  ['kb/old/Return_Policy_v2.1.md', '', 'return policy.md', 2.1],
  ['return policy v3', '', 'return policy', 3],
  ['guide.md', 'v4', 'guide.md', 4],
  ['guide.md', '9f3a11c2', 'guide.md', null],
  ['guide.md', '', 'guide.md', null],
  ['nav2.md', '', 'nav2.md', null],
  ['api-v2/limits.md', '', 'limits.md', null],
];

test.each(CASES)('%s with version "%s"', (id, version, family, number) => expect(documentFamily(id, version)).toEqual({ family, number }));
