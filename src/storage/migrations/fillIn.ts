import type { Layout } from '../tableName';

/**
 * Splits a migration into statements and fills in the words in braces for one node or a cluster; the words are listed
 * in README.md of this folder.
 * @throws Error for a word that is not known, so that a typing mistake cannot reach the engine
 */
export function fillIn(text: string, layout: Layout): string[] {
  return text
    .replace(/^--.*$/gm, '')
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
    .flatMap((statement) => {
      const filled = statement.replace(/\{([a-z_]+)(?: ([^{}]+(?:\{[^{}]*\}[^{}]*)*))?\}/g, (_all, word: string, argument = '') =>
        fillWord(word, argument, layout),
      );
      return filled === '' ? [] : [filled];
    });
}

function fillWord(word: string, argument: string, layout: Layout): string {
  const clustered = layout.cluster !== '';
  const onCluster = clustered ? `ON CLUSTER \`${layout.cluster}\`` : '';
  switch (word) {
    case 'on_cluster':
      return onCluster;
    case 'table':
      return `${argument}_local`;
    case 'from':
      return clustered ? `${argument}_all` : `${argument}_local`;
    case 'engine':
      return clustered ? replicated(argument) : argument;
    case 'distributed':
      return clustered ? distributed(argument, layout, onCluster) : '';
    case 'alter_distributed':
      return clustered ? argument.replace(/^(\w+) /, `ALTER TABLE $1_all ${onCluster} `) : '';
    default:
      throw new Error(`Migration uses an unknown word: {${word} ${argument}}`);
  }
}

/** The server fills in {uuid}, {shard} and {replica} from its macros. */
function replicated(engine: string): string {
  const [, name = '', args = ''] = /^(\w+)\((.*)\)$/.exec(engine) ?? [];
  const path = `'/clickhouse/tables/{uuid}/{shard}', '{replica}'`;
  return `Replicated${name}(${args === '' ? path : `${path}, ${args}`})`;
}

function distributed(argument: string, { database, cluster }: Layout, onCluster: string): string {
  const [table = '', key = 'rand()'] = argument.split(/ (.*)/s);
  return (
    `CREATE TABLE IF NOT EXISTS ${table}_all ${onCluster} AS ${table}_local\n` +
    `ENGINE = Distributed(\`${cluster}\`, \`${database}\`, ${table}_local, ${key})\n` +
    `COMMENT 'All shards of ${table}_local'`
  );
}
