import type { QueryEditorProps } from '@grafana/data';
import { InlineField, RadioButtonGroup } from '@grafana/ui';
import { QUERY_VERSION, type QueryKind } from '../core/query/model';
import { AnnotationEditor } from './AnnotationEditor';
import type { PlumblineDataSource } from './datasource';
import { GoodEditor } from './GoodEditor';
import { SqlEditor } from './SqlEditor';
import type { PlumblineOptions, PlumblineQuery } from './types';

type Props = QueryEditorProps<PlumblineDataSource, PlumblineQuery, PlumblineOptions>;

const QUESTIONS: readonly { readonly value: QueryKind; readonly label: string; readonly description: string }[] = [
  { value: 'good', label: 'Is it good?', description: 'Scores with their interval against a target' },
  { value: 'changes', label: 'Changes', description: 'First sight of each prompt, model, document, evaluator version' },
  { value: 'sql', label: 'SQL', description: 'Read the documented views with SQL' },
];

/** The question first; below it what that question needs to know. */
export function QueryEditor(props: Props) {
  const { query, onChange, onRunQuery } = props;
  return (
    <div>
      <InlineField label="Question" labelWidth={16}>
        <RadioButtonGroup
          aria-label="Question"
          options={[...QUESTIONS]}
          value={query.kind}
          onChange={(kind) => {
            onChange({
              refId: query.refId,
              datasource: query.datasource,
              kind,
              version: QUERY_VERSION,
              filters: query.filters ?? [],
            } as PlumblineQuery);
            onRunQuery();
          }}
        />
      </InlineField>
      <Details {...props} />
    </div>
  );
}

function Details(props: Props) {
  switch (props.query.kind) {
    case 'sql':
      return <SqlEditor {...props} />;
    case 'changes':
      return <AnnotationEditor {...props} />;
    default:
      return <GoodEditor {...props} />;
  }
}
