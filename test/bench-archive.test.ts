import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { archiveBars } from '../bench/archive-bars.ts';
import { archiveSection, withArchiveSection } from '../bench/archive-section.ts';
import { type Way, waysOf } from '../bench/archive-ways.ts';
import { checkAnswers } from '../bench/check-answers.ts';
import type { ArchiveRead, Ran } from '../bench/measure-archive.ts';
import { reportFigures } from '../bench/report-figures.ts';
import { literal, vocabularySql } from '../bench/vocabulary-sql.ts';

describe('the bars of reading an archive', () => {
  it('hold at their limits and not beyond', () => {
    expect(missed(archive({}))).toEqual([]);
  });

  it.each<[string, Changes, string]>([
    [
      'a report slower than so much of JSON.parse',
      { loop: 9.9 },
      '1,000,000 full, plain: `report`, one thread ÷ `JSON.parse` of every line',
    ],
    [
      'a report slower than so much of the small query',
      { counts: 6.4 },
      '1,000,000 full, plain: `report`, one thread ÷ DuckDB, one thread: counts',
    ],
    [
      'a report slower than so much of the query of its figures',
      { figures: 6.4 },
      '1,000,000 full, plain: `report`, one thread ÷ DuckDB, one thread: figures',
    ],
    [
      'two workers slower than so much of two threads',
      { countsOfTwo: 3.9 },
      '1,000,000 full, plain: `report`, two workers ÷ DuckDB, two threads: counts',
    ],
    [
      'two workers slower than so much of two threads with its figures',
      { figuresOfTwo: 3.9 },
      '1,000,000 full, plain: `report`, two workers ÷ DuckDB, two threads: figures',
    ],
    [
      'unpacking that leaves too little time to the rest',
      { unpack: 3.4 },
      '1,000,000 full, gzip: `report`, one thread ÷ zlib alone',
    ],
    [
      'memory of the worst run',
      { peaks: [150, 180.5] },
      '1,000,000 full, plain: `report`, one thread, peak memory',
    ],
    [
      'memory of two workers',
      { peakOfTwo: 241 },
      '1,000,000 full, plain: `report`, two workers, peak memory',
    ],
    [
      'time that grows faster than the input',
      { small: 0.42 },
      'full, tenfold input: `report`, one thread, time',
    ],
  ])('%s is told', (_, changes, what) => {
    expect(missed(archive(changes))).toContain(what);
  });

  it('what is not installed is neither passed nor missed, and says so', () => {
    const bars = archiveBars(archive({ missing: ['counts', 'figures', 'countsOfTwo', 'figuresOfTwo'] }));
    const duckdb = bars.filter(({ what }) => what.includes('DuckDB'));
    expect(duckdb.map(({ figure, holds }) => [figure, holds])).toEqual(
      Array.from({ length: 4 }, () => ['not installed', undefined]),
    );
    expect(bars.filter(({ holds }) => holds === undefined)).toEqual(duckdb);
  });

  it('are none where no million was read', () => {
    expect(archiveBars([read({ records: 100_000 })])).toEqual([]);
  });
});

