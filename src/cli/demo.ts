/** `demo`: the whole job on the invented tenant, from the first sign-in to the rendered digest. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { App } from '../app.ts';
import { recentDays } from '../collect/days-to-collect.ts';
import { addDays } from '../core/day.ts';
import { firstDue } from '../core/due.ts';
import type { Ack } from '../core/ports.ts';
import { digestReport } from '../digest-report.ts';
import { renderDigest, renderHistory } from '../forms.ts';
import { historyReport } from '../history-report.ts';
import { collect } from '../run.ts';
import { storyDay } from '../story-day.ts';
import { writeWhole } from '../write-whole.ts';
import { cannotWrite } from './cannot-write.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { playMorning, stagedClock } from './play-morning.ts';
import { lastWholeDay, type Session } from './session.ts';

export type DemoFlags = { readonly out: string };

const DAYS = 30;
const DIGEST_FILES = ['html', 'text', 'json', 'csv', 'eml'] as const;

/** The tenant, and when it is collected and told: what its story rests on. */
const SETTINGS = {
  SOURCE: 'sample',
  TABLES: undefined,
  TENANT_ID: undefined,
  TENANTS: undefined,
  MAIL_TO_SUMMARY: undefined,
  ZONE: undefined,
  SETTLE_HOURS: undefined,
  SEAL_HOURS: undefined,
  BACKFILL_DAYS: undefined,
  DIGEST_AT: undefined,
  DIGEST_ON: undefined,
  DIGEST_WAIT_HOURS: undefined,
  QUIET_DAYS: undefined,
  PING_URL: undefined,
};

/** What somebody at Contoso has taken note of, and for how many days from the story day on. */
const KNOWN = {
  reason: 'registrationNeeded',
  by: 'demo',
  note: 'The branches register this month; the help desk knows.',
} as const satisfies Omit<Ack, 'until'>;
const KNOWN_DAYS = 14;

export async function demoCommand(session: Session, flags: DemoFlags): Promise<ExitCode> {
  const environment = { ...session.environment, ...SETTINGS };
  const stage = stagedClock(session.clock);
  await makeFolder(flags.out);
  return await session.withApp(
    async (app) => {
      const { newest, earliest } = range(app);
      session.tell(`Collecting ${DAYS} days of the invented tenant Contoso …`);
      await beginStory(app);
      await playMorning(app, newest, stage);
      const collected = await collect(app, { byHand: true, isAsOf: session.isAsOf });
      for (const { day, problem } of collected.days)
        if (problem !== undefined) session.tell(`${day}  ${problem}`);

      const report = await digestReport(app, 'latest');
      const day = report.days[0]?.day ?? newest;
      const written: string[] = [];
      const write = async (name: string, body: string | Uint8Array) => {
        written.push(await writeInto(flags.out, name, body));
      };
      for (const format of DIGEST_FILES) {
        const { body, extension } = await renderDigest(report, format, app.settings);
        await write(`digest-${day}.${extension}`, body);
      }
      const history = await historyReport(app, earliest, newest, 'page');
      await write('history.html', (await renderHistory(history, 'html', app.settings)).body);

      await session.terminal.print((await renderDigest(report, 'text', app.settings)).body);
      await session.terminal.print(`\n${written.join('\n')}\n`);
      return EXIT.done;
    },
    { environment, clock: stage.clock },
  );
}

/** Its last day is kept before anything is read; what a user withdrew later stays withdrawn. */
async function beginStory(app: App): Promise<void> {
  const day = await storyDay(app.store, { ...app.settings, clock: app.clock });
  if ((await recentDays(app)).length > 0) return;
  await app.store.acknowledge({ ...KNOWN, until: addDays(day, KNOWN_DAYS) });
}

/** The last 30 days that have settled. */
function range(app: App): { newest: string; earliest: string } {
  const yesterday = lastWholeDay(app);
  const { calendar } = app;
  const settled = app.clock() >= firstDue(yesterday, { calendar, settleHours: app.settings.settleHours });
  const newest = settled ? yesterday : addDays(yesterday, -1);
  return { newest, earliest: addDays(newest, 1 - DAYS) };
}

/** @throws UsageError `badOut` */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw cannotWrite('--out', folder, error, 'name another folder');
  }
}

async function writeInto(folder: string, name: string, body: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  try {
    await writeWhole(path, body);
    return path;
  } catch (error) {
    throw cannotWrite('--out', path, error, 'name another folder');
  }
}
