/** An app of the invented tenant Contoso over a store in this process, on Tuesday 2026-06-16, 12:00 UTC. */
import type { App } from '../../src/app.ts';
import { createCalendar } from '../../src/core/day.ts';
import { dayColumns, headlineOf } from '../../src/core/metrics.ts';
import type { CollectRequest, Sent, Source, Store } from '../../src/core/ports.ts';
import type { StoredDay } from '../../src/core/stored-day.ts';
import type { Call, Request } from '../../src/http/answering.ts';
import { OPEN_GATE } from '../../src/http/gate.ts';
import { type Environment, readSettings } from '../../src/settings.ts';

export const NOW = Date.parse('2026-06-16T12:00:00Z');

export type ContosoApp = App & { readonly requests: Map<string, CollectRequest> };

export function contosoApp(
  given: {
    readonly days?: readonly StoredDay[];
    readonly sent?: Sent;
    readonly environment?: Environment;
  } = {},
): ContosoApp {
  const settings = readSettings(given.environment ?? {});
  const days = new Map((given.days ?? []).map((day) => [day.day, day]));
  const requests = new Map<string, CollectRequest>();
  return {
    settings,
    source: silentSource,
    store: storeOf(days, requests, given.sent),
    channels: [],
    calendar: createCalendar(settings.zone),
    clock: () => NOW,
    log: () => {},
    stop: new AbortController().signal,
    version: '0.0.0',
    ping: async () => {},
    close: async () => {},
    requests,
  };
}

/** A source that keeps 45 days, like the sample, and has nothing in them. */
const silentSource: Source = {
  name: 'sample',
  retentionDays: 45,
  async *read() {},
};

function storeOf(
  days: ReadonlyMap<string, StoredDay>,
  requests: Map<string, CollectRequest>,
  sent: Sent | undefined,
): Store {
  const inRange = (from: string, to: string) =>
    [...days.values()].filter(({ day }) => day >= from && day <= to).sort((a, b) => (a.day < b.day ? -1 : 1));
  /** Nothing here collects or delivers: an answer that tried to would break the promise of its route. */
  const untouched = (): never => {
    throw new Error('An answer must not collect, publish or deliver.');
  };
  return {
    headlines: async (from, to) => inRange(from, to).map(headlineOf),
    wideHeadlines: async (from, to) =>
      inRange(from, to).map((day) => ({ ...headlineOf(day), columns: dayColumns(day.figures) })),
    days: async (from, to) => inRange(from, to),
    day: async (day) => days.get(day),
    publishings: async () => [...days.values()],
    publish: untouched,
    dropDays: untouched,
    insertChunk: untouched,
    chunkHeaders: async () => [],
    chunks: untouched,
    progress: untouched,
    dropChunks: untouched,
    changeFacts: untouched,
    dropFactsBeyond: untouched,
    insertShard: untouched,
    shardHeaders: untouched,
    shardTally: untouched,
    changeShardPeople: untouched,
    dropShardPeopleBefore: untouched,
    requests: async () => [...requests.values()],
    request: async (request) => {
      const known = requests.get(request.day);
      const kept = known === undefined ? request : { ...known, force: known.force || request.force };
      requests.set(request.day, kept);
      return kept;
    },
    dropRequest: untouched,
    claimSent: untouched,
    updateSent: untouched,
    sent: async () => [],
    dropSent: untouched,
    lastSent: async () => sent,
    people: async () => [],
    peopleOfDays: async () => [],
    keepPeople: untouched,
    replacePeople: untouched,
    lastForgetting: untouched,
    markForgetting: untouched,
    changePeople: untouched,
    dropPeople: untouched,
    dropPeopleBefore: untouched,
    acks: async () => [],
    acknowledge: untouched,
    withdrawAck: untouched,
    dropAcks: untouched,
    remember: untouched,
    close: async () => {},
  };
}

/** `GET address` as an answer sees it. */
export function request(
  address: string,
  given: { readonly headers?: Record<string, string>; readonly params?: Record<string, string> } = {},
): Request {
  return {
    query: new URL(address, 'https://mfa.contoso.example').searchParams,
    headers: new Headers(given.headers),
    params: given.params ?? {},
  };
}

export function callTo(app: App, log: (line: string) => void = () => {}): Call {
  return { open: async () => app, runId: 'run-1', log, gate: OPEN_GATE };
}
