/** The build fills in files by a pattern. */
interface ImportMeta {
  glob(pattern: string, options: { readonly eager: true; readonly import: 'default' }): Record<string, unknown>;
}
