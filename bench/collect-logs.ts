/**
 * Our collection of one day from the workspace of the benchmark, in a process of its own: all that
 * `collect` does, on Azurite.
 *
 *   node bench/collect-logs.ts taken.json LOGS TABLES 2026-11-16 SHARD_ABOVE
 */
import { openApp } from '../src/app.ts';
import { collect } from '../src/run.ts';
import { leaveBehind, startTaking } from './start-taking.ts';

const [leftAt = '', endpoint = '', tables = '', day = '', above = ''] = process.argv.slice(2);
/** Long past the day's end, so that one reading seals it. */
const asOf = Date.parse(`${day}T00:00:00Z`) + 14 * 86_400_000;
/** Stands still: what is published differs in nothing then but in how it was counted. */
const clock = () => asOf;
let shards = 0;
const app = await openApp(
  {
    SOURCE: 'log-analytics',
    WORKSPACE_ID: '00000000-0000-0000-0000-00000000c0de',
    TENANT_ID: 'contoso.example',
    LOGS_ENDPOINT: endpoint,
    TABLES: tables,
    SHARD_ABOVE: above,
    PRIVACY: 'named',
  },
  {
    clock,
    log: (event) => {
      if (event === 'shardKept') shards += 1;
    },
  },
);
const taken = startTaking();
const { days } = await collect(app, { days: [day] });
const figures = taken();
if (days[0]?.state !== 'sealed') throw new Error(`${day} was not sealed: ${JSON.stringify(days)}.`);
const published = await app.store.day(day);
const people = await app.store.people(day, published?.revision ?? 0);
leaveBehind(leftAt, { ...figures, shards, published: { ...published, etag: '', people } });
await app.close();
