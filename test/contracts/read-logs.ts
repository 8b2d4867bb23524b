/** Reads a loopback Logs API that holds one day of the invented tenant, as the job would. */
import { addDays, createCalendar } from '../../src/core/day.ts';
import { createDaysOfFiles } from '../../src/core/days-of-files.ts';
import type { Batch, Source, TimeLeft, Window } from '../../src/core/ports.ts';
import { readWindow } from '../../src/core/published-day.ts';
import { type LogAnalyticsOptions, openLogAnalytics } from '../../src/sources/log-analytics.ts';
import { sampleRecords } from '../../src/sources/sample.ts';
import { type FakeTime, fakeTime } from '../fake-time.ts';
import type { LogRow } from '../loopback-logs/kusto.ts';
import { adfsRow, type ColumnForm, type Copy, copiesOf, logRow } from '../loopback-logs/log-rows.ts';
import { ADFS, BACKGROUND, DOCUMENTED, type Schema, SPLIT, TEXTS } from '../loopback-logs/log-schemas.ts';
import { type LoopbackLogs, startLoopbackLogs } from '../loopback-logs.ts';

export const DAY = '2026-11-23';
export const AS_OF = Date.parse('2026-12-01T00:00:00Z');
export const WORKSPACE = '00000000-0000-0000-0000-00000000c0de';
/** Must never be seen but in a header to the configured host. */
export const TOKEN = 'canary-token-7f3a';

/** The day, and of its neighbours what lies within hours: the window holds a little of them. */
export const COPIES: readonly Copy[] = copiesOf(
  [-1, 0, 1]
    .flatMap((near) => sampleRecords(addDays(DAY, near)))
    .filter(({ createdDateTime: at }) => String(at) > '2026-11-22T10' && String(at) < '2026-11-24T03'),
);
const CALENDAR = createCalendar('UTC');
export const WINDOW: Window = readWindow(CALENDAR.window(DAY));

const SCHEMAS = { documented: DOCUMENTED, texts: TEXTS, split: SPLIT } as const;

/** With few rows a part, so that the day has many. */
export async function startLogs(
  options: {
    form?: ColumnForm;
    rowLimit?: number;
    token?: string;
    inGroupsOf?: number;
    copies?: readonly Copy[];
    /** Those that AD FS has in a table of its own; without them the table is not there. */
    adfs?: readonly Copy[];
    /** Without the table of sign-ins that are not interactive. */
    withoutBackground?: boolean;
  } = {},
): Promise<{ logs: LoopbackLogs; time: FakeTime; open: (more?: Partial<LogAnalyticsOptions>) => Source }> {
  const { form = 'documented', copies = COPIES, adfs, withoutBackground = false, ...others } = options;
  const time = fakeTime('2026-12-01T00:00:00Z');
  const interactive = copies.filter(isInteractive);
  const background = copies.filter((copy) => !isInteractive(copy));
  const table = (schema: Schema, rows: readonly LogRow[]) => ({
    columns: Object.keys(schema),
    types: schema,
    rows,
  });
  const tables = {
    SigninLogs: table(
      SCHEMAS[form],
      interactive.map((copy) => logRow(copy, form)),
    ),
    ...(adfs !== undefined && { ADFSSignInLogs: table(ADFS, adfs.map(adfsRow)) }),
    ...(!withoutBackground && {
      AADNonInteractiveUserSignInLogs: table(
        BACKGROUND,
        background.map((copy) => logRow(copy, 'texts')),
      ),
    }),
  };
  const logs = await startLoopbackLogs({ workspaceId: WORKSPACE, tables, clock: time.clock, ...others });
  const open = (more: Partial<LogAnalyticsOptions> = {}) =>
    openLogAnalytics({
      endpoint: logs.endpoint,
      workspaceId: WORKSPACE,
      credential: undefined,
      ...time,
      random: () => 0.5,
      partRows: 60,
      ...more,
    });
  return { logs, time, open };
}

/** Whether the workspace has it in SigninLogs; what is in no table of ours is in the archive all the same. */
export function isInteractive({ record }: Copy): boolean {
  return record.isInteractive !== false;
}

export type From = { readonly cursor?: string | undefined; readonly timeLeft?: TimeLeft | undefined };

export async function readAll(source: Source, from: From = {}): Promise<Batch[]> {
  const { batches, error } = await readUntilError(source, from);
  if (error !== undefined) throw error;
  return batches;
}

/** What could be read before the reading failed, and how it failed. */
export async function readUntilError(
  source: Source,
  { cursor, timeLeft }: From = {},
): Promise<{ batches: Batch[]; error: unknown }> {
  const batches: Batch[] = [];
  try {
    for await (const batch of source.read(WINDOW, cursor, timeLeft)) batches.push(batch);
  } catch (error) {
    return { batches, error };
  }
  return { batches, error: undefined };
}

/** Every figure of the day, from whatever was read, in whatever order. */
export function figuresOf(...readings: (readonly Batch[])[]) {
  const files = createDaysOfFiles(CALENDAR);
  for (const batch of readings.flat()) for (const record of batch.records) files.add(record);
  const exclude = { users: new Set<string>(), apps: new Set<string>() };
  return files.days({ day: DAY, asOf: AS_OF, sealHours: 48, exclude })[0]?.figures;
}
