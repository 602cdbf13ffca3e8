/** The table of docs/dialects.md that says in which columns a client differs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mode } from './expected';

const PAGE = join(__dirname, '../../docs/dialects.md');

export interface Row {
  readonly client: string;
  readonly mode: string;
  readonly column: string;
  /** As JSON. */
  readonly value: string;
}

/** Rows between the markers: | client | plain, streamed or both | column | value | why |. */
export function documentedRows(): Row[] {
  const [, table = ''] = /<!-- differences -->([\s\S]*?)<!-- end of differences -->/.exec(readFileSync(PAGE, 'utf8')) ?? [];
  return table
    .trim()
    .split('\n')
    .slice(2)
    .map((line) => {
      const [, client = '', mode = '', column = '', value = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
      const code = (cell: string): string => cell.replace(/^`+\s?|\s?`+$/g, '').replaceAll('\\|', '|');
      return { client, mode, column: code(column), value: code(value) };
    });
}

/** Column and value of every documented difference of a client. */
export function documentedDifferences(client: string, mode: Mode): ReadonlyMap<string, string> {
  return new Map(
    documentedRows()
      .filter((row) => row.client === client && (row.mode === mode || row.mode === 'both'))
      .map(({ column, value }) => [column, value]),
  );
}
