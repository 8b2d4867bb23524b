/** The product's vocabulary as tables of SQL, so that a query can judge what the report judges. */
import { CODES } from '../src/core/codes.ts';
import { isMfaClass, METHOD_NAMES, METHODS, type MethodName } from '../src/core/methods.ts';
import { RESULTS } from '../src/core/results.ts';

type Value = string | number | boolean | undefined;

/** Statements that make and fill `texts`, `codes` and `methods`; texts and methods in lower case. */
export function vocabularySql(): string {
  // A bare text that is both (*authentication in progress*) is heard as the plain one: it comes last.
  const says = new Map(
    RESULTS.toSorted((a, b) => Number(a.family === 'plain') - Number(b.family === 'plain')).flatMap(
      ({ texts, says, reason, published }) =>
        texts.map((text) => [text.toLowerCase(), [says, reason, published]] as const),
    ),
  );
  return [
    table(
      'texts(text VARCHAR, says VARCHAR, reason VARCHAR, published VARCHAR)',
      [...says].map(([text, row]) => [text, ...row]),
    ),
    table(
      'codes(code INTEGER, says VARCHAR, mfa BOOLEAN, reason VARCHAR)',
      CODES.map(({ code, says, mfa, reason }) => [code, says, mfa, reason]),
    ),
    table(
      'methods(method VARCHAR, class VARCHAR)',
      METHOD_NAMES.flatMap((name) => METHODS[name].texts.map((text) => [text.toLowerCase(), classOf(name)])),
    ),
  ].join('');
}

/** What a step of that method can prove. */
function classOf(method: MethodName): 'mfa' | 'knowledge' | 'token' | 'unknown' {
  if (isMfaClass(method)) return 'mfa';
  if (method === 'unknown') return 'unknown';
  return METHODS[method].strength === 'knowledge' ? 'knowledge' : 'token';
}

function table(head: string, rows: readonly (readonly Value[])[]): string {
  const name = head.slice(0, head.indexOf('('));
  const values = rows.map((row) => `(${row.map(literal).join(', ')})`).join(',\n  ');
  return `create temp table ${head};\ninsert into ${name} values\n  ${values};\n`;
}

/** Text between quotes, whatever stands in it. */
export function literal(value: Value): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  return value === undefined ? 'null' : String(value);
}
