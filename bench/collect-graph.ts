/**
 * Our collection of one day from the Graph of the benchmark, in a process of its own: all that
 * `collect` does, on Azurite.
 *
 *   node bench/collect-graph.ts taken.json GRAPH TABLES 2026-11-16
 */
import { openApp } from '../src/app.ts';
import { collect } from '../src/run.ts';
import { fastGraph } from './fast-graph.ts';
import { leaveBehind, startTaking } from './start-taking.ts';

const [leftAt = '', endpoint = '', tables = '', day = ''] = process.argv.slice(2);
/** Long past the day's end, so that one reading seals it. */
const asOf = Date.parse(`${day}T00:00:00Z`) + 14 * 86_400_000;
const clock = () => asOf + performance.now();
const { source, pausedMs } = fastGraph(endpoint, clock);

const app = await openApp(
  { SOURCE: 'graph', TENANT_ID: 'contoso.example', GRAPH_ENDPOINT: endpoint, TABLES: tables },
  { clock, log: () => {}, source },
);
const taken = startTaking();
const { days } = await collect(app, { days: [day] });
const figures = taken();
if (days[0]?.state !== 'sealed') throw new Error(`${day} was not sealed: ${JSON.stringify(days)}.`);
leaveBehind(leftAt, {
  ...figures,
  pausedSeconds: pausedMs() / 1000,
  published: await app.store.day(day),
});
await app.close();
