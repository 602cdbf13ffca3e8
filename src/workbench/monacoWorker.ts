/** The SQL editor checks its text beside the page, in a worker that the build writes next to the other scripts. */
// The default export of a `?worker` is made by the build.
// oxlint-disable-next-line import/default
import EditorWorker from 'monaco-editor/esm/vs/editor/editor.worker?worker';

Object.assign(window, { MonacoEnvironment: { getWorker: () => new EditorWorker() } });
