/** Days counted on several threads, real ones: as on one. All records are invented. */
import { describe, expect, it } from 'vitest';
import { generateLines } from '../../bench/generate.ts';
import { tallyOnThreads } from '../../src/cli/tally-on-threads.ts';
import { openThreads } from '../../src/cli/thread-work.ts';
import { createCalendar } from '../../src/core/day.ts';
import { createDaysOfFiles, type DaysOfFiles } from '../../src/core/days-of-files.ts';
import { readSignIn } from '../../src/sources/read-sign-in.ts';

const PROGRAM = new URL('../../src/cli.ts', import.meta.url);
const ZONE = 'Europe/Amsterdam';
const ASKED = {
  asOf: Date.parse('2026-12-01T00:00:00Z'),
  sealHours: 48,
  exclude: { users: new Set<string>(), apps: new Set<string>() },
};
/** Worth three threads: the records of two days, each several times under another id. */
const COPIES = 10;

function generatedDays(): DaysOfFiles {
  const days = createDaysOfFiles(createCalendar(ZONE));
  const lines = generateLines({ records: 22_000, flavour: 'lean', from: '2026-11-16', days: 2, seed: '5' });
  for (const line of lines) {
    const record = readSignIn(JSON.parse(line));
    for (let copy = 0; copy < COPIES; copy += 1)
      days.add(
        record.kind === 'signIn'
          ? { ...record, id: `${copy}${record.id.slice(1)}`, userId: `${copy}${record.userId?.slice(1)}` }
          : record,
      );
  }
  return days;
}

describe('two days of some 200,000 sign-ins', () => {
  const days = generatedDays();
  const { facts } = days.toShare();
  const toTally = { ...ASKED, days: days.found() };

  async function told({ program = PROGRAM, threads }: { readonly threads: number; readonly program?: URL }) {
    let started = 0;
    const onWorker = () => {
      started += 1;
    };
    process.on('worker', onWorker);
    const others = openThreads(program);
    try {
      const tallies = await tallyOnThreads(days, toTally, { others, threads, zone: ZONE });
      const stored = days.days({ ...ASKED, day: undefined }, tallies);
      return { started, told: JSON.stringify([stored, stored.map(({ day }) => days.people(day))]) };
    } finally {
      process.off('worker', onWorker);
      await others.close();
    }
  }

  const alone = days.days({ ...ASKED, day: undefined });
  const expected = JSON.stringify([alone, alone.map(({ day }) => days.people(day))]);

  it.each([1, 2, 3])('on %i threads: the same as on one', async (threads) => {
    expect(alone.length).toBeGreaterThan(1);
    expect(facts.rows).toBeGreaterThan(200_000);
    expect(await told({ threads })).toEqual({ started: threads - 1, told: expected });
  });

  it('are not worth more threads than they are long', async () => {
    expect(await told({ threads: 64 })).toEqual({ started: 2, told: expected });
  });

  const onOrder = (what: string) =>
    `import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => { ${what} });`;
  it.each([
    ['does not start', 'no program'],
    ['ends at once', 'process.exit(0)'],
    ['fails', "throw new Error('Out of order.')"],
    ['ends when it is asked', onOrder('process.exit(0)')],
    ['fails when it is asked', onOrder("throw new Error('Out of order.')")],
  ])('where another thread %s, this one counts its part', async (_what, text) => {
    const program = new URL(`data:text/javascript,${encodeURIComponent(text)}`);
    expect(await told({ threads: 2, program })).toEqual({ started: 1, told: expected });
  });
});
