import type { AnnotationSupport } from '@grafana/data';
import { QUERY_VERSION } from '../core/query/model';
import { AnnotationEditor } from './AnnotationEditor';
import type { PlumblineQuery } from './types';

/** Version changes as annotations: the first sight of each prompt, model, document, evaluator or release. */
export const annotationSupport: AnnotationSupport<PlumblineQuery> = {
  getDefaultQuery: () => ({ kind: 'changes', version: QUERY_VERSION, kinds: [], filters: [] }) as Partial<PlumblineQuery>,
  prepareQuery: (annotation) =>
    ({ refId: 'annotation', kind: 'changes', version: QUERY_VERSION, kinds: [], filters: [], ...annotation.target }) as PlumblineQuery,
  QueryEditor: AnnotationEditor,
};
