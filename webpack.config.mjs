/**
 * Builds the Grafana bundle: one AMD module.js for the app and for each nested plugin. What Grafana's own page supplies
 * stays outside. Manifests, logos and dashboards are copied by scripts/buildBundle.mjs.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import webpack from 'webpack';

export const ROOT = fileURLToPath(new URL('.', import.meta.url));

/** Folders of src that are plugins: those with a manifest and a module beside it. */
export const NESTED = ['datasource', ...readdirSync(join(ROOT, 'src/panels')).map((name) => `panels/${name}`)].filter((folder) =>
  existsSync(join(ROOT, 'src', folder, 'plugin.json')),
);

/** Modules that Grafana's loader hands to plugins. Source: create-plugin's externals, 7.1. */
const EXTERNALS = [
  'lodash',
  'jquery',
  'moment',
  'slate',
  'emotion',
  '@emotion/react',
  '@emotion/css',
  'prismjs',
  'slate-plain-serializer',
  'react',
  'react/jsx-runtime',
  'react/jsx-dev-runtime',
  'react-dom',
  'react-redux',
  'redux',
  'rxjs',
  'rxjs/operators',
  'i18next',
  'react-router',
  'd3',
  'angular',
];
const GRAFANA = /^@grafana\/(ui|runtime|data)$/;

const moduleOf = (folder) => ['module.ts', 'module.tsx'].map((name) => join(ROOT, 'src', folder, name)).find(existsSync);

export default {
  mode: 'production',
  context: join(ROOT, 'src'),
  target: ['web', 'es2021'],
  devtool: 'source-map',
  entry: { module: moduleOf('.'), ...Object.fromEntries(NESTED.map((folder) => [`${folder}/module`, moduleOf(folder)])) },
  externals: [
    ...EXTERNALS,
    ({ request }, done) => (GRAFANA.test(request) || /^grafana\//.test(request) ? done(undefined, request) : done()),
  ],
  output: {
    path: join(ROOT, 'dist'),
    filename: '[name].js',
    library: { type: 'amd' },
    publicPath: 'public/plugins/plumbline-quality-app/',
    uniqueName: 'plumbline-quality-app',
  },
  resolve: { extensions: ['.ts', '.tsx', '.mjs', '.js'] },
  module: {
    rules: [
      {
        test: /\.tsx?$/,
        exclude: /node_modules/,
        use: {
          loader: 'swc-loader',
          options: {
            jsc: { target: 'es2021', parser: { syntax: 'typescript', tsx: true }, transform: { react: { runtime: 'automatic' } } },
          },
        },
      },
    ],
  },
  optimization: { splitChunks: false },
  performance: { hints: false },
  stats: 'errors-warnings',
  plugins: [new webpack.DefinePlugin({ 'process.env.NODE_ENV': '"production"' })],
};
