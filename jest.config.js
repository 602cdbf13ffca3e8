/** Two environments: Node for everything but React parts, which ask for jsdom in their first line. */
const ESM_PACKAGES = [
  '@grafana',
  'ol',
  'd3',
  'd3-.*',
  'internmap',
  'delaunator',
  'robust-predicates',
  'react-calendar',
  'get-user-locale',
  'memoize',
  'mimic-function',
  'react-colorful',
  'uuid',
  'marked',
  'uplot',
  '@wojtekmaj',
  'lru-cache',
  'ai',
  '@ai-sdk',
  'eventsource-parser',
  'eld',
];

// For the workers, which are started with it; src/storage/chdb/threads.ts says why.
process.env.UV_THREADPOOL_SIZE ??= '32';

module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/tests'],
  testMatch: ['**/*.test.ts', '**/*.test.tsx'],
  transform: {
    '^.+\\.(t|j)sx?$|^.+\\.mjs$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', tsx: true, decorators: false, dynamicImport: true },
          transform: { react: { runtime: 'automatic' } },
          target: 'es2022',
        },
      },
    ],
    '\\.(sql|yaml)$': '<rootDir>/tests/testkit/textTransform.cjs',
  },
  moduleNameMapper: {
    '\\.(css|scss|svg|png)$': '<rootDir>/tests/testkit/emptyModule.cjs',
    // Its package names an entry for `import` alone, and Jest asks for one for `require`.
    '^eld/small$': '<rootDir>/node_modules/eld/src/entries/static.small.js',
  },
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'cjs', 'jsx', 'json', 'node'],
  transformIgnorePatterns: [`node_modules/(?!(?:.*/node_modules/)?(${ESM_PACKAGES.join('|')})/)`],
  // A guard against hanging, not a measure: engines of several workers share two cores.
  testTimeout: 120_000,
  maxWorkers: 2,
};
