/** Documents, tools and evaluations of a span. */
import { normalise } from '../../../tests/testkit/normaliseOne';
import { event, SECOND, SPAN_ID, START, TRACE_ID, type Plain, type SpanGiven } from '../../../tests/testkit/otlpSpan';
import type { NormalisedSpan } from './normaliseSpan';

describe('documents', () => {
  const LIST = [
    { id: 'a.md', score: 0.9, content: 'A', metadata: { version: '2' } },
    { id: 7, score: '0.5' },
  ];
  const EXPECTED = {
    document_ids: ['a.md', '7'],
    document_versions: ['2', ''],
    document_scores: [0.9, 0.5],
    document_distances: [null, null],
    documents_known: 1,
    stage: 'retrieval',
  };
  const cases: readonly (readonly [string, SpanGiven, object])[] = [
    ['the conventions, JSON text', { attributes: { 'gen_ai.retrieval.documents': JSON.stringify(LIST) } }, EXPECTED],
    ['the conventions, structured', { attributes: { 'gen_ai.retrieval.documents': LIST } }, EXPECTED],
    [
      'OpenInference',
      {
        attributes: {
          'retrieval.documents.1.document.id': 7,
          'retrieval.documents.1.document.score': 0.5,
          'retrieval.documents.0.document.id': 'a.md',
          'retrieval.documents.0.document.score': 0.9,
          'retrieval.documents.0.document.content': 'A',
          'retrieval.documents.0.document.metadata': '{"version":2}',
        },
      },
      EXPECTED,
    ],
    ['none found', { attributes: { 'gen_ai.retrieval.documents': '[]' } }, { document_ids: [], documents_known: 1 }],
    ['nothing said', { attributes: {} }, { document_ids: [], documents_known: 0 }],
    [
      'OpenLLMetry, events with a distance',
      {
        events: [
          event('db.query.result', { 'db.query.result.id': 'x', 'db.query.result.distance': 0.2, 'db.query.result.document': 'text' }),
        ],
      },
      { document_ids: ['x'], document_scores: [null], document_distances: [0.2] },
    ],
    [
      'OpenLLMetry for JavaScript',
      { attributes: { 'db.system': 'pinecone', 'db.vector.query.result.0.id': 'x', 'db.vector.query.result.0.score': 0.7 } },
      { document_ids: ['x'], document_scores: [0.7] },
    ],
    [
      'a reranker, by its output',
      {
        attributes: {
          'openinference.span.kind': 'RERANKER',
          'reranker.input_documents.0.document.id': 'no',
          'reranker.output_documents.0.document.id': 'yes',
        },
      },
      { stage: 'rerank', document_ids: ['yes'] },
    ],
    [
      'the ranking of the AI SDK',
      {
        attributes: {
          'ai.documents': ['{"id":"a"}', '{"id":"b"}'],
          'ai.ranking': JSON.stringify([
            { index: 1, score: 0.9 },
            { index: 0, score: 0.1 },
          ]),
        },
      },
      { document_ids: ['b', 'a'], document_scores: [0.9, 0.1] },
    ],
    [
      'LangChain under OpenLLMetry',
      {
        attributes: {
          'traceloop.entity.output': JSON.stringify({
            outputs: { documents: [{ page_content: 'A', metadata: { source: 'a.md', score: 0.3 } }] },
          }),
        },
      },
      { document_ids: ['a.md'], document_scores: [0.3] },
    ],
  ];
  test.each(cases)('%s', (_name, given, expected) => {
    expect(normalise(given).span).toMatchObject(expected);
  });

  test('contents and the query go to the text table', () => {
    const { content } = normalise({ attributes: { 'gen_ai.retrieval.documents': LIST, 'gen_ai.retrieval.query.text': 'how long?' } });
    expect(content).toMatchObject({ input_text: 'how long?', output_messages: '' });
    expect(JSON.parse(content?.documents ?? '')[0]).toEqual({ id: 'a.md', version: '2', score: 0.9, distance: null, content: 'A' });
  });
});