describe('ways that differ in what they count', () => {
  it('are none where all agree', () => {
    expect(checkAnswers(read({}))).toEqual([]);
    expect(checkAnswers(read({ packing: 'gzip' }))).toEqual([]);
  });

  it.each<[Way, string, string]>([
    ['report', report({ denied: 7 }), 'figures: outcomes.denied.signIns: expected 7, got 6'],
    ['report', report({ duplicates: 11 }), 'report: records: expected 1000000, got 1000001'],
    ['reportOfTwo', report({ denied: 7 }), 'report: expected the same output of all runs'],
    [
      'loop',
      '[[1000000,999990,40,8]]',
      'counts: records, ids, users, successes: expected 1000000,999990,40,8, got 1000000,999990,40,9',
    ],
    ['countsOfTwo', '[["999999","999990","40","9"]]', 'countsOfTwo: records: expected 1000000, got 999999'],
    ['counts', '[["1000000","999991","40","9"]]', 'counts: distinct ids: expected 999990, got 999991'],
    ['figures', '[["unable.users","3"]]', 'figures: unable.users: expected 2, got 3'],
    ['figuresOfTwo', '[["reasons.new.users","1"]]', 'figuresOfTwo: reasons.new.users: expected 0, got 1'],
    ['lines', '999999 lean-1000000.ndjson', 'lines: lines: expected 1000000, got 999999'],
  ])('%s: %s', (way, printed, expected) => {
    expect(checkAnswers(read({ printed: { [way]: printed } }))).toContain(expected);
  });

  it('a file that was not unpacked to its end is told', () => {
    const told = checkAnswers(read({ packing: 'gzip', printed: { unpack: '12' } }));
    expect(new Set(told)).toEqual(new Set(['unpack: bytes: expected 4000000000, got 12']));
  });

  it('figures of several days are added up', () => {
    const twice = JSON.stringify({ days: [...daysOf(report({})), ...daysOf(report({}))] });
    expect([...reportFigures(twice)]).toEqual(
      [...reportFigures(report({}))].map(([name, count]) => [name, 2 * count]),
    );
  });
});

describe('the section of the results', () => {
  const machine = { cores: 2, processor: 'Some', memoryGiB: 24, system: 'linux x64', node: 'v24' };
  const section = archiveSection(archive({ loop: 5, missing: ['jq'] }), { date: '2026-11-30', machine });

  it('shows what lost, and what was not there, beside the rest', () => {
    expect(section).toContain('| ≤ 0.45 | 0.90 | **FAIL** |');
    expect(section).toContain('| `JSON.parse` of every line | 5.00 (5.00 to 5.00) |');
    expect(section).toContain('2 cores (Some), 24 GiB');
    expect(section).toContain('`unable.users` 2');
  });

  it.each([
    ['a page without it, before the rest', '# Page\n\n## First\n\na\n\n## The rest\n\nb\n'],
    [
      'a page that has one',
      `# Page\n\n## First\n\na\n\n## Reading an archive\n\nold\n\n### one\n\n## The rest\n\nb\n`,
    ],
  ])('takes its place in %s', (_, page) => {
    const written = withArchiveSection(page, section);
    expect(written).toBe(`# Page\n\n## First\n\na\n\n${section}\n## The rest\n\nb\n`);
    expect(withArchiveSection(written, section)).toBe(written);
  });
});

describe('the vocabulary in SQL', () => {
  it('keeps what stands between quotes there', () => {
    expect(literal("user's; drop")).toBe("'user''s; drop'");
  });

  it('knows each text, code and method once, and a bare text as the plain one', () => {
    const tables = vocabularySql()
      .split(/^create temp table /m)
      .slice(1);
    const repeated = tables.flatMap((rows) => {
      const keys = [...rows.matchAll(/^ {2}\((.*?), /gm)].map(([, key]) => key);
      expect(keys.length).toBeGreaterThan(30);
      return keys.filter((key, index) => keys.indexOf(key) !== index);
    });
    expect(repeated).toEqual([]);
    expect(vocabularySql()).toContain("('authentication in progress', 'challenge', ");
  });
});

describe('S17 what only the benchmark installs', async () => {
  const text = (path: string) => readFile(new URL(`../${path}`, import.meta.url), 'utf8');

  it('is not known to the project', async () => {
    expect(await text('package.json')).not.toContain('duckdb');
    expect(await text('package-lock.json')).not.toContain('duckdb');
  });

  it('is exact, told by its sha512, named by no host, and runs no script', async () => {
    const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
      await text('bench/package.json'),
    );
    expect(
      Object.values(dependencies).filter((version) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version)),
    ).toEqual([]);
    const {
      packages,
    }: { packages: Record<string, { integrity?: string; resolved?: string; hasInstallScript?: true }> } =
      JSON.parse(await text('bench/package-lock.json'));
    const installed = Object.entries(packages).filter(([path]) => path !== '');
    expect(installed.length).toBeGreaterThan(0);
    const odd = installed.filter(
      ([, { hasInstallScript, integrity = '', resolved }]) =>
        hasInstallScript || resolved !== undefined || !integrity.startsWith('sha512-'),
    );
    expect(odd).toEqual([]);
    expect(await text('bench/.npmrc')).toBe(await text('.npmrc'));
  });
});

