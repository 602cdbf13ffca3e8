import type { Block } from './block';

/** Words of users and models stand in reports: none may become markup, a link or an image. */
export function escapeMarkdown(text: string): string {
  return text
    .toWellFormed()
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]<>|!#]/g, (sign) => `\\${sign}`)
    .trim();
}

export function toMarkdown(blocks: readonly Block[]): string {
  return `${blocks.map(blockText).join('\n\n')}\n`;
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'title':
      return `# ${escapeMarkdown(block.text)}`;
    case 'heading':
      return `## ${escapeMarkdown(block.text)}`;
    case 'text':
      return escapeMarkdown(block.text);
    case 'list':
      return block.items.map((item) => `- ${escapeMarkdown(item)}`).join('\n');
    case 'table':
      return [block.head, block.head.map(() => '---'), ...block.rows]
        .map((row, index) => `| ${row.map((cell) => (index === 1 ? cell : escapeMarkdown(cell))).join(' | ')} |`)
        .join('\n');
  }
}
