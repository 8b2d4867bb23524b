/** Collectors of one invented tenant on a shared table server: each is a process of its own, with its own clock. */
import { type App, openApp } from '../../src/app.ts';
import type { Source } from '../../src/core/ports.ts';
import type { StoredDay } from '../../src/core/stored-day.ts';
import type { Log, LogEvent } from '../../src/logger.ts';
import { openGraph } from '../../src/sources/graph.ts';
import { readSignIn } from '../../src/sources/read-sign-in.ts';
import { sampleRecords } from '../../src/sources/sample.ts';
import { fakeTime } from '../fake-time.ts';
import type { GraphRecord } from '../loopback-graph.ts';

export type Collector = {
  readonly app: App;
  /** Names of what it logged. */
  readonly log: readonly LogEvent[];
  readonly setClock: (time: string) => void;
};

export async function startCollector(options: {
  readonly tables: string;
  readonly tenant: string;
  readonly at: string;
  readonly source?: Source;
  readonly settings?: Readonly<Record<string, string>>;
  readonly stop?: AbortSignal;
}): Promise<Collector> {
  const { tables, tenant, at, settings = {}, ...overrides } = options;
  let now = Date.parse(at);
  const events: LogEvent[] = [];
  const log: Log = (event) => {
    events.push(event);
  };
  const app = await openApp(
    { TABLES: tables, TENANT_ID: tenant, BACKFILL_DAYS: '1', ...settings },
    { clock: () => now, log, ...overrides },
  );
  return {
    app,
    log: events,
    setClock(time) {
      now = Date.parse(time);
    },
  };
}

/** The Graph source on a loopback server; pauses take no time. `token`: asked for at each renewal. */
export function graphSource(
  endpoint: string,
  { token, log }: { readonly token?: () => string; readonly log?: Log } = {},
): Source {
  const { clock, sleep } = fakeTime('2026-11-24T03:00:00Z');
  const credential =
    token === undefined ? undefined : async () => ({ value: token(), expiresAt: clock() + 3_600_000 });
  return openGraph({ endpoint, credential, tenantId: '', clock, sleep, random: () => 0.5, log });
}

/** An honest source over records that a test may change meanwhile; its cursor is a number of records. */
export function invented(
  records: readonly GraphRecord[],
  { batch = 100, retentionDays = 30 }: { readonly batch?: number; readonly retentionDays?: number } = {},
): Source {
  return {
    name: 'invented',
    retentionDays,
    async *read({ from, to }, cursor) {
      const within = records.filter(({ createdDateTime }) => {
        const ms = Date.parse(createdDateTime);
        return ms >= from && ms < to;
      });
      for (let first = Number(cursor ?? 0); first < within.length; first += batch) {
        const some = within.slice(first, first + batch);
        yield { records: some.map(readSignIn), cursor: String(first + some.length) };
      }
    },
  };
}

/** Some sign-ins of Contoso around a day, with all outcomes among them. */
export function contosoSignIns(day: string, every: number): GraphRecord[] {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  return [...sampleRecords(day), ...sampleRecords(next).slice(0, 20 * every)]
    .filter((_, index) => index % every === 0)
    .map((record) => ({
      ...record,
      id: String(record.id),
      createdDateTime: String(record.createdDateTime),
    }));
}

/**
 * A published day as bytes, without what tells of its readings alone: how many, when, and what they
 * received twice (contract §2, invariant 8).
 */
export function figuresOf(day: StoredDay | undefined): string {
  if (day === undefined) return 'not published';
  const { etag: _etag, collectedAt: _at, lastReadAt: _read, revision: _revision, ...rest } = day;
  const { passes: _p, records: _r, duplicates: _d, rejected: _j, ...coverage } = rest.coverage;
  return JSON.stringify({ ...rest, coverage });
}
