/**
 * As much of the Kusto language as the source speaks, evaluated over rows in memory: `where`, `extend`,
 * `project`, `summarize … by`, `take`, and the functions below. It knows nothing of the source's code:
 * what it does not understand is refused, as the engine would.
 */
import { createHash } from 'node:crypto';

export type LogRow = Readonly<Record<string, unknown>>;
/** The columns it is declared with, and its rows. The types matter in a union. */
export type LogTable = {
  readonly columns: readonly string[];
  readonly rows: readonly LogRow[];
  readonly types?: Readonly<Record<string, string>>;
};
export type LogRows = { readonly columns: readonly string[]; readonly rows: readonly (readonly unknown[])[] };

/** What the engine answers with code SEM0100 and its kin. */
export class SemanticError extends Error {}

type Evaluate = (row: LogRow) => unknown;

/** @throws SemanticError */
export function evaluateQuery(query: string, tables: Readonly<Record<string, LogTable>>): LogRows {
  const [name = '', ...steps] = query.split('\n| ');
  let { columns, rows } = sourceOf(name, tables);
  for (const step of steps) {
    const [, verb = '', rest = ''] = /^(\w+) ([\s\S]*)$/.exec(step) ?? [];
    const known = columns;
    const parse = (text: string) => parseExpression(text, known);
    if (verb === 'where') {
      const test = parse(rest);
      rows = rows.filter((row) => test(row) === true);
    } else if (verb === 'take') {
      rows = rows.slice(0, Number(rest));
    } else if (verb === 'extend' || verb === 'project') {
      const made = listOf(rest).map((item) => named(item, parse));
      const old = verb === 'extend' ? known : [];
      columns = [...new Set([...old, ...made.map(([made]) => made)])];
      rows = rows.map((row) => ({
        ...(verb === 'extend' ? row : {}),
        ...Object.fromEntries(made.map(([made, of]) => [made, of(row)])),
      }));
    } else if (verb === 'summarize') {
      [columns, rows] = summarized(rest, rows, known);
    } else {
      throw new SemanticError(`no operator ${verb}`);
    }
  }
  return { columns, rows: rows.map((row) => columns.map((column) => row[column] ?? null)) };
}

/** A table, or a union of several. */
function sourceOf(source: string, tables: Readonly<Record<string, LogTable>>): LogTable {
  const parts = source
    .replace(/^union /, '')
    .split(', ')
    .map((name) => {
      const table = Object.hasOwn(tables, name) ? tables[name] : undefined;
      if (table === undefined) throw new SemanticError(`no table ${name}`);
      return table;
    });
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : unionOf(parts);
}

/** A column that has another type in another of them becomes one column a type. */
function unionOf(parts: readonly LogTable[]): LogTable {
  const typesOf = (column: string) => new Set(parts.flatMap(({ types }) => types?.[column] ?? []));
  const renamed = ({ types }: LogTable, column: string) =>
    typesOf(column).size > 1 ? `${column}_${types?.[column]}` : column;
  return {
    columns: [...new Set(parts.flatMap((part) => part.columns.map((column) => renamed(part, column))))],
    rows: parts.flatMap((part) =>
      part.rows.map((row) =>
        Object.fromEntries(part.columns.map((column) => [renamed(part, column), row[column] ?? null])),
      ),
    ),
  };
}

function named(item: string, parse: (text: string) => Evaluate): [string, Evaluate] {
  const [, name, expression] = /^(\w+) = ([\s\S]*)$/.exec(item) ?? [];
  return name === undefined || expression === undefined ? [item, parse(item)] : [name, parse(expression)];
}

/** `name = count()`, `name = count_distinct(column)`, or `name = max(column) by columns`. */
function summarized(
  text: string,
  rows: readonly LogRow[],
  known: readonly string[],
): [readonly string[], readonly LogRow[]] {
  const [, counted] = /^(\w+) = count\(\)$/.exec(text) ?? [];
  if (counted !== undefined) return [[counted], [{ [counted]: rows.length }]];
  const [, distinct, of = ''] = /^(\w+) = count_distinct\((\w+)\)$/.exec(text) ?? [];
  if (distinct !== undefined) {
    if (!known.includes(of)) throw new SemanticError(`no column ${of}`);
    return [[distinct], [{ [distinct]: new Set(rows.map((row) => row[of])).size }]];
  }
  const [, name = '', column = '', by = ''] = /^(\w+) = max\((\w+)\) by ([\s\S]*)$/.exec(text) ?? [];
  const keys = listOf(by);
  for (const key of [column, ...keys]) if (!known.includes(key)) throw new SemanticError(`no column ${key}`);
  const groups = new Map<string, LogRow>();
  for (const row of rows) {
    if (keys.some((key) => typeof row[key] === 'object' && row[key] !== null))
      throw new SemanticError('an object to group by');
    const key = JSON.stringify(keys.map((each) => row[each]));
    const kept = groups.get(key);
    if (kept === undefined || compare(row[column], kept[name]) > 0)
      groups.set(key, {
        ...Object.fromEntries(keys.map((each) => [each, row[each]])),
        [name]: row[column],
      });
  }
  return [[...keys, name], [...groups.values()]];
}

