import type { Monaco, MonacoEditor, monacoTypes } from '@grafana/ui';
import type { Suggestion, SuggestionKind } from '../sqlCompletion';

/**
 * Offers suggestions in one editor while a word or a macro is typed. Monaco keeps providers by language, so each looks
 * at its own text only.
 * @param suggest called at each completion with the text
 */
export function registerCompletion(
  monaco: Monaco,
  editor: MonacoEditor,
  suggest: (text: string) => readonly Suggestion[],
): { dispose(): void } {
  const kinds = monaco.languages.CompletionItemKind;
  const kindOf: Readonly<Record<SuggestionKind, monacoTypes.languages.CompletionItemKind>> = {
    view: kinds.Struct,
    column: kinds.Field,
    function: kinds.Function,
    macro: kinds.Constant,
    variable: kinds.Variable,
  };
  return monaco.languages.registerCompletionItemProvider('sql', {
    triggerCharacters: ['$', '.'],
    provideCompletionItems: (model, position) => {
      if (model !== editor.getModel()) return { suggestions: [] };
      const range = rangeBefore(model, position);
      return {
        suggestions: suggest(model.getValue()).map(({ kind, label, insert, detail, documentation }, index) => ({
          label,
          kind: kindOf[kind],
          insertText: insert,
          detail,
          documentation,
          sortText: String(index).padStart(5, '0'),
          range,
        })),
      };
    },
  });
}

/** The word before the cursor, with the `$` in front of it, which Monaco does not count to a word. */
function rangeBefore(model: monacoTypes.editor.ITextModel, position: monacoTypes.Position): monacoTypes.IRange {
  const line = model.getLineContent(position.lineNumber).slice(0, position.column - 1);
  const [word = ''] = /\$?\w*$/.exec(line) ?? [];
  return {
    startLineNumber: position.lineNumber,
    endLineNumber: position.lineNumber,
    startColumn: position.column - word.length,
    endColumn: position.column,
  };
}
