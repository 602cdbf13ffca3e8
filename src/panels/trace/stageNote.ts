import { formatCost, formatCount } from '../../ui/format';
import type { StageRow } from './readFrames';

/** What matters of a stage in a few words, beside its name; empty when its name says all. */
export function stageNote(row: StageRow): string {
  const note = NOTES[row.stage]?.(row) ?? '';
  const error = row.isFailed ? row.errorType || row.statusMessage || 'failed' : '';
  return [error, note].filter((text) => text !== '').join(' · ');
}

const documents = ({ documents: found, number }: StageRow): string => {
  const [first] = found;
  if (first === undefined) return number('documents_known') === 1 ? 'found nothing' : '';
  return found.length === 1 ? first.id : `${first.id} and ${found.length - 1} more`;
};

const model = ({ text, number }: StageRow): string =>
  [
    text('model_version') || text('model'),
    number('input_tokens') === null ? '' : `${formatCount(number('input_tokens'))} → ${formatCount(number('output_tokens'))} tokens`,
    number('cost_usd') === null ? '' : formatCost(number('cost_usd')),
    unusualFinish(text('finish_reason')),
  ]
    .filter((part) => part !== '')
    .join(' · ');

/** Why a model stopped, unless it had simply said everything. */
function unusualFinish(reason: string): string {
  return reason === '' || reason === 'stop' ? '' : `stopped by ${reason}`;
}

const context = ({ number }: StageRow): string =>
  [
    number('context_tokens') === null ? '' : `${formatCount(number('context_tokens'))} tokens`,
    number('context_truncated') === 1 ? 'cut' : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');

const NOTES: Readonly<Record<string, (row: StageRow) => string>> = {
  retrieval: documents,
  rerank: documents,
  context,
  generation: model,
  embedding: model,
  agent: ({ text }) => text('agent_name'),
  tool: ({ text }) => text('tool_name'),
  guardrail: ({ text }) => [text('guardrail_name'), text('guardrail_result')].filter((part) => part !== '').join(': '),
};
