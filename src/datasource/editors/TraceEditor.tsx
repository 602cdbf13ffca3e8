import { EditorRow } from '@grafana/plugin-ui';
import type { EditorProps } from './editorProps';
import { TextField } from './TextField';

export function TraceEditor({ query, set }: Pick<EditorProps<'trace'>, 'query' | 'set'>) {
  return (
    <EditorRow>
      <TextField
        id={`${query.refId}-trace`}
        label="Trace id"
        tooltip="32 hex digits. The time range plays no part"
        value={query.traceId ?? ''}
        placeholder="0af7651916cd43dd8448eb211c80319c"
        onChange={(traceId) => set({ traceId: traceId.trim() })}
      />
    </EditorRow>
  );
}
