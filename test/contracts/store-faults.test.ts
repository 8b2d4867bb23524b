/**
 * Each operation of the store against each fault of the service, on each of its requests: what comes
 * back and what is stored are the same as without the fault. No time is waited for, save a moment where
 * an answer never comes.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { storedRows } from '../azurite.ts';
import { azuriteTables } from '../azurite-tables.ts';
import { fakeTime } from '../fake-time.ts';
import { storedDay } from '../store/builders.ts';
import type { TableFault } from '../table-proxy.ts';
import { OPERATIONS, type Operation } from './store-operations.ts';

const FAULTS: readonly { readonly fault: string; readonly does: TableFault }[] = [
  { fault: 'a 408', does: { status: 408 } },
  { fault: 'a 429 that says how long', does: { status: 429, headers: { 'retry-after': '7' } } },
  { fault: 'a 429 that does not', does: { status: 429 } },
  { fault: 'a 500', does: { status: 500 } },
  { fault: 'a 502', does: { status: 502 } },
  { fault: 'a 503', does: { status: 503 } },
  { fault: 'a 504', does: { status: 504 } },
  { fault: 'a 500 after it was stored', does: { status: 500, stored: true } },
  { fault: 'a 503 after it was stored', does: { status: 503, stored: true } },
  { fault: 'a reset', does: { reset: true } },
  { fault: 'a reset after it was stored', does: { reset: true, stored: true } },
  { fault: 'a time-out', does: { stall: true } },
  { fault: 'a time-out after it was stored', does: { stall: true, stored: true } },
];

const azurite = azuriteTables();

/** Time that passes at once, and how long an answer may take: waited for in full where none comes. */
function timing(faults: readonly (TableFault | undefined)[]) {
  const stalls = faults.some((fault) => fault && 'stall' in fault);
  return {
    ...fakeTime('2026-06-16T03:00:00Z'),
    random: () => 0.5,
    requestTimeoutMs: stalls ? 100 : 60_000,
  };
}

let tenants = 0;
/** Of the operation alone: its outcome, the tenant's rows after it, its requests, and the waits before another try. */
async function run({ given, act }: Operation, faults: readonly (TableFault | undefined)[]) {
  const tenant = `contoso-${tenants++}`;
  await given?.(await azurite.open(tenant));
  const time = timing(faults);
  const store = await azurite.openByProxy(tenant, time);
  const before = { requests: azurite.proxy.requests.length, waits: time.sleeps.length };
  azurite.proxy.script(faults);
  const outcome = withoutEtags(await act(store));
  return {
    outcome,
    rows: await storedRows(azurite.connectionString, tenant),
    requests: azurite.proxy.requests.length - before.requests,
    waits: time.sleeps.length - before.waits,
  };
}

describe.each(OPERATIONS)('F26 $operation', (operation) => {
  let clean: Awaited<ReturnType<typeof run>>;
  beforeAll(async () => {
    clean = await run(operation, []);
  });

  it.each(FAULTS)('on $fault ends as without it', async ({ does }) => {
    expect(clean.waits).toBe(0);
    for (let hit = 0; hit < clean.requests; hit++) {
      const faulted = await run(operation, [...Array.from({ length: hit }, () => undefined), does]);
      expect(faulted.waits).toBeGreaterThan(0);
      expect(faulted.outcome).toEqual(clean.outcome);
      expect(faulted.rows).toEqual(clean.rows);
    }
  });
});

describe('F26 opening the store', () => {
  const empty = azuriteTables();

  it.each(FAULTS)('on $fault ends as without it', async ({ fault, does }) => {
    empty.proxy.script([does]);
    const time = timing([does]);
    const store = await empty.openByProxy(fault, time);
    expect(time.sleeps.length).toBeGreaterThan(0);
    expect(await store.publish(storedDay(), undefined)).toBe(true);
    expect(await store.requests()).toEqual([]);
    expect(await store.progress()).toEqual(new Map());
  });
});

function withoutEtags(outcome: unknown): unknown {
  return JSON.parse(JSON.stringify(outcome ?? null, (name, value) => (name === 'etag' ? undefined : value)));
}
