/** F22 with real processes: the command line is killed at each request it makes, after the request took effect. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { startCli, temporaryFolder } from '../cli/run-cli.ts';
import { startLoopbackGraph } from '../loopback-graph.ts';
import { startTableProxy } from '../table-proxy.ts';
import { contosoSignIns, figuresOf } from './collector.ts';

const DAY = '2026-11-23';
const signIns = contosoSignIns(DAY, 12);

let azurite: Azurite;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  azurite = await startAzurite();
  folder = await temporaryFolder();
});
afterAll(async () => {
  await azurite.close();
  await folder.remove();
});

type Published = { readonly figures: string; readonly requestsOfFirst: number; readonly killed: boolean };

/** Kills the first process at that request, and lets a second one run to its end. `Infinity`: kills nobody. */
async function published(killAt: number): Promise<Published> {
  const tenant = randomUUID();
  const proxy = await startTableProxy(azurite.connectionString);
  const graph = await startLoopbackGraph({ signIns, pageSize: 100 });
  let requests = 0;
  let killed = false;
  const run = (asOf: string) =>
    startCli(['collect', '--as-of', asOf], {
      cwd: folder.path,
      env: {
        SOURCE: 'graph',
        GRAPH_ENDPOINT: graph.endpoint,
        TABLES: proxy.connectionString,
        TENANT_ID: tenant,
        BACKFILL_DAYS: '1',
      },
    });
  const first = run('2026-11-24T03:00:00Z');
  const kill = () => {
    killed = first.child.kill('SIGKILL');
  };
  proxy.always(() => {
    requests += 1;
    return requests === killAt ? { stored: true, stall: true, meanwhile: kill } : undefined;
  });
  graph.always(() => {
    requests += 1;
    if (requests === killAt) kill();
    return undefined;
  });
  await first.ended;
  const requestsOfFirst = requests;
  const { exit, stderr } = await run('2026-11-24T03:00:00Z').ended;
  expect(exit, stderr).toBe(0);
  const store = await openStore({ tables: azurite.connectionString, tenant, credential: never });
  const figures = figuresOf(await store.day(DAY));
  await Promise.all([proxy.close(), graph.close()]);
  return { figures, requestsOfFirst, killed };
}

function never(): never {
  throw new Error('Azurite needs no credential.');
}

it('F22 a process killed at any of its requests is made good by the next one', async () => {
  const clean = await published(Number.POSITIVE_INFINITY);
  expect(clean.figures).toContain('"state":"open"');
  const points = Array.from({ length: clean.requestsOfFirst }, (_, index) => index + 1);
  const worker = async () => {
    for (let point = points.shift(); point !== undefined; point = points.shift()) {
      const { figures, killed } = await published(point);
      expect({ point, killed, figures }).toEqual({ point, killed: true, figures: clean.figures });
    }
  };
  await Promise.all([worker(), worker()]);
  expect(clean.requestsOfFirst).toBeGreaterThan(15);
});