/** Split at the commas that are in no bracket and no text. */
function listOf(text: string): string[] {
  const items = [''];
  let depth = 0;
  let isQuoted = false;
  for (const sign of text) {
    if (sign === "'") isQuoted = !isQuoted;
    else if (!isQuoted && sign === '(') depth += 1;
    else if (!isQuoted && sign === ')') depth -= 1;
    if (sign === ',' && depth === 0 && !isQuoted) items.push('');
    else items.push(`${items.pop() ?? ''}${sign}`);
  }
  return items.map((item) => item.trim());
}

const TOKEN = /\s*(datetime\([^)]*\)|'[^']*'|\d+|!?\w+|>=|<=|==|[<>.,()])/y;

function parseExpression(text: string, columns: readonly string[]): Evaluate {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const found = TOKEN.exec(text);
    if (found?.[1] === undefined) throw new SemanticError(`cannot read ${text}`);
    tokens.push(found[1]);
  }
  let at = 0;
  const peek = () => tokens[at] ?? '';
  const next = () => tokens[at++] ?? '';
  function expect(token: string): void {
    if (next() !== token) throw new SemanticError(`${token} is missing in ${text}`);
  }

  function conjunction(): Evaluate {
    let left = comparison();
    while (peek() === 'and') {
      next();
      const [a, b] = [left, comparison()];
      left = (row) => a(row) === true && b(row) === true;
    }
    return left;
  }

  function comparison(): Evaluate {
    const left = value();
    if (peek() === 'in' || peek() === '!in') {
      const isIn = next() === 'in';
      const members = list();
      return (row) => members.some((member) => compare(left(row), member(row)) === 0) === isIn;
    }
    const test = COMPARISONS[peek()];
    if (test === undefined) return left;
    next();
    const right = value();
    return (row) => test(compare(left(row), right(row)));
  }

  function value(): Evaluate {
    let of = atom();
    while (peek() === '.') {
      next();
      const [object, member] = [of, next()];
      of = (row) => memberOf(object(row), member);
    }
    return of;
  }

  function atom(): Evaluate {
    const token = next();
    if (token.startsWith('datetime(')) {
      const time = token.slice(9, -1);
      if (Number.isNaN(Date.parse(time))) throw new SemanticError(`no time ${time}`);
      return () => time;
    }
    if (token.startsWith("'")) return () => token.slice(1, -1);
    if (/^\d+$/.test(token)) return () => Number(token);
    if (peek() === '(') return call(token);
    if (!columns.includes(token)) throw new SemanticError(`no column ${token}`);
    return (row) => row[token];
  }

  function list(): Evaluate[] {
    expect('(');
    const members: Evaluate[] = [];
    while (peek() !== ')') {
      members.push(conjunction());
      if (peek() === ',') next();
    }
    expect(')');
    return members;
  }

  function call(name: string): Evaluate {
    const args = list();
    const of = FUNCTIONS[name];
    if (of === undefined) throw new SemanticError(`no function ${name}`);
    return (row) =>
      of(
        args.map((arg) => arg(row)),
        row,
        columns,
      );
  }

  const whole = conjunction();
  if (at < tokens.length) throw new SemanticError(`too much in ${text}`);
  return whole;
}

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  '>=': (order) => order >= 0,
  '<=': (order) => order <= 0,
  '==': (order) => order === 0,
  '<': (order) => order < 0,
  '>': (order) => order > 0,
};

const FUNCTIONS: Readonly<
  Record<string, (args: readonly unknown[], row: LogRow, columns: readonly string[]) => unknown>
> = {
  tostring: ([value]) => textOf(value),
  tolower: ([value]) => textOf(value).toLowerCase(),
  coalesce: (args) => args.find((arg) => arg !== null && arg !== undefined && arg !== '') ?? '',
  column_ifexists: ([name, otherwise], row, columns) =>
    columns.includes(String(name)) ? row[String(name)] : otherwise,
  parse_json: ([text]) => parsed(text),
  bag_pack: (args) => {
    const pairs = Array.from({ length: args.length / 2 }, (_, n) => [
      String(args[2 * n]),
      args[2 * n + 1] ?? null,
    ]);
    return Object.fromEntries(pairs);
  },
  /** Any will do that is the same for the same text. */
  hash: ([value, parts]) =>
    createHash('sha256').update(textOf(value)).digest().readUInt32BE(0) % Number(parts),
};

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text === '' ? null : text;
  }
}

function memberOf(value: unknown, member: string): unknown {
  return typeof value === 'object' && value !== null && member in value
    ? Object.entries(value).find(([name]) => name === member)?.[1]
    : null;
}

const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?Z$/;

/** Times to the engine's seven digits, numbers as numbers. */
function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [sortable(a), sortable(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Every query compares the same times with its own. */
const sortableTexts = new Map<string, string>();

function sortable(value: unknown): string {
  const text = textOf(value);
  const known = sortableTexts.get(text);
  if (known !== undefined) return known;
  const [, seconds, fraction = ''] = TIME.exec(text) ?? [];
  const made = seconds === undefined ? text : `${seconds}.${fraction.padEnd(7, '0')}`;
  sortableTexts.set(text, made);
  return made;
}
