import { QueryError } from '../query/queryError';
import { codeOf } from './scanSql';

const READING = /^[\s(]*(SELECT|WITH|FROM|SHOW|DESCRIBE|DESC|EXPLAIN|EXISTS)\b/i;

/**
 * Functions that read files or reach other hosts, programs or models, which `readonly` does not refuse by itself (found
 * by trying all functions of ClickHouse 26.7: `file()` as a scalar reads any file of an embedded engine), and the table
 * functions that it does refuse, so that the message is ours. In lower case.
 */
const REFUSED_FUNCTIONS = new Set(
  (
    'file filecluster filesystem url urlcluster remote remotesecure cluster clusterallreplicas executable python eval input ' +
    's3 s3cluster gcs oss cosn azureblobstorage azureblobstoragecluster hdfs hdfscluster arrowstream ' +
    'deltalake deltalakelocal deltalakecluster deltalakes3 deltalakes3cluster deltalakeazure deltalakeazurecluster ' +
    'hudi hudicluster iceberg iceberglocal iceberglocalcluster icebergcluster icebergs3 icebergs3cluster icebergazure ' +
    'icebergazurecluster iceberghdfs iceberghdfscluster paimon paimonlocal paimoncluster paimons3 paimons3cluster paimonazure ' +
    'paimonazurecluster paimonhdfs paimonhdfscluster mysql postgresql sqlite mongodb redis odbc jdbc ytsaurus ' +
    'prometheusquery prometheusqueryrange catboostevaluate generateserialid getclienthttpheader ' +
    'aiclassify aigenerate aiembed aiextract aitranslate'
  ).split(' '),
);

/**
 * Checks that a text is one statement that only reads, and only the store. The engine's own `readonly` holds writes and
 * settings off; this holds off what it lets through.
 * @param text SQL as it will be sent, macros filled in
 * @throws QueryError that says what is wrong
 */
export function checkReadOnly(text: string): void {
  const code = codeOf(text);
  if (code.trim() === '') throw new QueryError('The SQL is empty.');
  if (code.includes(';')) throw new QueryError('Only one statement can be run. Remove the semicolon.');
  if (!READING.test(code)) throw new QueryError('Only reading statements can be run: SELECT, WITH, FROM, SHOW, DESCRIBE, EXPLAIN, EXISTS.');
  if (/\bINTO\s+OUTFILE\b/i.test(code)) throw new QueryError('INTO OUTFILE cannot be used here.');
  // At the end, or before SETTINGS; a column of that name may still be the last word of ORDER BY.
  if (/\bFORMAT\s+(?!ASC\b|DESC\b)(\w+|`_`)\s*($|SETTINGS\b)/i.test(code))
    throw new QueryError('Remove the FORMAT clause: the answer is always a table.');
  // A name in quotes may be written with escapes, so what it calls cannot be checked.
  if (/`_`\s*\(/.test(code)) throw new QueryError('The name of a function cannot be quoted here.');
  for (const [, name = ''] of code.matchAll(/([A-Za-z_]\w*)\s*\(/g)) {
    if (REFUSED_FUNCTIONS.has(name.toLowerCase()))
      throw new QueryError(`The function ${name} cannot be used here: it reaches files, programs or other hosts.`);
  }
}
