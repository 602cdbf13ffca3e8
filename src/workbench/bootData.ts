/**
 * What a Grafana server writes into its page before any script runs. It must be there before @grafana/runtime is first
 * imported, so this module is the entry's first import and imports nothing itself.
 */
const BOOT_DATA = {
  user: {
    id: 1,
    orgId: 1,
    isSignedIn: true,
    login: 'workbench',
    name: 'Workbench',
    orgRole: 'Viewer',
    timezone: 'browser',
    locale: 'en-US',
    language: 'en-US',
    permissions: {},
  },
  settings: {
    featureToggles: {},
    buildInfo: { version: '13.2.2', commit: '', env: 'production', edition: 'Open Source' },
    datasources: {},
    panels: {},
    apps: {},
    appSubUrl: '',
    appUrl: '',
    namespace: 'default',
  },
  navTree: [],
  assets: {},
};

declare global {
  interface Window {
    grafanaBootData?: unknown;
    __grafana_public_path__?: string;
  }
}

window.grafanaBootData = BOOT_DATA;
window.__grafana_public_path__ = '/public/';

export {};
