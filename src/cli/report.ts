/** `report <path…>`: the report of every day found in files; no store, no network. */
import { availableParallelism } from 'node:os';
import { LOOK_AHEAD, LOOK_BACK } from '../core/attempts.ts';
import { composeDigestReport, composeFilesReport, type ReportOptions } from '../core/compose-report.ts';
import { addDays, type Calendar, createCalendar } from '../core/day.ts';
import { MEMORY_DAYS } from '../core/issues.ts';
import { peopleShown } from '../core/people-shown.ts';
import { addRejected } from '../core/placed.ts';
import type { Window } from '../core/ports.ts';
import type { Person, Report } from '../core/report.ts';
import type { StoredDay } from '../core/stored-day.ts';
import { UsageError } from '../errors.ts';
import { exclusions } from '../exclusions.ts';
import type { ReportFormat } from '../form-names.ts';
import { readSettings, type Settings } from '../settings.ts';
import { cleanText } from '../sources/clean-text.ts';
import { VERSION } from '../version.ts';
import { countFiles } from './count-files.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { readingProgress } from './reading-progress.ts';
import { tellRejected } from './rejected.ts';
import { dayFlag, type Session } from './session.ts';
import { tallyOnThreads } from './tally-on-threads.ts';
import { writeOutput } from './terminal.ts';
import { openThreads, type Threads } from './thread-work.ts';

export type ReportFlags = {
  readonly format: ReportFormat;
  readonly day?: string;
  readonly zone?: string;
  readonly out?: string;
  readonly threads?: string;
};

export async function reportCommand(
  session: Session,
  paths: readonly string[],
  flags: ReportFlags,
): Promise<ExitCode> {
  const day = flags.day === undefined ? undefined : dayFlag('--day', flags.day);
  const calendar = flags.zone === undefined ? undefined : calendarOf(flags.zone);
  // The files are the source and nothing is stored: what is set for a real tenant plays no part here.
  const settings = readSettings({
    ...session.environment,
    SOURCE: 'sample',
    TABLES: undefined,
    ZONE: flags.zone ?? session.environment.ZONE,
  });
  const others = openThreads(session.terminal.program);
  const { found, earlier, records, rejected } = await daysFound(session, {
    paths,
    day,
    calendar: calendar ?? createCalendar(settings.zone),
    settings,
    threads: flags.threads === undefined ? undefined : threadsFlag(flags.threads),
    others,
  }).finally(others.close);
  const options: ReportOptions = {
    version: VERSION,
    tenant: { id: settings.tenantId ?? 'files', name: cleanText(settings.tenantName) ?? null },
    privacy: settings.privacy,
    now: session.clock(),
    calendar: calendar ?? createCalendar(settings.zone),
    retentionDays: Number.MAX_SAFE_INTEGER,
    issueMinUsers: settings.issueMinUsers,
  };
  await writeOutput(session.terminal, flags.out, await rendered(found, earlier, day, flags.format, options));
  tellRejected(session, rejected.byCause);
  if (records === 0) session.warn('Nothing was found to read.');
  else if (found.length === 0 && rejected.total === 0)
    session.tell('No record of the sign-in log was found.');
  const partial = found.filter(({ stored }) => stored.state === 'partial').map(({ stored }) => stored.day);
  if (partial.length > 0) session.warn(`Not over yet, so partial: ${partial.join(', ')}.`);
  return records > 0 && rejected.total === 0 && partial.length === 0 ? EXIT.done : EXIT.incomplete;
}

/** Reads and counts; the facts are let go of with it, before anything is rendered. */
async function daysFound(
  session: Session,
  {
    calendar,
    day,
    others,
    paths,
    settings,
    threads,
  }: {
    readonly paths: readonly string[];
    readonly day: string | undefined;
    readonly calendar: Calendar;
    readonly settings: Settings;
    readonly threads: number | undefined;
    readonly others: Threads;
  },
) {
  const reading = readingProgress(session);
  const days = await countFiles(paths, {
    calendar,
    threads,
    others,
    stdin: session.terminal.stdin,
    onSkipped: (name: string) => session.tell(`skipped: ${name}`),
    onProgress: reading.onProgress,
    window: day === undefined ? undefined : remembered(calendar, day),
  });
  reading.end(days.records);
  const options = { asOf: session.clock(), sealHours: settings.sealHours, exclude: exclusions(settings) };
  const wanted = day === undefined ? days.found() : [day];
  const before =
    day === undefined ? [] : days.found().filter((each) => each < day && each > addDays(day, -MEMORY_DAYS));
  const toTally = { ...options, days: [...wanted, ...before] };
  const tallies = await tallyOnThreads(days, toTally, {
    threads: threads ?? availableParallelism(),
    others,
    zone: calendar.zone,
  });
  const found = days.days({ day, ...options }, tallies);
  return {
    found: found.map((each) => ({
      stored: each,
      people: peopleShown(days.people(each.day), settings.privacy),
    })),
    /** For the trend of the one day asked for, and to compare it with. */
    earlier: before.flatMap((each, nth) =>
      days.days({ day: each, ...options }, tallies.slice(wanted.length + nth)),
    ),
    records: days.records,
    // As the days account for them: a record that is repeated is a duplicate, readable or not.
    rejected: found.reduce(
      (sum, each) => addRejected(sum.byCause, each.coverage.rejected.byCause),
      addRejected({}, found.length === 0 ? days.unread : {}),
    ),
  };
}

/** What a day is compared with lies before it; what its attempts began or ended with, around it. */
function remembered(calendar: Calendar, day: string): Window {
  return {
    from: calendar.window(addDays(day, -MEMORY_DAYS)).from - LOOK_BACK,
    to: calendar.window(day).to + LOOK_AHEAD,
  };
}

type FoundDay = { readonly stored: StoredDay; readonly people: readonly Person[] };

async function rendered(
  found: readonly FoundDay[],
  earlier: readonly StoredDay[],
  day: string | undefined,
  format: ReportFlags['format'],
  options: ReportOptions,
): Promise<string | Uint8Array> {
  // Loaded when all is counted, so that it does not stand in memory beside the facts.
  const { renderDigest, renderHistory } = await import('../forms.ts');
  const [first, ...others] = found;
  const asDigest = ({ stored, people }: FoundDay): Report =>
    composeDigestReport(stored.day, [...earlier, stored], options, { people });
  if (day !== undefined && first !== undefined) return (await renderDigest(asDigest(first), format, {})).body;
  // For people a single day is a digest; machines get the same shape however many days there are.
  if (first !== undefined && others.length === 0 && format !== 'json')
    return (await renderDigest(asDigest(first), format, {})).body;
  const peopleOf = (of: string) => found.find(({ stored }) => stored.day === of)?.people ?? [];
  const days = found.map(({ stored }) => stored);
  return (await renderHistory(composeFilesReport(days, options, peopleOf), format, {})).body;
}

function threadsFlag(text: string): number {
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  throw new UsageError(
    'badThreads',
    `--threads: expected a number from 1 to 99, such as 2; got ${JSON.stringify(text)}.`,
    { field: '--threads' },
  );
}

function calendarOf(zone: string): Calendar {
  try {
    return createCalendar(zone);
  } catch (cause) {
    throw new UsageError(
      'badZone',
      `--zone: expected an IANA zone such as Europe/Berlin; got ${JSON.stringify(zone)}.`,
      {
        field: '--zone',
        cause,
      },
    );
  }
}
