import { labelOfRecord } from './labelFile';

test.each<[string, Record<string, unknown>, unknown]>([
  [
    'our own names',
    { trace_id: 'a', name: 'factuality', value: '4', labeller: 'anna' },
    { label: { source: 'import', trace_id: 'a', name: 'factuality', value: 4, labeller: 'anna' } },
  ],
  [
    'names of other tools',
    { 'Trace ID': 'a', Dimension: 'tone', Rating: '0.5', Annotator: 'ben' },
    { label: { source: 'import', trace_id: 'a', name: 'tone', value: 0.5, labeller: 'ben' } },
  ],
  [
    'not applicable',
    { trace_id: 'a', name: 'tone', value: 'n/a' },
    { label: { source: 'import', trace_id: 'a', name: 'tone', value: null } },
  ],
  [
    'yes',
    { trace_id: 'a', name: 'safe', value: 'TRUE', rate: 'yes' },
    { label: { source: 'import', trace_id: 'a', name: 'safe', value: true, rate: true } },
  ],
  [
    'a scale in two columns',
    { trace_id: 'a', name: 't', value: 3, scale_min: '0', scale_max: '10' },
    { label: { source: 'import', trace_id: 'a', name: 't', value: 3, scale: [0, 10] } },
  ],
  [
    'empty cells',
    { trace_id: 'a', name: 't', value: '', label: 'pass' },
    { label: { source: 'import', trace_id: 'a', name: 't', label: 'pass' } },
  ],
  ['no number', { trace_id: 'a', name: 't', value: 'four' }, { label: { source: 'import', trace_id: 'a', name: 't', value: 'four' } }],
  ['an unknown column', { trace_id: 'a', mood: 'x' }, { reject: expect.stringContaining('column "mood"') as unknown }],
])('%s', (_name, record, expected) => expect(labelOfRecord(record)).toEqual(expected));
