/** A reading ends with the run it belongs to: when its time is over, and when it is stopped. */
import { setTimeout as realSleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Batch } from '../../src/core/ports.ts';
import { tokensFor } from '../../src/credential.ts';
import type { GraphOptions } from '../../src/sources/graph.ts';
import { type FakeTime, fakeTime } from '../fake-time.ts';
import { type Fault, type LoopbackGraph, startLoopbackGraph } from '../loopback-graph.ts';
import { allOf, DAY, distinct, IDS, openOn, readAll, readUntilError, SIGN_INS, START } from './read-graph.ts';

let time: FakeTime;
let graph: LoopbackGraph;

beforeEach(async () => {
  time = fakeTime(START);
  graph = await startLoopbackGraph({ signIns: SIGN_INS, pageSize: 10, clock: time.clock });
});
afterEach(() => graph.close());

const open = (options: Partial<GraphOptions> = {}) => openOn(graph.endpoint, time, options);
/** A run that may go on for so long from now, on fake time. */
function lasting(seconds: number): () => number {
  const end = time.clock() + seconds * 1_000;
  return () => end - time.clock();
}

describe('the time that is left', () => {
  it('F3 is asked for less than the service wants: an end with what was asked, and the rest next time', async () => {
    graph.script([undefined, { status: 429, headers: { 'Retry-After': '86400' } }]);
    const { batches, error } = await readUntilError(open(), { timeLeft: lasting(120) });
    expect(error).toMatchObject({ name: 'SourceError', kind: 'unavailable', waitMs: 86_400_000 });
    for (const part of ['86400 s', '120 s', 'a later run goes on']) expect(allOf(error)).toContain(part);
    expect(graph.requests).toHaveLength(2);
    expect(time.sleeps).toEqual([]);
    const rest = await readAll(open(), { cursor: batches.at(-1)?.cursor, timeLeft: lasting(120) });
    expect(distinct(batches, rest)).toEqual(IDS);
  });

  it('F4 is never overstepped by waiting, however often the service throttles', async () => {
    graph.always(() => ({ status: 429, headers: { 'Retry-After': '40' } }));
    const timeLeft = lasting(100);
    const { error } = await readUntilError(open(), { timeLeft });
    expect(error).toMatchObject({ kind: 'unavailable' });
    expect(timeLeft()).toBeGreaterThan(0);
    expect(graph.requests).toHaveLength(3);
  });

  it('F7 limits a try: what does not answer in it is given up, though a try may take longer', async () => {
    graph.always(() => ({ stall: true }));
    const { error } = await readUntilError(open({ requestTimeoutMs: 600_000 }), { timeLeft: () => 900 });
    expect(error).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('no answer in time'),
    });
    expect(graph.requests).toHaveLength(1);
    await graph.socketsDownTo(0);
  });

  it('F7 limits a try by what is left when its turn has come', { timeout: 20_000 }, async () => {
    const source = open();
    await readAll(source);
    graph.always((_, index) => (index < 4 ? undefined : { stall: true }));
    const timeLeft = () => (time.sleeps.length === 0 ? 600_000 : 900);
    const { error } = await readUntilError(source, { timeLeft });
    expect(time.sleeps).toHaveLength(1);
    expect(error).toMatchObject({ message: expect.stringContaining('no answer in time') });
    await graph.socketsDownTo(0);
  });

  it('is each reading’s own, though the source is one', async () => {
    graph.script([
      { status: 503, headers: { 'Retry-After': '50' } },
      { status: 503, headers: { 'Retry-After': '50' } },
    ]);
    const source = open();
    expect((await readUntilError(source, { timeLeft: lasting(30) })).error).toMatchObject({
      kind: 'unavailable',
    });
    expect(distinct(await readAll(source, { timeLeft: lasting(300) }))).toEqual(IDS);
  });
});

describe('F32 a run that is stopped', () => {
  const STOPPED = {
    name: 'SourceError',
    kind: 'unavailable',
    message: expect.stringMatching(/^The run was stopped; /),
  };

  it.each([
    { title: 'while nothing answers', fault: { stall: true } },
    { title: 'in the middle of an answer', fault: { stall: true, cutAt: 700 } },
  ] satisfies { title: string; fault: Fault }[])('$title: the request ends at once', async ({ fault }) => {
    const stopping = new AbortController();
    graph.script([undefined, fault]);
    graph.always(() => undefined);
    const reading = readUntilError(open({ signal: stopping.signal }));
    while (graph.requests.length < 2) await realSleep(1);
    stopping.abort(new Error('SIGTERM'));
    const { batches, error } = await reading;
    expect(error).toMatchObject(STOPPED);
    expect(graph.requests).toHaveLength(2);
    await graph.socketsDownTo(0);
    const rest = await readAll(open(), { cursor: batches.at(-1)?.cursor });
    expect(distinct(batches, rest)).toEqual(IDS);
  });

  it('during a wait of hours: the wait ends at once', async () => {
    const stopping = new AbortController();
    graph.script([{ status: 429, headers: { 'Retry-After': '10000' } }]);
    const { error } = await readUntilError(
      open({
        signal: stopping.signal,
        sleep: (ms, signal) => {
          queueMicrotask(() => stopping.abort());
          return realSleep(ms, undefined, { signal });
        },
      }),
      { timeLeft: lasting(20_000) },
    );
    expect(error).toMatchObject(STOPPED);
    expect(graph.requests).toHaveLength(1);
  });

  it('while signing in: no longer waited for', async () => {
    const stopping = new AbortController();
    const deaf = {
      getToken: () => new Promise<never>(() => queueMicrotask(() => stopping.abort())),
      renew() {},
    };
    const { error } = await readUntilError(
      open({ signal: stopping.signal, credential: tokensFor(deaf, 'scope') }),
    );
    expect(error).toMatchObject(STOPPED);
    expect(graph.requests).toEqual([]);
  });

  it('before it began: nothing is asked', async () => {
    const { error } = await readUntilError(open({ signal: AbortSignal.abort() }));
    expect(error).toMatchObject(STOPPED);
    expect(graph.requests).toEqual([]);
  });

  it('between two pages: what was read is kept, and nothing more is asked', async () => {
    const stopping = new AbortController();
    const read: Batch[] = [];
    const reading = open({ signal: stopping.signal }).read(DAY, undefined);
    await expect(async () => {
      for await (const batch of reading) {
        read.push(batch);
        stopping.abort();
      }
    }).rejects.toMatchObject(STOPPED);
    expect(read).toHaveLength(1);
    expect(graph.requests).toHaveLength(1);
  });
});
