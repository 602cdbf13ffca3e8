import { formatCost, formatCount, formatDuration } from '../../ui/format';
import type { StageRow } from './readFrames';

export type StageFact = readonly [name: string, value: string];

/** What is known of a stage in figures and words, in the order in which it is read; nothing that was not sent. */
export function stageFacts(row: StageRow, start: number): readonly StageFact[] {
  const { text, number } = row;
  const facts: readonly StageFact[] = [
    ['Time', `${formatDuration(row.duration)} from ${formatDuration(Math.max(0, row.start - start))}`],
    ['Status', row.isFailed ? [row.errorType, row.statusMessage].filter((part) => part !== '').join(': ') || 'error' : ''],
    ['Prompt', [text('prompt_name'), text('prompt_version')].filter((part) => part !== '').join(' ')],
    ['Model asked', text('model')],
    ['Model that answered', text('model_version')],
    ['Provider', text('provider')],
    ['Tokens in', tokensIn(row)],
    ['Tokens out', tokensOut(row)],
    ['Context', contextText(row)],
    ['Time to first token', number('ttft_ms') === null ? '' : formatDuration(number('ttft_ms'))],
    ['Cost', number('cost_usd') === null ? '' : formatCost(number('cost_usd'))],
    ['Finish reason', text('finish_reason')],
    ['Agent', text('agent_name')],
    ['Tool', text('tool_name')],
    ['Call', text('tool_call_id')],
    ['Guardrail', text('guardrail_name')],
    ['Outcome', text('guardrail_result')],
    ['Reason', guardrailReason(row)],
    ['Searched', text('data_source')],
    ['Service', row.service],
  ];
  return facts.filter(([, value]) => value !== '');
}

function tokensIn({ number }: StageRow): string {
  const [all, cached] = [number('input_tokens'), number('cached_tokens')];
  if (all === null) return '';
  return `${formatCount(all)}${cached === null || cached === 0 ? '' : `, ${formatCount(cached)} of them cached`}`;
}

function tokensOut(row: StageRow): string {
  const { number } = row;
  const [all, reasoning] = [number('output_tokens'), number('reasoning_tokens')];
  if (all === null) return '';
  const limit = limitIn(row, OUTPUT_LIMIT);
  return `${formatCount(all)}${limit === null ? '' : ` of at most ${formatCount(limit)}`}${reasoning === null || reasoning === 0 ? '' : `, ${formatCount(reasoning)} of them reasoning`}`;
}

function contextText(row: StageRow): string {
  const { number } = row;
  const [all, limit] = [number('context_tokens'), limitIn(row, CONTEXT_LIMIT)];
  const size = all === null ? '' : `${formatCount(all)} tokens${limit === null ? '' : ` of at most ${formatCount(limit)}`}`;
  const cut =
    number('context_truncated') === 1 ? 'did not fit and was cut' : number('context_truncated') === 0 && all !== null ? 'not cut' : '';
  return [size, cut].filter((part) => part !== '').join(', ');
}

/** Attributes in which a sender names a limit; the conventions have a word for the output alone. */
const OUTPUT_LIMIT = /^(gen_ai\.request\.max_tokens|llm\.request\.max_tokens|gen_ai\.request\.max_output_tokens)$/;
const CONTEXT_LIMIT = /(context[._](limit|max_tokens|window)|max_context_tokens|context\.max)$/;

function limitIn({ attributes }: StageRow, key: RegExp): number | null {
  const found = Object.entries(attributes).find(([name]) => key.test(name))?.[1];
  const limit = Number(found);
  return found !== undefined && Number.isFinite(limit) && limit > 0 ? limit : null;
}

function guardrailReason({ stage, attributes }: StageRow): string {
  if (stage !== 'guardrail') return '';
  return Object.entries(attributes).find(([name]) => /guardrail.*reason$/.test(name))?.[1] ?? '';
}
