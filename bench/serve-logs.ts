/**
 * A Logs query API on loopback, in a process of its own, that answers at once with a generated day: that
 * of the sample tenant, lived by as many copies of its people as it takes. Invented, and never held whole.
 *
 *   node bench/serve-logs.ts 2026-11-16 200000
 *
 * `GET /served` tells the rows and bytes of sign-ins that were handed out.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import * as z from 'zod';
import { sampleRecords } from '../src/sources/sample.ts';
import { evaluateQuery } from '../test/loopback-logs/kusto.ts';
import { logRow } from '../test/loopback-logs/log-rows.ts';
import { DOCUMENTED } from '../test/loopback-logs/log-schemas.ts';
import { offer } from './server-process.ts';

const [day = '', records = '0'] = process.argv.slice(2);
const total = Number(records);

const NUMBERED = ['Id', 'CorrelationId', 'OriginalRequestId', 'UserId'] as const;
const ASKED = /where CreatedDateTime >= datetime\((\S+)\) and CreatedDateTime < datetime\((\S+)\)/;
const Asked = z.object({ query: z.string() });

/** One row of the sample day: what it says, with slots for what is another in each copy. */
type Base = { readonly ms: number; readonly user: number; readonly parts: readonly string[] };

/** Made with the columns and by the projection of the first query for rows; ascending. */
let bases: readonly Base[] = [];
let columns: readonly string[] = [];
const served = { rows: 0, bytes: 0 };

const SLOT = '\u0001';

/** Runs the query's own projection over the sample day, once. */
function prepare(query: string): void {
  const rows = sampleRecords(day)
    .filter(({ isInteractive }) => isInteractive !== false)
    .map((record) => logRow({ record, writtenAt: String(record.createdDateTime) }, 'documented'))
    .toSorted((a, b) => (String(a.CreatedDateTime) < String(b.CreatedDateTime) ? -1 : 1));
  const steps = query.split('\n| ').filter((step) => !step.startsWith('where '));
  const answer = evaluateQuery(steps.join('\n| '), {
    SigninLogs: { columns: Object.keys(DOCUMENTED), rows },
  });
  columns = answer.columns;
  const at = (name: string) => columns.indexOf(name);
  const users = new Map<unknown, number>();
  bases = answer.rows
    .map((row) => {
      const userId = row[at('UserId')];
      const user = users.get(userId) ?? users.size;
      users.set(userId, user);
      const text = JSON.stringify(
        row.map((value, column) => {
          const isNumbered = NUMBERED.some((name) => at(name) === column) && value !== '';
          if (isNumbered) return `${String(value).slice(0, -8)}${SLOT}`;
          return column === at('UserPrincipalName') && value !== '' ? `${SLOT}.${String(value)}` : value;
        }),
      );
      const ms = Date.parse(String(row[at('CreatedDateTime')]));
      return { ms, user: userId === '' ? -1 : user, parts: text.split('\\u0001') };
    })
    .toSorted((a, b) => a.ms - b.ms);
}

/** So many copies of the base: the first ones have one more, where it does not divide. */
function copiesOf(base: number): number {
  return Math.floor(total / bases.length) + (base < total % bases.length ? 1 : 0);
}

function mix(a: number, b: number): number {
  const mixed = Math.imul(Math.imul(a + 1, 0x9e3779b1) ^ b, 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

/** Which rows a query asks for: of a user and a copy, and of a row and a copy. */
function asked(query: string): (base: Base, index: number, copy: number) => boolean {
  const [, of, shard] = /where hash\(tolower\(UserId\), (\d+)\) == (\d+)/.exec(query) ?? [];
  const [, parts, part] = /where hash\(Id, (\d+)\) == (\d+)/.exec(query) ?? [];
  const [, userParts, userPart] = /where hash\(UserId, (\d+)\) == (\d+)/.exec(query) ?? [];
  const isWithoutUser = query.includes('where UserId in ');
  const isWithUser = query.includes('where UserId !in ');
  return ({ user }, index, copy) =>
    (!isWithoutUser || user < 0) &&
    (!isWithUser || user >= 0) &&
    (of === undefined || mix(user, copy) % Number(of) === Number(shard)) &&
    (userParts === undefined || mix(user, copy) % Number(userParts) === Number(userPart)) &&
    (parts === undefined || mix(index + 0x10_0000, copy) % Number(parts) === Number(part));
}

function* rowsOf(query: string): Generator<string> {
  const [, from = '', to = ''] = ASKED.exec(query) ?? [];
  const [first, end] = [Date.parse(from), Date.parse(to)];
  const isAsked = asked(query);
  for (const [index, base] of bases.entries()) {
    if (base.ms < first || base.ms >= end) continue;
    for (let copy = 0; copy < copiesOf(index); copy += 1)
      if (isAsked(base, index, copy)) yield base.parts.join(copy.toString(16).padStart(8, '0'));
  }
}

function answer(query: string): { readonly columns: readonly string[]; readonly rows: Iterable<string> } {
  if (query.startsWith('ADFSSignInLogs')) return { columns: ['TimeGenerated'], rows: [] };
  if (query.startsWith('AADNonInteractive')) return { columns: ['rows'], rows: ['[0]'] };
  if (query.endsWith('summarize rows = count()')) {
    let rows = 0;
    for (const _ of rowsOf(query)) rows += 1;
    return { columns: ['rows'], rows: [`[${rows}]`] };
  }
  return { columns, rows: rowsOf(query) };
}

// Ready before it is asked: the projection is that of every query for rows.
const { logRowsQuery } = await import('../src/sources/log-query.ts');
prepare(logRowsQuery({ slice: { from: 0, to: 1 }, parts: 1, part: 0 }, ['SigninLogs']));

const server = createServer(async (request, response) => {
  if (request.method === 'GET') {
    response.end(JSON.stringify(served));
    return;
  }
  const { query } = Asked.parse(await json(request));
  const { columns: named, rows } = answer(query);
  const head = JSON.stringify(named.map((name) => ({ name, type: 'string' })));
  const texts = [...rows];
  const body = `{"tables":[{"name":"PrimaryResult","columns":${head},"rows":[${texts.join(',')}]}]}`;
  const isOfSignIns = named === columns;
  if (isOfSignIns) served.rows += texts.length;
  if (isOfSignIns) served.bytes += Buffer.byteLength(body);
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end(body);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
offer(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, async () =>
  server.closeAllConnections(),
);
