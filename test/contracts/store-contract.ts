/** What every store must do, whatever holds its rows. */
import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/core/ports.ts';
import type { StoredDay } from '../../src/core/stored-day.ts';
import { buildSent } from '../build-sent.ts';
import { coverage, figures, headerOf, storedChunk, storedDay, withoutEtag } from '../store/builders.ts';
import { chunk } from '../store/facts-builder.ts';
import { all } from './store-operations.ts';

/** `open` opens the store of a tenant; the same tenant sees the same rows, each test takes its own. */
export function storeContract(open: (tenant: string) => Promise<Store>): void {
  describe('a published day', () => {
    it('is read back as it was published, with its headline', async () => {
      const store = await open('published');
      expect(await store.day('2026-06-15')).toBeUndefined();
      expect(await store.publish(storedDay(), undefined)).toBe(true);
      const read = await store.day('2026-06-15');
      expect(read?.etag).toEqual(expect.any(String));
      expect(withoutEtag(read)).toStrictEqual(storedDay());
      expect(await store.days('2026-06-15', '2026-06-15')).toEqual([read]);
      expect(await store.headlines('2026-06-01', '2026-06-30')).toEqual([
        {
          day: '2026-06-15',
          zone: 'UTC',
          state: 'open',
          revision: 1,
          signIns: 10,
          attempts: 9,
          users: 6,
          challengedAttempts: 8,
          challengedUsers: 6,
          completed: 5,
          denied: 2,
          abandoned: 1,
          unableUsers: 0,
          rate: 5 / 8,
        },
      ]);
    });

    it('is replaced as a whole: a column of the old revision does not shine through', async () => {
      const store = await open('replaced');
      await store.publish(storedDay(), undefined);
      const first = await store.day('2026-06-15');
      const empty = storedDay({ revision: 2, figures: figures(), coverage: coverage({ passes: 2 }) });
      expect(await store.publish(empty, first)).toBe(true);
      expect(withoutEtag(await store.day('2026-06-15'))).toStrictEqual(empty);
      expect(await store.headlines('2026-06-15', '2026-06-15')).toMatchObject([
        { revision: 2, signIns: 0, denied: 0, rate: null },
      ]);
    });

    it('has one first publisher, whoever of several it is', async () => {
      const store = await open('first-publisher');
      const days = [1, 2, 3, 4].map((classifier) => storedDay({ classifier }));
      const won = await Promise.all(days.map((day) => store.publish(day, undefined)));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(withoutEtag(await store.day('2026-06-15'))).toStrictEqual(days[won.indexOf(true)]);
    });

    it('has one next publisher: who read the older revision loses and changes nothing', async () => {
      const [store, other] = [await open('next-publisher'), await open('next-publisher')];
      await store.publish(storedDay(), undefined);
      const seen = await store.day('2026-06-15');
      const next = ['early', 'late'].map((source) => storedDay({ revision: 2, source }));
      expect(await other.publish(must(next[0]), seen)).toBe(true);
      expect(await store.publish(must(next[1]), seen)).toBe(false);
      expect(withoutEtag(await store.day('2026-06-15'))).toStrictEqual(next[0]);
    });

    it('is read whole, one revision or the other, while it is being replaced', async () => {
      const store = await open('whole');
      const revisions = Array.from({ length: 6 }, (_, index) => ofRevision(index + 1));
      await store.publish(must(revisions[0]), undefined);
      let ended = false;
      const publishing = (async () => {
        for (const next of revisions.slice(1)) await store.publish(next, await store.day(next.day));
        ended = true;
      })();
      const seen: (StoredDay | undefined)[] = [];
      while (!ended) seen.push(await store.day('2026-06-15'));
      await publishing;
      for (const day of seen) expect(withoutEtag(day)).toStrictEqual(ofRevision(day?.revision ?? 0));
    });

    it('is listed with what tells whether something is to be done about it', async () => {
      const store = await open('listed');
      const days = [
        storedDay({ day: '2026-06-14', state: 'sealed', lastReadAt: '2026-06-16T22:00:00.000Z' }),
        storedDay({ exclusions: 'of-contoso', classifier: 7 }),
      ];
      for (const day of days.toReversed()) await store.publish(day, undefined);
      expect(await store.publishings('2000-01-01')).toStrictEqual(
        days.map(({ day, windowTo, state, collectedAt, lastReadAt, classifier, exclusions }) => {
          return { day, windowTo, state, collectedAt, lastReadAt, classifier, exclusions };
        }),
      );
    });

    it('is not made by replacing a day that is not there', async () => {
      const store = await open('absent');
      await store.publish(storedDay(), undefined);
      const ghost = { ...must(await store.day('2026-06-15')), day: '2026-06-16' };
      expect(await store.publish(storedDay({ day: '2026-06-16' }), ghost)).toBe(false);
      expect(await store.day('2026-06-16')).toBeUndefined();
    });

    it('cannot replace another day, or one that was never read', async () => {
      const store = await open('wrong-replacement');
      await store.publish(storedDay(), undefined);
      const read = await store.day('2026-06-15');
      await expect(store.publish(storedDay({ day: '2026-06-16' }), read)).rejects.toThrow(/same day as read/);
      await expect(store.publish(storedDay(), storedDay())).rejects.toThrow(/same day as read/);
    });
  });

  it('400 days come in one range, ascending, both ends included', async () => {
    const store = await open('range');
    const days = Array.from({ length: 402 }, (_, index) =>
      new Date(Date.UTC(2025, 4, 1 + index)).toISOString().slice(0, 10),
    );
    for (const day of days.toReversed()) {
      await store.publish(storedDay({ day, figures: figures({ totals: dayCount(day) }) }), undefined);
    }
    const wanted = days.slice(1, -1);
    const headlines = await store.headlines(must(wanted[0]), must(wanted.at(-1)));
    expect(headlines.map(({ day, signIns }) => ({ day, signIns }))).toEqual(
      wanted.map((day) => ({ day, signIns: dayCount(day).signIns })),
    );
    const whole = await store.days(must(wanted[0]), must(wanted.at(-1)));
    expect(whole.map(({ day }) => day)).toEqual(wanted);
  });

  describe('chunks', () => {
    it('are given back as stored, by pass and then by number, with the headers alone on request', async () => {
      const store = await open('chunks');
      const stored = [
        storedChunk({ pass: 1, chunk: 0, cursor: undefined, facts: chunk({ rows: 0 }) }),
        storedChunk({ pass: 1, chunk: 2, facts: chunk({ rows: 5 }) }),
        storedChunk({ pass: 1, chunk: 10, done: true, facts: chunk({ rows: 6 }) }),
        storedChunk({ pass: 2, chunk: 0, facts: chunk({ rows: 7 }) }),
        storedChunk({ pass: 10, chunk: 0, cursor: 'https://contoso.example/?a=1&$skiptoken=é' }),
      ];
      for (const one of stored.toReversed()) expect(await store.insertChunk('2026-06-15', one)).toBe(true);
      expect(await all(store.chunks('2026-06-15'))).toStrictEqual(stored);
      expect(await store.chunkHeaders('2026-06-15')).toStrictEqual(stored.map(headerOf));
    });

    it('are a lock: of several that insert the same one, one does, and its facts stay', async () => {
      const store = await open('lock');
      const rivals = [11, 12, 13].map((rows) => storedChunk({ facts: chunk({ rows }) }));
      const won = await Promise.all(rivals.map((rival) => store.insertChunk('2026-06-15', rival)));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await all(store.chunks('2026-06-15'))).toStrictEqual([rivals[won.indexOf(true)]]);
      expect(await store.insertChunk('2026-06-15', storedChunk())).toBe(false);
    });

    it('of a day are dropped, all of them and no others', async () => {
      const store = await open('drop');
      const small = chunk({ rows: 1, users: 1, evidences: 1 });
      for (let number = 0; number < 130; number++) {
        await store.insertChunk('2026-06-15', storedChunk({ chunk: number, facts: small }));
      }
      await store.insertChunk('2026-06-16', storedChunk());
      await Promise.all([store.dropChunks('2026-06-15'), store.dropChunks('2026-06-15')]);
      expect(await store.chunkHeaders('2026-06-15')).toEqual([]);
      expect(await all(store.chunks('2026-06-16'))).toHaveLength(1);
      await store.dropChunks('2026-06-15');
    });

    it('of a day that was never read are none', async () => {
      const store = await open('no-chunks');
      expect(await store.chunkHeaders('2026-06-15')).toEqual([]);
      expect(await all(store.chunks('2026-06-15'))).toEqual([]);
    });

    it('of 20,000 sign-ins are stored, or refused with the size and no trace', async () => {
      const store = await open('large-chunks');
      const stored = storedChunk({ facts: chunk({ rows: 20_000, users: 5000, evidences: 60 }) });
      expect(await store.insertChunk('2026-06-15', stored)).toBe(true);
      const tooLarge = storedChunk({
        chunk: 1,
        facts: chunk({ rows: 20_000, users: 20_000, evidences: 60 }),
      });
      await expect(store.insertChunk('2026-06-15', tooLarge)).rejects.toThrow(/too large for Table Storage/);
      expect(await all(store.chunks('2026-06-15'))).toStrictEqual([stored]);
    });
  });

  const ODD = [
    'a/b#c?d',
    "x' or PartitionKey ne '",
    "' or true or '",
    '%27 or 1 eq 1',
    'Größe 東京 🔑',
    '\ud800',
    '..',
    '-',
    '---',
    'tab\tnewline\n\u0085',
    '__proto__',
  ];

  describe('any text is safe as tenant and as day', () => {
    it.each(ODD)('%j sees its own rows only', async (odd) => {
      const [store, neighbour] = [await open(odd), await open('neighbour')];
      const seenBefore = await rowsOf(neighbour);
      const day = storedDay({ day: odd });
      expect(await store.publish(day, undefined)).toBe(true);
      expect(await store.insertChunk(odd, storedChunk())).toBe(true);
      await store.request({ day: odd, force: true, requestedAt: '2026-06-17T08:00:00.000Z' });
      expect(await store.claimSent(buildSent({ day: odd, channel: odd }))).toBe(true);

      expect(withoutEtag(await store.day(odd))).toStrictEqual(day);
      expect((await store.headlines(odd, odd)).map((headline) => headline.day)).toEqual([odd]);
      expect(await store.chunkHeaders(odd)).toHaveLength(1);
      expect(await store.sent(odd, odd)).toHaveLength(1);
      expect(await store.requests()).toMatchObject([{ day: odd }]);
      expect(await rowsOf(neighbour)).toEqual(seenBefore);

      await neighbour.dropChunks(odd);
      await neighbour.dropRequest(odd, true);
      expect(await store.chunkHeaders(odd)).toHaveLength(1);
      expect(await store.requests()).toHaveLength(1);
      await store.dropChunks(odd);
      expect(await store.chunkHeaders(odd)).toEqual([]);
    });

    it('a filter written into a bound of a range finds nothing', async () => {
      const store = await open('bounds');
      await store.publish(storedDay(), undefined);
      for (const odd of ODD) expect(await store.headlines(odd, `${odd}' or RowKey ge '`)).toEqual([]);
    });
  });
}

async function rowsOf(store: Store): Promise<unknown[]> {
  return Promise.all([store.headlines('-', 'zzz'), store.requests(), store.lastSent()]);
}

function ofRevision(revision: number): StoredDay {
  const totals = { signIns: revision, attempts: revision, users: revision };
  return storedDay({ revision, figures: figures({ totals }), coverage: coverage({ passes: revision }) });
}

function dayCount(day: string): { signIns: number; attempts: number; users: number } {
  const signIns = (Date.parse(day) / 86_400_000) % 1000;
  return { signIns, attempts: signIns, users: signIns };
}

function must<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('expected a value');
  return value;
}
