import fc from 'fast-check';
import { checkReadOnly } from './checkReadOnly';

const FINE: [string, string][] = [
  ['a select', 'SELECT count() FROM spans'],
  ['brackets and a comment first', '/* why */ (SELECT 1) UNION ALL (SELECT 2)'],
  ['with', 'WITH a AS (SELECT 1) SELECT * FROM a'],
  ['from first', 'FROM spans SELECT count()'],
  ['semicolon in a literal', 'SELECT \';\', `a;b`, "c;d" -- ;'],
  ['words that sound dangerous as text', "SELECT 'file(''/etc/passwd'')', 'INTO OUTFILE'"],
  ['a column named format', 'SELECT format FROM t ORDER BY format DESC'],
  ['the function format', "SELECT format('{}-{}', a, b)"],
  ['a column named file', 'SELECT file, url FROM t WHERE file IN (1)'],
  ['text beyond ASCII in quotes', "SELECT 'Rückgabe‘s $1 #2' AS `Größe`"],
  ['escaped quotes', "SELECT 'a\\'; b', 'c''; d', \"e\\\"; f\""],
  ['numbers', 'SELECT * FROM numbers(3)'],
];
test.each(FINE)('%s is fine', (_name, text) => expect(() => checkReadOnly(text)).not.toThrow());

const REFUSED: [string, string, RegExp][] = [
  ['nothing', '  -- only a comment', /empty/],
  ['two statements', 'SELECT 1; SELECT 2', /one statement/],
  ['a second one behind a comment', 'SELECT 1 /* ; */ ; DROP TABLE x', /one statement/],
  ['a second one behind an odd quote', "SELECT '\\'' ; DROP TABLE x --'", /one statement/],
  ['a write', 'INSERT INTO spans SELECT 1', /reading statements/],
  ['a setting', 'SET readonly = 0', /reading statements/],
  ['another database for everyone after', 'USE system', /reading statements/],
  ['ending the queries of others, which readonly allows', 'KILL QUERY WHERE 1', /reading statements/],
  ['a file written', "SELECT 1 INTO OUTFILE 'x'", /INTO OUTFILE/],
  ['the same around a comment', "SELECT 1 INTO/**/outfile 'x'", /INTO OUTFILE/],
  ['a format', 'SELECT 1 FORMAT CSV', /FORMAT/],
  ['a format before settings', 'SELECT 1 format CSV SETTINGS max_threads = 1', /FORMAT/],
  ['a quoted format', 'SELECT 1 FORMAT `CSV`', /FORMAT/],
  ['the scalar that reads files, which readonly allows', "SELECT file('/etc/passwd')", /function file/],
  ['the same in capitals and with space', "SELECT FILE /* x */ ('/etc/passwd')", /function FILE/],
  ['the same quoted', "SELECT `file`('/etc/passwd')", /cannot be quoted/],
  ['the same escaped', "SELECT `\\x66ile`('/etc/passwd')", /cannot be quoted/],
  ['a URL', "SELECT * FROM url('http://169.254.169.254/')", /function url/],
  ['another host', "SELECT * FROM remote('10.0.0.1', system.one)", /function remote/],
  ['a bucket', "DESCRIBE s3('https://x/y.csv')", /function s3/],
  ['a model of another firm', "SELECT aiGenerate('x')", /function aiGenerate/],
  ['a heredoc, which hides quotes', "SELECT $'$ ' $'$ , file('/etc/passwd') --'", /character \$/],
  ['a hash comment, which hides quotes', "SELECT 1 #! '\n , file('/etc/passwd') --'", /character #/],
  ['typographic quotes, which the engine takes for quotes', "SELECT ‘'’, file('/etc/passwd'), ‘'’", /character ‘/],
  ['an open quote', "SELECT 'a", /not closed/],
  ['an open comment', 'SELECT 1 /* a', /not closed/],
  ['a NUL', 'SELECT 1\0', /NUL/],
];
test.each(REFUSED)('%s is refused', (_name, text, message) => expect(() => checkReadOnly(text)).toThrow(message));

test('whatever stands in a literal changes nothing', () => {
  const quoted = fc.string({ unit: 'binary' }).map((text) => `'${text.replace(/[\\']/g, '\\$&').replaceAll('\0', '')}'`);
  fc.assert(
    fc.property(quoted, (literal) => {
      expect(() => checkReadOnly(`SELECT ${literal} FROM spans`)).not.toThrow();
      expect(() => checkReadOnly(`SELECT ${literal}, file('x')`)).toThrow('function file');
    }),
  );
});