type Changes = Partial<Record<Way, number>> & {
  readonly peaks?: readonly number[];
  readonly peakOfTwo?: number;
  /** Seconds of the tenth. */
  readonly small?: number;
  readonly missing?: readonly Way[];
};

/** A million full records in both packings, and the tenth of it: each at its limit. */
function archive(changes: Changes): ArchiveRead[] {
  return [
    read({ records: 100_000, changes: { report: changes.small ?? 4.5 / 10.5, reportOfTwo: 3 / 10.5 } }),
    read({ changes }),
    read({ packing: 'gzip', changes }),
  ];
}

const SECONDS: Readonly<Record<Way, number>> = {
  report: 4.5,
  reportOfTwo: 3,
  loop: 10,
  counts: 4.5 / 0.7,
  figures: 4.5 / 0.7,
  countsOfTwo: 4,
  figuresOfTwo: 4,
  jq: 60,
  lines: 1,
  unpack: 4.5 / 1.3,
};

const FIGURES = [...reportFigures(report({}))].map(([name, count]) => [name, String(count)]);
const PRINTED: Readonly<Record<Way, string>> = {
  report: report({}),
  reportOfTwo: report({}),
  loop: '[[1000000,999990,40,9]]',
  counts: '[["1000000","999990","40","9"]]',
  countsOfTwo: '[["1000000","999990","40","9"]]',
  figures: JSON.stringify(FIGURES),
  figuresOfTwo: JSON.stringify(FIGURES),
  jq: '[[1000000,999990,40,9]]',
  lines: '1000000 lean-1000000.ndjson',
  unpack: '4000000000',
};

function read({
  records = 1_000_000,
  packing = 'plain',
  changes = {},
  printed = {},
}: {
  records?: number;
  packing?: ArchiveRead['packing'];
  changes?: Changes;
  printed?: Partial<Record<Way, string>>;
}): ArchiveRead {
  return {
    flavour: 'full',
    records,
    packing,
    bytes: 4_000_000_000,
    ids: 999_990,
    signIns: 1_000_000,
    ways: waysOf(packing, records).map(([way]) => {
      const peaks = way === 'reportOfTwo' ? [changes.peakOfTwo ?? 240] : (changes.peaks ?? [180, 170]);
      const runs: Ran[] = peaks.map((peakMiB) => {
        const seconds = changes[way] ?? SECONDS[way];
        return { seconds, printed: printed[way] ?? PRINTED[way], left: { cpuSeconds: seconds, peakMiB } };
      });
      return changes.missing?.includes(way) === true
        ? { way, runs: [], missing: 'not installed' }
        : { way, runs, missing: undefined };
    }),
  };
}

/** As far as it is looked at. */
function report({ denied = 6, duplicates = 10 }: { denied?: number; duplicates?: number }): string {
  const count = (signIns: number) => ({ signIns, attempts: 1, users: 1 });
  const day = {
    coverage: {
      records: 999_990 + duplicates,
      signIns: 999_990,
      duplicates,
      outsideWindow: 0,
      nonInteractive: 0,
      outOfScope: 0,
      rejected: { total: 0 },
    },
    totals: count(999_990),
    outcomes: { completed: count(999_984), denied: count(denied) },
    results: { satisfied: count(999_984), denied: count(6) },
    challenged: { attempts: 9, users: 5 },
    completed: { firstTry: { attempts: 3 }, afterRetry: { attempts: 1 } },
    interrupted: { abandoned: { attempts: 0 } },
    unable: { users: 2 },
    reasons: [{ reason: 'wrongCode', attempts: 4, users: 3, unableUsers: 2 }],
  };
  return JSON.stringify({ days: [day] });
}

function daysOf(text: string): unknown[] {
  const { days }: { days: unknown[] } = JSON.parse(text);
  return days;
}

function missed(reads: readonly ArchiveRead[]): string[] {
  return archiveBars(reads)
    .filter(({ holds }) => holds === false)
    .map(({ what }) => what);
}
