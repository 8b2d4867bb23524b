/** What a service may answer instead of rows, and what becomes of the day: partial results are never data. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SourceError } from '../../src/errors.ts';
import type { LogAnalyticsOptions } from '../../src/sources/log-analytics.ts';
import type { FakeTime } from '../fake-time.ts';
import type { LogFault, LoopbackLogs, SeenQuery } from '../loopback-logs.ts';
import { COPIES, figuresOf, readAll, readUntilError, startLogs, WINDOW } from './read-logs.ts';

const open: LoopbackLogs[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((logs) => logs.close()));
});

let logs: LoopbackLogs;
let time: FakeTime;
let openSource: (options?: Partial<LogAnalyticsOptions>) => ReturnType<Started['open']>;
let lines: (readonly [string, unknown])[];
type Started = Awaited<ReturnType<typeof startLogs>>;

/** Parts of some 300 rows: a dozen queries a day. */
async function start(options?: Parameters<typeof startLogs>[0]) {
  const started = await startLogs(options);
  open.push(started.logs);
  ({ logs, time } = started);
  lines = [];
  openSource = (more = {}) =>
    started.open({ partRows: 300, log: (event, fields) => void lines.push([event, fields]), ...more });
}
beforeEach(() => start());

/** As without any fault. */
const undisturbed = await (async () => {
  const { logs, open } = await startLogs();
  try {
    return figuresOf(await readAll(open()));
  } finally {
    await logs.close();
  }
})();

const events = () => lines.map(([event]) => event);
const partsAsked = () =>
  logs.queries.map(({ query }) => Number(/hash\(UserId, (\d+)\)/.exec(query)?.[1] ?? 0));
/** Without the question for the table of AD FS, which is not there. */
const asked = () => logs.queries.filter(({ query }) => !query.startsWith('ADFSSignInLogs'));
const isForRows = ({ query }: SeenQuery) => query.includes('project');

describe('a day is read whole all the same', () => {
  const tooMuch: readonly LogFault[] = [
    { status: 413 },
    { status: 504, codes: ['GatewayTimeout'] },
    'partial',
    'failureAmongRows',
  ];
  const passing: readonly LogFault[] = [
    { status: 429 },
    { status: 500 },
    { status: 503, codes: ['ServiceUnavailable'] },
    { status: 408 },
    'cut',
    'reset',
    'html',
    'empty',
  ];

  it.each(tooMuch)('where some rows were too much: %j', async (fault) => {
    logs.always((_, index) => (index === 2 || index === 20 ? fault : undefined));
    expect(figuresOf(await readAll(openSource()))).toEqual(undisturbed);
    expect(events()).toEqual(['sourceNarrowed', 'sourceNarrowed']);
    // Five parts were planned, and ten are not asked for all at once.
    expect(Math.max(...partsAsked())).toBeGreaterThanOrEqual(10);
    expect(logs.mostAtOnce).toBeLessThanOrEqual(5);
  });

  it('where one part was too much, without waiting for the others', async () => {
    logs.script([undefined, 'silence', undefined, { status: 413 }]);
    expect(figuresOf(await readAll(openSource()))).toEqual(undisturbed);
    expect(events()).toEqual(['sourceNarrowed']);
  });

  it.each(tooMuch)('where even the count was too much: %j', async (fault) => {
    logs.script([fault]);
    expect(figuresOf(await readAll(openSource()))).toEqual(undisturbed);
    expect(Math.max(...partsAsked())).toBe(5);
  });

  it.each(passing)('where a fault passes: %j', async (fault) => {
    logs.script([fault, undefined, fault, fault, undefined, fault]);
    expect(figuresOf(await readAll(openSource()))).toEqual(undisturbed);
    expect(new Set(events())).toEqual(
      new Set([typeof fault === 'object' && fault.status === 429 ? 'sourceThrottled' : 'sourceRetried']),
    );
  });

  it('where there is no answer in time', async () => {
    logs.script([undefined, undefined, 'silence']);
    expect(figuresOf(await readAll(openSource({ requestTimeoutMs: 2_000 })))).toEqual(undisturbed);
    expect(new Set(events())).toEqual(new Set(['sourceNarrowed']));
  });

  it('where many parts have more rows than are handed out', async () => {
    await start({ rowLimit: 40 });
    expect(figuresOf(await readAll(openSource()))).toEqual(undisturbed);
    expect(events().length).toBeGreaterThan(1);
  });

  it('where nearly all rows are of one user, who cannot be divided', async () => {
    const [first] = COPIES;
    const copies = COPIES.map(({ record, ...copy }) => ({
      ...copy,
      record: { ...record, userId: first?.record.userId },
    }));
    await start({ copies });
    const whole = figuresOf(await readAll(openSource()));
    await start({ copies, rowLimit: 200 });
    expect(figuresOf(await readAll(openSource()))).toEqual(whole);
    expect(whole?.totals.users).toBe(1);
  });
});

