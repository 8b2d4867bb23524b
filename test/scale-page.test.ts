/** docs/scale.md says what `node scripts/scale.ts` prints, and that follows from what was measured. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dayAtScale, mostSignIns, SCALE_LIMITS, SCALE_SOURCES } from '../scripts/scale/day-at-scale.ts';
import { readScaleConstants, SCALE_CONSTANTS, type ScaleConstant } from '../scripts/scale/scale-constants.ts';
import { SCALE_PRICES } from '../scripts/scale/scale-prices.ts';
import { scaleTables } from '../scripts/scale/scale-tables.ts';
import { simulateTicks } from '../scripts/scale/simulate-ticks.ts';
import { pricesOf, scaleDefaults, scalePage } from '../scripts/scale.ts';
import { type LogProgress, startLogProgress } from '../src/sources/log-progress.ts';

const textOf = (path: string) =>
  readFileSync(new URL(`../${path}`, import.meta.url), 'utf8').replaceAll('\r\n', '\n');
const options = scaleDefaults();
const { constants, prices } = options;
const page = textOf('docs/scale.md');
const tables = scaleTables(options);

describe('the page', () => {
  it('is current (npx node scripts/scale.ts --write writes it)', () => {
    expect(page).toBe(scalePage(page, tables));
  });

  it('has a place for every table', () => {
    for (const name of tables.keys()) expect(page).toContain(`<!-- scale: ${name} -->`);
  });

  it('a place for a table that nobody makes is told', () => {
    expect(() => scalePage('<!-- scale: moon -->\n<!-- end -->', tables)).toThrow('moon');
  });
});

describe.each(Object.entries<ScaleConstant>(SCALE_CONSTANTS))(
  'constant %s',
  (name, { source, finds, means }) => {
    it('stands once where it is said to stand', () => {
      expect([...textOf(source).matchAll(new RegExp(finds.source, 'gm'))]).toHaveLength(1);
    });

    it('is on the page with its value and its source', () => {
      expect(page).toMatch(new RegExp(`^\\| \`${name}\` \\| [\\d.,]+ \\| .+ \\| \`${source}\` \\|$`, 'm'));
      expect(means).not.toBe('');
    });
  },
);

it('a constant that is gone from its source is told with the file', () => {
  expect(() => readScaleConstants(() => '')).toThrow('bench/generate.ts');
});

describe('prices', () => {
  it.each(Object.entries(SCALE_PRICES))(
    '%s is cited with its date, or not known',
    (_, { dollars, source }) => {
      if (dollars === null) expect(source).toBe('not found');
      else expect(source).toMatch(/".+" \(20\d\d-\d\d-\d\d\)/);
    },
  );

  it('one that is not known stands beside the dollars, and is in them once it is given', () => {
    const given = pricesOf('{"tableCalls":1,"blobReads":1}', prices);
    expect(tables.get('archive in blobs')).toContain('+ calls |');
    expect(scaleTables({ ...options, prices: given }).get('archive in blobs')).not.toContain('+ calls |');
    const { dollars, requests, tableReads, tableWrites } = dayAtScale('archive in blobs', 1e6, {
      constants,
      prices: given,
    });
    expect(dollars.blobs).toBeCloseTo(requests / 10_000);
    expect(dollars.tables).toBeCloseTo((tableReads + tableWrites) / 10_000);
  });

  it.each(['{"moon":1}', '{"gbSecond":"1"}', '{"gbSecond":-1}'])('%s are none', (json) => {
    expect(() => pricesOf(json, prices)).toThrow('--prices');
  });
});

describe('on paper', () => {
  const row = /^\| 1,000,000 \(computed\) \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|/m.exec(
    textOf('bench/results.md'),
  );
  const [, ...computed] = (row ?? []).map((cell) => Number(cell.replaceAll(',', '')));

  it('a million sign-ins ask for what the benchmark computes', () => {
    const { requests, tableReads, tableWrites } = dayAtScale('graph', 1e6, options);
    expect([requests, tableReads, tableWrites]).toEqual(computed);
  });

  it('a small day in blobs asks for what decision 0018 counts', () => {
    expect(textOf('docs/decisions/0018-blob-containers.md')).toContain('Some 185 requests');
    expect(dayAtScale('archive in blobs', 4_000, options).requests).toBe(38 + 62 + 83);
  });

  it.each([1_000, 20_001, 230_000, 2_300_000])(
    'log-analytics asks for %i rows in as many parts as it does',
    (rows) => {
      const window = { from: 0, to: 25.5 * 3_600_000 };
      let parts = 0;
      let progress: LogProgress = startLogProgress({ window, partRows: constants.partRows }, rows);
      for (let [next] = progress.left; next !== undefined; [next] = progress.left) {
        parts += 1;
        progress = progress.after(next.part, constants.partRows);
      }
      const { requests } = dayAtScale('log-analytics', (rows * 24) / 25.5, options);
      expect(requests).toBe(3 * (3 + parts));
    },
  );

  it('shards keep the memory of a day that would be refused in one piece', () => {
    const whole = dayAtScale('graph', 23e6, options);
    const divided = dayAtScale('log-analytics', 23e6, options);
    expect(whole.limits.notRefused).toBe(false);
    expect(divided.limits.notRefused).toBe(true);
    expect(divided.peakMiB).toBeLessThan(whole.peakMiB / 5);
  });

  it.each(SCALE_SOURCES)('%s: what is the most holds, and a hundredth more does not', (source) => {
    for (const limit of ['notRefused', 'fits', 'keepsUp', 'waitedFor', 'inTime'] as const) {
      expect(SCALE_LIMITS[limit]).toBeTruthy();
      const most = mostSignIns(source, limit, options);
      if (most === undefined) continue;
      expect(dayAtScale(source, most, options).limits[limit]).toBe(true);
      expect(dayAtScale(source, most * 1.01, options).limits[limit]).toBe(false);
    }
  });
});

describe('simulated', () => {
  const simulated = (signIns: number) =>
    simulateTicks(dayAtScale('graph', signIns, options).readings, constants);

  it('a usual day is ready when it is on paper, and the backfill with it', () => {
    const { worstReadySeconds, backfilledDays, neverWhole, runsADay } = simulated(20_000);
    expect(worstReadySeconds).toBeCloseTo(dayAtScale('graph', 20_000, options).readyAfterSeconds);
    expect(backfilledDays).toBeLessThan(1);
    expect(neverWhole).toBe(0);
    expect(runsADay).toBeGreaterThanOrEqual(1);
  });

  it('no day is ready sooner than on paper', () => {
    for (const signIns of [1e6, 3e6, 5e6]) {
      const { worstReadySeconds = 0 } = simulated(signIns);
      expect(worstReadySeconds).toBeGreaterThanOrEqual(
        dayAtScale('graph', signIns, options).readyAfterSeconds - 1,
      );
    }
  });

  it('beyond what the pace allows days are lost', () => {
    expect(simulated(23e6)).toMatchObject({ worstReadySeconds: undefined, runsADay: 96 });
    expect(simulated(23e6).neverWhole).toBeGreaterThan(30);
  });
});
