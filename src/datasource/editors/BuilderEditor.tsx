import type { PlumblineQuery } from '../types';
import { BudgetEditor } from './BudgetEditor';
import { ChangesEditor } from './ChangesEditor';
import { CoverageEditor } from './CoverageEditor';
import { DocumentsEditor } from './DocumentsEditor';
import type { EditorProps } from './editorProps';
import { GoodEditor } from './GoodEditor';
import { HealthEditor } from './HealthEditor';
import { MetricEditor } from './MetricEditor';
import { TraceEditor } from './TraceEditor';
import { TracesEditor } from './TracesEditor';
import { WorseEditor } from './WorseEditor';

type Builder = Exclude<PlumblineQuery, { kind: 'sql' }>;

interface Props extends Omit<EditorProps<Builder['kind']>, 'query' | 'set'> {
  readonly query: Builder;
  readonly set: (change: object) => void;
}

/** What the question of a query needs to know. */
export function BuilderEditor({ query, ...props }: Props) {
  switch (query.kind) {
    case 'good':
      return <GoodEditor {...props} query={query} />;
    case 'worse':
      return <WorseEditor {...props} query={query} />;
    case 'metric':
      return <MetricEditor {...props} query={query} />;
    case 'traces':
      return <TracesEditor {...props} query={query} />;
    case 'trace':
      return <TraceEditor {...props} query={query} />;
    case 'documents':
      return <DocumentsEditor {...props} query={query} />;
    case 'changes':
      return <ChangesEditor {...props} query={query} />;
    case 'health':
      return <HealthEditor {...props} query={query} />;
    case 'coverage':
      return <CoverageEditor {...props} query={query} />;
    case 'budget':
      return <BudgetEditor {...props} query={query} />;
  }
}
