/** Builds the workbench page to build/workbench. The plugin bundle for Grafana is webpack's. */
import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** What a Grafana server serves beside its scripts: icons by name, and the text font. */
function grafanaAssets(): Plugin {
  const FONTS = { Regular: '400-normal', Medium: '500-normal', Italic: '400-italic' } as const;
  return {
    name: 'grafana-assets',
    closeBundle() {
      cpSync(path('node_modules/@grafana/ui/dist/public/img/icons'), path('build/workbench/public/build/img/icons'), { recursive: true });
      for (const [name, file] of Object.entries(FONTS)) {
        cpSync(
          path(`node_modules/@fontsource/inter/files/inter-latin-${file}.woff2`),
          path(`build/workbench/public/fonts/inter/Inter-${name}.woff2`),
        );
      }
    },
  };
}

export default defineConfig({
  root: path('src/workbench'),
  base: '/',
  publicDir: path('src/workbench/public'),
  define: { 'process.env': '{}', global: 'globalThis' },
  resolve: { alias: [{ find: /^react-custom-scrollbars-2$/, replacement: path('src/workbench/shims/reactCustomScrollbars.ts') }] },
  plugins: [grafanaAssets()],
  build: {
    outDir: path('build/workbench'),
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 8_000,
    reportCompressedSize: false,
    // @grafana/plugin-compat imports names behind a typeof check that older runtimes lack; strict linking refuses them.
    rollupOptions: {
      shimMissingExports: true,
      onLog: (level, log, handle) =>
        log.code === 'SHIMMED_EXPORT' || log.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : handle(level, log),
    },
  },
});
