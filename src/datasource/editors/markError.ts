import type { Monaco, MonacoEditor } from '@grafana/ui';

const OWNER = 'plumbline';

/** Line and column that ClickHouse names in a message; both begin at 1. */
export function placeOf(message: string): { readonly line: number; readonly column: number } | undefined {
  const match = /\(line (\d+), col (\d+)\)/.exec(message);
  if (match !== null) return { line: Number(match[1]), column: Number(match[2]) };
  return /\bposition 1\b/.test(message) ? { line: 1, column: 1 } : undefined;
}

/** Underlines the place of an error. Macros are longer in what the engine reads, so the column may lie to the right of it. */
export function markError(monaco: Monaco, editor: MonacoEditor, message: string | undefined): void {
  const model = editor.getModel();
  if (model === null) return;
  const place = message === undefined ? undefined : placeOf(message);
  if (message === undefined || place === undefined || place.line > model.getLineCount()) {
    monaco.editor.setModelMarkers(model, OWNER, []);
    return;
  }
  const end = model.getLineMaxColumn(place.line);
  const start = Math.min(place.column, Math.max(1, end - 1));
  const word = model.getWordAtPosition({ lineNumber: place.line, column: start });
  monaco.editor.setModelMarkers(model, OWNER, [
    {
      severity: monaco.MarkerSeverity.Error,
      message,
      startLineNumber: place.line,
      endLineNumber: place.line,
      startColumn: word?.startColumn ?? start,
      endColumn: word?.endColumn ?? end,
    },
  ]);
}
