/** The ways to read an archive that are compared, as a table: each is a process of its own. */
import { fileURLToPath } from 'node:url';

export type Packing = 'plain' | 'gzip';

/** What a process is told: where to leave what it took, and what to read. */
export type Asked = {
  readonly leftAt: string;
  /** The archive. */
  readonly path: string;
  /** Where the SQL of each query over it stands. */
  readonly queries: Readonly<Record<Query, string>>;
  /** What cannot be had here, and why not, in a few words. */
  readonly missing: Missing;
};

export type Query = 'counts' | 'figures';
export type Missing = Readonly<Partial<Record<'threads' | 'duckdb' | 'jq', string>>>;

export type WayRow = {
  readonly title: string;
  readonly packings: readonly Packing[];
  /** What it prints, and so what must equal: `check-answers.ts`. */
  readonly answers: 'report' | 'counts' | 'figures' | 'lines' | 'bytes';
  /** What has to be there for it. */
  readonly needs?: keyof Missing;
  /** Slow ones are spared the larger files. */
  readonly mostRecords?: number;
  readonly command: (asked: Asked) => readonly [program: string, ...args: string[]];
  /** Leaves behind its CPU time and peak memory. */
  readonly leaves: boolean;
};

/** Long after the generated day, so that the report of it is whole. */
const AS_OF = '2026-11-30T08:00:00Z';
/** Records, distinct ids, distinct users, successes: what `parse-lines.ts` counts. */
const JQ_COUNTS =
  '[inputs | [.id, .userId, .status.errorCode]] | [[length, (map(.[0]) | unique | length), (map(.[1]) | unique | length), (map(select(.[2] == 0)) | length)]]';

export const ARCHIVE_WAYS = {
  report: {
    title: '`report`, one thread',
    packings: ['plain', 'gzip'],
    answers: 'report',
    command: report(1),
    leaves: true,
  },
  reportOfTwo: {
    title: '`report`, two workers',
    packings: ['plain', 'gzip'],
    answers: 'report',
    needs: 'threads',
    command: report(2),
    leaves: true,
  },
  loop: {
    title: '`JSON.parse` of every line',
    packings: ['plain'],
    answers: 'counts',
    command: ({ leftAt, path }) => script('parse-lines.ts', leftAt, path),
    leaves: true,
  },
  counts: duckdb('counts', 1),
  countsOfTwo: duckdb('counts', 2),
  figures: duckdb('figures', 1),
  figuresOfTwo: duckdb('figures', 2),
  jq: {
    title: '`jq`: counts',
    packings: ['plain'],
    answers: 'counts',
    needs: 'jq',
    mostRecords: 10_000,
    command: ({ path }) => ['jq', '-cn', JQ_COUNTS, path],
    leaves: false,
  },
  lines: {
    title: '`wc -l`',
    packings: ['plain'],
    answers: 'lines',
    command: ({ path }) => ['wc', '-l', path],
    leaves: false,
  },
  unpack: {
    title: 'zlib alone',
    packings: ['gzip'],
    answers: 'bytes',
    command: ({ leftAt, path }) => script('unpack-only.ts', leftAt, path),
    leaves: true,
  },
} as const satisfies Record<string, WayRow>;

export type Way = keyof typeof ARCHIVE_WAYS;

/** In the order in which they take turns. */
export function waysOf(packing: Packing, records: number): readonly (readonly [Way, WayRow])[] {
  return entries().filter(
    ([, { packings, mostRecords = records }]) => packings.includes(packing) && records <= mostRecords,
  );
}

function entries(): readonly (readonly [Way, WayRow])[] {
  const names: readonly Way[] = Object.keys(ARCHIVE_WAYS).filter((name): name is Way => name in ARCHIVE_WAYS);
  return names.map((name) => [name, ARCHIVE_WAYS[name]] as const);
}

/** Where `report` knows no `--threads`, it has one. */
function report(threads: 1 | 2) {
  return ({ leftAt, missing, path }: Asked): readonly [string, ...string[]] => {
    const flags = missing.threads === undefined ? ['--threads', String(threads)] : [];
    return script('peak-memory.ts', leftAt, 'report', path, '--format', 'json', '--as-of', AS_OF, ...flags);
  };
}

function duckdb<Q extends Query>(query: Q, threads: 1 | 2) {
  return {
    title: `DuckDB, ${threads === 1 ? 'one thread' : 'two threads'}: ${query}`,
    packings: ['plain'],
    answers: query,
    needs: 'duckdb',
    command: ({ leftAt, queries }: Asked): readonly [string, ...string[]] =>
      script('query-duckdb.ts', leftAt, queries[query], String(threads)),
    leaves: true,
  } as const;
}

function script(name: string, ...args: readonly string[]): readonly [string, ...string[]] {
  return [process.execPath, fileURLToPath(new URL(name, import.meta.url)), ...args];
}
