/** What a usual day of collecting asks of Microsoft Graph and of Table Storage: every request of its 96 ticks. */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { openApp } from '../src/app.ts';
import { addDays } from '../src/core/day.ts';
import { collect } from '../src/run.ts';
import { fastGraph } from './fast-graph.ts';
import { type ServerProcess, startServer } from './server-process.ts';

export type Requests = {
  readonly toGraph: number;
  /** Queries, a page each. */
  readonly reads: number;
  /** Inserts, updates and deletions. */
  readonly writes: number;
};
export type DayOfRequests = {
  readonly signIns: number;
  readonly ticks: number;
  readonly all: Requests;
  /** Of these, those of ticks in which nothing was due. */
  readonly idle: Requests;
  /** From two other sizes instead of being counted. */
  readonly isComputed: boolean;
};

const TICK = 15 * 60_000;
const HOUR = 4 * TICK;
const TICKS = 96;

/**
 * A file's day, again and again, until each of three days is at another of its readings: a day of
 * operation then reads the newest for the first time, the one before again, and seals the third.
 */
export async function countRequests(
  file: string,
  firstDay: string,
  { records, folder }: { records: number; folder: string },
): Promise<DayOfRequests> {
  const graph = await startServer('serve-graph.ts', [file, firstDay, '4']);
  const tables = await startServer('serve-tables.ts', [await mkdtemp(join(folder, 'tables-'))]);
  const midnight = (nth: number) => Date.parse(`${addDays(firstDay, nth)}T00:00:00Z`);
  let now = 0;
  const app = await openApp(
    {
      SOURCE: 'graph',
      TENANT_ID: 'contoso.example',
      GRAPH_ENDPOINT: graph.address,
      TABLES: tables.address,
      BACKFILL_DAYS: '1',
    },
    { clock: () => now, log: () => {}, source: fastGraph(graph.address, () => now).source },
  );
  try {
    for (const nth of [1, 2]) {
      now = midnight(nth) + 3 * HOUR;
      await collect(app);
    }
    const before = await requestsOf(graph, tables);
    let idle: Requests = { toGraph: 0, reads: 0, writes: 0 };
    for (let tick = 0; tick < TICKS; tick += 1) {
      now = midnight(3) + tick * TICK;
      const asked = await requestsOf(graph, tables);
      const { days } = await collect(app);
      if (days.length === 0) idle = plus(idle, less(await requestsOf(graph, tables), asked));
    }
    const all = less(await requestsOf(graph, tables), before);
    return { signIns: records, ticks: TICKS, all, idle, isComputed: false };
  } finally {
    await app.close();
    await Promise.all([graph.stop(), tables.stop()]);
  }
}

/** The same of a size that would take minutes: all that depends on the size grows along with it. */
export function computeRequests(few: DayOfRequests, many: DayOfRequests, signIns: number): DayOfRequests {
  const share = (signIns - few.signIns) / (many.signIns - few.signIns);
  const of = (name: keyof Requests) => Math.round(few.all[name] + share * (many.all[name] - few.all[name]));
  return {
    ...many,
    signIns,
    isComputed: true,
    all: { toGraph: of('toGraph'), reads: of('reads'), writes: of('writes') },
  };
}

async function requestsOf(graph: ServerProcess, tables: ServerProcess): Promise<Requests> {
  const [asked, stored] = await Promise.all([graph.served(), tables.served()]);
  const { GET: reads = 0, ...others } = stored.requests;
  const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((a, b) => a + b, 0);
  return { toGraph: sum(asked.requests), reads, writes: sum(others) };
}

function plus(a: Requests, b: Requests): Requests {
  return { toGraph: a.toGraph + b.toGraph, reads: a.reads + b.reads, writes: a.writes + b.writes };
}

function less(a: Requests, b: Requests): Requests {
  return { toGraph: a.toGraph - b.toGraph, reads: a.reads - b.reads, writes: a.writes - b.writes };
}