describe('tools', () => {
  const CALLED = { tool_arguments: '{"city":"Köln"}', tool_result: 'sunny' };
  const cases: readonly (readonly [string, SpanGiven])[] = [
    [
      'the conventions',
      {
        attributes: {
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.call.arguments': CALLED.tool_arguments,
          'gen_ai.tool.call.result': 'sunny',
        },
      },
    ],
    [
      'structured',
      {
        attributes: {
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.call.arguments': { city: 'Köln' },
          'gen_ai.tool.call.result': 'sunny',
        },
      },
    ],
    ['OpenInference', { attributes: { 'openinference.span.kind': 'TOOL', 'input.value': CALLED.tool_arguments, 'output.value': 'sunny' } }],
    [
      'Vercel AI SDK',
      { attributes: { 'ai.operationId': 'ai.toolCall', 'ai.toolCall.args': CALLED.tool_arguments, 'ai.toolCall.result': 'sunny' } },
    ],
    [
      'events of Strands',
      {
        attributes: { 'gen_ai.operation.name': 'execute_tool' },
        events: [event('gen_ai.tool.message', { content: CALLED.tool_arguments }), event('gen_ai.choice', { message: 'sunny' })],
      },
    ],
    [
      'Google ADK, whose {} is nothing',
      {
        attributes: {
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.call.arguments': '{}',
          'gcp.vertex.agent.tool_call_args': CALLED.tool_arguments,
          'gcp.vertex.agent.tool_response': 'sunny',
        },
      },
    ],
  ];
  test.each(cases)('%s', (_name, given) => {
    const { span: spanRow, content } = normalise(given);
    expect(spanRow.stage).toBe('tool');
    expect(content).toMatchObject({ ...CALLED, input_messages: '', output_messages: '', input_text: '' });
  });
});

