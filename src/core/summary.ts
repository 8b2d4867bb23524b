/** All tenants of a deployment on one day, one line each, worst first: a digest of their digests. */
import { type Digest, newsOf, type Repeat, tenantName } from './digest.ts';
import { count, counted, listed, longDay, percent, shortDay, shortened, UNMEASURED } from './format.ts';
import { type LinkOptions, linksFrom } from './links.ts';
import { type Day, isMeasured, type Level, type Report } from './report.ts';
import type { TableBlock, TableRow } from './sections/block.ts';
import { levelOf } from './sections/level.ts';
import { LEVEL_PILLS } from './sections/verdict.ts';

/** What is known of one tenant when the summary is made. */
export type TenantTold = {
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** The value its own digest is made of; `undefined` where there is none. */
  readonly report: Report | undefined;
  /** What is wrong with it now, whole sentences. */
  readonly troubles: readonly string[];
};

export type SummaryOptions = LinkOptions & {
  readonly day: string;
  readonly version: string;
  readonly repeat?: Repeat | undefined;
};

type Line = TenantTold & { readonly level: Level; readonly day: Day | undefined };

/**
 * Worst first. Among the incomplete stand those whose day is not whole, those without a report, and those
 * whose figures are quiet while something is wrong.
 */
const LEVELS = {
  act: { title: 'Act today', subject: 'act today' },
  watch: { title: 'Watch', subject: 'watch' },
  incomplete: { title: 'Incomplete or failing', subject: 'incomplete or failing' },
  quiet: { title: 'Quiet', subject: 'quiet' },
} as const satisfies Record<Level, { title: string; subject: string }>;

const WORST_FIRST = ['act', 'watch', 'incomplete', 'quiet'] as const satisfies readonly Level[];

/** Longest text of one trouble: what to do about it stands in the digest, and the doctor says it. */
const LONGEST = 300;

/** Every number in it is one of a tenant's report, as its own digest shows it. */
export function composeSummary(tenants: readonly TenantTold[], options: SummaryOptions): Digest {
  const { day, version, repeat } = options;
  const lines = tenants.map(lineOf);
  const worst = WORST_FIRST.find((level) => lines.some((line) => line.level === level)) ?? 'quiet';
  const groups = WORST_FIRST.map((level) => ({
    level,
    lines: lines.filter((line) => line.level === level).sort(worstFirst),
  })).filter((group) => group.lines.length > 0);
  const told = groups.map(({ level, lines: some }) => `${count(some.length)} ${LEVELS[level].subject}`);
  const all = counted(tenants.length, 'tenant');
  return {
    subject: `${all}: ${told.join(', ')} · ${shortDay(day)}`,
    preheader: groups[0]?.lines.map(({ name }) => name).join(', ') ?? '',
    lang: 'en',
    day,
    date: longDay(day),
    tenant: all,
    level: worst,
    repeat,
    blocks: [
      {
        kind: 'verdict',
        pill: LEVEL_PILLS[worst],
        date: longDay(day),
        sentence: `Of ${all}: ${listed(told)}.`,
        answers: [],
        paragraphs: [],
      },
      ...groups.map(({ level, lines: some }, index) => ({
        ...groupOf(level, some, options),
        linkNote: index === groups.length - 1 ? 'A name leads to the digest of that tenant.' : undefined,
      })),
    ],
    footer: {
      notes: [
        'Each line is of the same report as the digest of its tenant. Challenged: users asked for MFA, which ended completed, denied or abandoned. Unable: users with a denied or abandoned attempt and none that got in after it. Success: completed out of challenged attempts.',
        'Who receives this is set by an administrator (MAIL_TO_SUMMARY).',
        `MFA Digest ${version} · day ${day}, in the zone of each tenant`,
      ],
      links: [],
    },
  };
}

function lineOf(told: TenantTold): Line {
  const { report, troubles } = told;
  const day = report?.days[0];
  const level = report === undefined || day === undefined ? 'incomplete' : levelOf(report, day);
  return { ...told, day, level: level === 'quiet' && troubles.length > 0 ? 'incomplete' : level };
}

function worstFirst(a: Line, b: Line): number {
  return unableOf(b) - unableOf(a) || (a.name < b.name ? -1 : 1);
}

/** Of whom nothing is known, nothing good is known. */
function unableOf({ day }: Line): number {
  return day !== undefined && isMeasured(day) ? day.unable.users : Number.MAX_SAFE_INTEGER;
}

function groupOf(level: Level, lines: readonly Line[], options: SummaryOptions): TableBlock {
  const { sign } = LEVEL_PILLS[level];
  return {
    kind: 'table',
    id: `tenants-${level}`,
    title: `${sign} ${LEVELS[level].title}`,
    subtitle: counted(lines.length, 'tenant'),
    nameColumn: 'Tenant',
    columns: ['Challenged', 'Unable', 'Success'],
    rows: lines.map((line) => rowOf(line, options)),
  };
}

function rowOf({ id, name, report, day, level, troubles }: Line, options: SummaryOptions): TableRow {
  // Of a quiet day the figures say all, unless there are none.
  const isPlain = level === 'quiet' && day !== undefined && isMeasured(day) && day.challenged.users > 0;
  const news = day === undefined || isPlain ? '' : newsOf(day);
  const problem = day?.problem ?? null;
  // What its turns are in trouble with is mostly what stopped the reading, and says so at more length.
  const isTold = problem === null || troubles.some((trouble) => trouble.includes(problem));
  const stopped = isTold ? [] : [`What stopped the reading: ${problem}`];
  return {
    name: report === undefined ? name : tenantName(report),
    href: linksFrom({ ...options, oneOfSeveral: { id } }).digest(options.day),
    detail: [
      ...(news === '' ? [] : [news]),
      ...[...stopped, ...troubles].map((each) => shortened(each, LONGEST)),
    ].join(' '),
    cells:
      day !== undefined && isMeasured(day)
        ? [count(day.challenged.users), count(day.unable.users), percent(day.rate)]
        : [UNMEASURED, UNMEASURED, UNMEASURED],
    total: false,
  };
}
