/** `demo`: the whole job on the invented tenant, from the first sign-in to the rendered digest. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { App } from '../app.ts';
import { addDays, daysBetween } from '../core/day.ts';
import { firstDue } from '../core/due.ts';
import { digestReport } from '../digest-report.ts';
import { renderDigest, renderHistory } from '../forms.ts';
import { historyReport } from '../history-report.ts';
import { collect } from '../run.ts';
import { writeWhole } from '../write-whole.ts';
import { cannotWrite } from './cannot-write.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { lastWholeDay, type Session } from './session.ts';

export type DemoFlags = { readonly out: string };

const DAYS = 30;
const DIGEST_FILES = ['html', 'text', 'json', 'csv', 'eml'] as const;

export async function demoCommand(session: Session, flags: DemoFlags): Promise<ExitCode> {
  const environment = {
    ...session.environment,
    SOURCE: 'sample',
    TABLES: undefined,
    TENANT_ID: undefined,
    ZONE: undefined,
  };
  await makeFolder(flags.out);
  return await session.withApp(
    async (app) => {
      const { newest, earliest } = range(app);
      session.tell(`Collecting ${DAYS} days of the invented tenant Contoso …`);
      const collected = await collect(app, { days: daysBetween(earliest, newest).reverse(), byHand: true });
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
      const history = await historyReport(app, earliest, newest, 'full');
      await write('history.html', (await renderHistory(history, 'html', app.settings)).body);

      await session.terminal.print((await renderDigest(report, 'text', app.settings)).body);
      await session.terminal.print(`\n${written.join('\n')}\n`);
      return EXIT.done;
    },
    { environment },
  );
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