describe('evaluations', () => {
  const scored = (more: Readonly<Record<string, Plain>>, given: SpanGiven = {}): NormalisedSpan =>
    normalise({
      ...given,
      events: [event('gen_ai.evaluation.result', { 'gen_ai.evaluation.name': 'factuality', ...more }, START + SECOND)],
    });
  const only = ({ scores }: NormalisedSpan): NormalisedSpan['scores'][number] => {
    expect(scores).toHaveLength(1);
    return scores[0] as NormalisedSpan['scores'][number];
  };

  const cases: readonly (readonly [string, Readonly<Record<string, Plain>>, object])[] = [
    ['a number', { 'gen_ai.evaluation.score.value': 4.5 }, { value: 4.5, error_type: '', scale_min: 1, scale_max: 5 }],
    ['a number as text', { 'gen_ai.evaluation.score.value': '4.5' }, { value: 4.5, error_type: '' }],
    ['NaN', { 'gen_ai.evaluation.score.value': NaN }, { value: null, error_type: 'non_finite' }],
    ['infinity', { 'gen_ai.evaluation.score.value': Infinity }, { value: null, error_type: 'non_finite' }],
    ['NaN as text', { 'gen_ai.evaluation.score.value': 'nan' }, { value: null, error_type: 'non_finite' }],
    ['off the scale', { 'gen_ai.evaluation.score.value': 9 }, { value: null, error_type: 'out_of_scale' }],
    ['a failed judge', { 'error.type': 'timeout', 'gen_ai.evaluation.score.value': 0 }, { value: null, error_type: 'timeout' }],
    ['a label', { 'gen_ai.evaluation.score.label': 'pass' }, { value: 1, is_rate: 1, label: 'pass' }],
    [
      'everything of our own',
      {
        'gen_ai.evaluation.score.value': 3,
        'plumbline.score.id': 'mine',
        'plumbline.score.evaluator': 'judge',
        'plumbline.score.evaluator_version': '2',
        'plumbline.score.evaluator_kind': 'LLM',
        'plumbline.score.epoch': 'e1',
        'plumbline.score.scale_min': 0,
        'plumbline.score.scale_max': 10,
        'plumbline.score.inclusion_probability': 0.25,
        'plumbline.score.stratum': 'rest',
        'plumbline.score.source': 'replay',
        'team.note': 'kept',
      },
      {
        score_id: 'mine',
        evaluator: 'judge',
        evaluator_version: '2',
        evaluator_kind: 'LLM',
        evaluator_epoch: 'e1',
        scale_min: 0,
        scale_max: 10,
        inclusion_probability: 0.25,
        stratum: 'rest',
        source: 'replay',
        attributes: new Map([['team.note', 'kept']]),
      },
    ],
  ];
  test.each(cases)('%s', (_name, more, expected) => {
    expect(only(scored(more))).toMatchObject({
      trace_id: TRACE_ID,
      span_id: SPAN_ID,
      name: 'factuality',
      scored_at: START + SECOND,
      ...expected,
    });
  });

  test('sent again it is the same score; at another time it is another', () => {
    const of = (time: bigint): string =>
      only(
        normalise({
          events: [event('gen_ai.evaluation.result', { 'gen_ai.evaluation.name': 'n', 'gen_ai.evaluation.score.value': 1 }, time)],
        }),
      ).score_id;
    expect(of(START)).toBe(of(START));
    expect(of(START)).not.toBe(of(START + 1n));
  });

  test('an evaluation without a name is refused and told, and the span lands', () => {
    const { scores, notes, span: spanRow } = normalise({ events: [event('gen_ai.evaluation.result', {})] });
    expect([scores, notes.length, spanRow.span_id]).toEqual([[], 1, SPAN_ID]);
  });

  const OTHER = { traceId: '1'.repeat(32), spanId: '2'.repeat(16) };
  test('on the span of an evaluator that links to one span, that span is meant', () => {
    const result = scored(
      { 'gen_ai.evaluation.score.value': 4 },
      { attributes: { 'openinference.span.kind': 'EVALUATOR' }, links: [OTHER] },
    );
    expect(only(result)).toMatchObject({ trace_id: OTHER.traceId, span_id: OTHER.spanId, evaluator: 'sdk' });
    expect(result.span.links).toEqual([`${OTHER.traceId}:${OTHER.spanId}`]);
  });

  const ANNOTATION = {
    'annotations.0.annotation.name': 'factuality',
    'annotations.0.annotation.score': 4,
    'annotations.0.annotation.annotator_kind': 'HUMAN',
    'annotations.0.annotation.identifier': 'ann',
  };
  test('OpenInference, on the span itself', () => {
    expect(only(normalise({ attributes: ANNOTATION }))).toMatchObject({
      span_id: SPAN_ID,
      value: 4,
      evaluator_kind: 'HUMAN',
      evaluator: 'ann',
    });
  });
  test('OpenInference, on a carrier: its target is the link and never the parent', () => {
    expect(only(normalise({ attributes: ANNOTATION, links: [OTHER], parentSpanId: '3'.repeat(16) }))).toMatchObject({
      trace_id: OTHER.traceId,
      span_id: OTHER.spanId,
    });
  });
  test('OpenInference, of a trace: once, however many spans repeat it', () => {
    const given = { 'trace.evaluations.0.evaluation.name': 'n', 'trace.evaluations.0.evaluation.score': 1 };
    const [a, b] = [normalise({ attributes: given }), normalise({ attributes: given, spanId: '4'.repeat(16) })].map(only);
    expect(a).toMatchObject({ trace_id: TRACE_ID, span_id: '' });
    expect(a?.score_id).toBe(b?.score_id);
  });
  test('OpenInference, of a session', () => {
    const given = { 'session.id': 's1', 'session.annotations.0.annotation.name': 'n', 'session.annotations.0.annotation.score': 1 };
    expect(only(normalise({ attributes: given }))).toMatchObject({ trace_id: '', span_id: '', session_id: 's1' });
  });
});