describe('partial results', () => {
  it.each<LogFault>(['partial', 'failureAmongRows'])('%s are never handed over', async (fault) => {
    logs.always((seen) => (isForRows(seen) ? fault : undefined));
    const { batches, error } = await readUntilError(openSource());
    expect(batches.flatMap(({ records }) => records)).toEqual([]);
    expect(error).toMatchObject({ name: 'SourceError', kind: 'unavailable' });
    // Halved eight times, five queries at most each.
    expect(events()).toHaveLength(8);
    expect(asked().length).toBeLessThanOrEqual(1 + 9 * 5);
  });

  it('leave the next run to begin where they were', async () => {
    logs.always((seen, index) => (index > 8 && isForRows(seen) ? 'partial' : undefined));
    const first = await readUntilError(openSource());
    expect(first.error).toBeInstanceOf(SourceError);
    logs.always(() => undefined);
    const second = await readAll(openSource(), { cursor: first.batches.at(-1)?.cursor });
    expect(figuresOf(first.batches, second)).toEqual(undisturbed);
    expect(second[0]?.readTo).toBeGreaterThan(WINDOW.from);
  });
});

describe('a service that asks to wait', () => {
  it('is left alone for so long by all queries', async () => {
    logs.script([undefined, undefined, { status: 429, headers: { 'Retry-After': '30' } }]);
    const begun = time.clock();
    expect(figuresOf(await readAll(openSource()))).toEqual(undisturbed);
    const before = asked().filter(({ at }) => at < begun + 30_000);
    // The count and the five that were under way.
    expect(before.length).toBeLessThanOrEqual(6);
    expect(before.map(({ at }) => at)).toEqual(before.map(() => begun));
    expect(time.sleeps.filter((ms) => ms >= 30_000)).not.toEqual([]);
  });

  it('for longer than the run may wait is left to a later run', async () => {
    logs.script([undefined, { status: 429, headers: { 'Retry-After': '900' } }]);
    const { error } = await readUntilError(openSource(), { timeLeft: () => 240_000 });
    expect(error).toMatchObject({ kind: 'unavailable', waitMs: 900_000 });
    expect(time.sleeps).toEqual([]);
  });

  it('again and again is asked eight times', async () => {
    logs.always(() => ({ status: 503 }));
    const { error } = await readUntilError(openSource());
    expect(error).toMatchObject({ message: expect.stringContaining('at the last of 8 tries') });
    expect(asked()).toHaveLength(8);
  });
});

describe('the end of a run', () => {
  it('is not taken for a part that is too much', async () => {
    logs.script([undefined, { status: 504 }]);
    const { error } = await readUntilError(openSource(), {
      timeLeft: () => (asked().length < 2 ? 30_000 : 0),
    });
    expect(error).toMatchObject({ kind: 'unavailable' });
    expect(events()).toEqual([]);
  });

  it('ends what is under way', async () => {
    const stop = new AbortController();
    logs.always((seen) => {
      if (!isForRows(seen)) return undefined;
      stop.abort();
      return 'silence';
    });
    const { error } = await readUntilError(openSource({ signal: stop.signal }));
    expect(error).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('The run was stopped'),
    });
  });
});

describe('a reading that ends early', () => {
  it('after any query is gone on with, and what was kept is not asked again', async () => {
    const plain = await readAll(openSource());
    const queries = asked().length;
    expect(queries).toBeGreaterThan(10);
    expect(plain.length).toBeGreaterThan(10);
    for (let crash = 0; crash < queries; crash += 1) {
      await start();
      logs.always((_, index) => (index === crash ? { status: 403 } : undefined));
      const first = await readUntilError(openSource());
      expect(first.error).toBeInstanceOf(SourceError);
      const cursor = first.batches.at(-1)?.cursor;
      const second = await readAll(openSource(), { cursor });
      expect(figuresOf(first.batches, second)).toEqual(undisturbed);
      // Those that were under way with the one that failed, and that one, come again.
      expect(asked().length).toBeLessThanOrEqual(queries + 5);
    }
  });

  it.each([
    ['a batch of many parts', 300],
    ['a batch of a part that has several', 1_000_000],
  ])('after %s is gone on with', async (_, partRows) => {
    const whole = await readAll(openSource({ partRows }));
    expect(whole.length).toBeGreaterThan(3);
    for (let kept = 0; kept < whole.length; kept += partRows > 300 ? 1 : 3) {
      const first = [];
      for await (const batch of openSource({ partRows }).read(WINDOW, undefined)) {
        first.push(batch);
        if (first.length > kept) break;
      }
      const second = await readAll(openSource({ partRows }), { cursor: first.at(-1)?.cursor });
      expect(figuresOf(first, second)).toEqual(undisturbed);
    }
  });

  it.each(['', 'x', '{}', '{"graph":1,"ge":"2026-11-23T00:00:00Z"}', '{"logs":1,"from":0,"done":[]}'])(
    'with a cursor that is not ours, %j, is begun anew',
    async (cursor) => {
      expect(figuresOf(await readAll(openSource(), { cursor }))).toEqual(undisturbed);
    },
  );
});
