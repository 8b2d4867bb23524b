/** `doctor`: what is wrong with an installation, and what mends it. Changes nothing. */
import { type App, openApp } from '../app.ts';
import { openChannels } from '../channels/index.ts';
import { instantText } from '../core/day.ts';
import type { Clock } from '../core/ports.ts';
import { SettingsError } from '../errors.ts';
import type { Log } from '../logger.ts';
import type { Environment, Settings } from '../settings.ts';
import type { TenantEntry } from '../tenants/read-tenants.ts';
import { VERSION } from '../version.ts';
import { checkChannels } from './check-channels.ts';
import { checkSettings, checkTenant, problemLine } from './check-settings.ts';
import { checkTurns } from './check-turns.ts';
import { createContext } from './context.ts';
import { CHECKS, type Check } from './index.ts';
import { FAULTS, type Fault, failed, type Level, type Line } from './line.ts';

/** `turns`: of one of several tenants. */
export type CheckName = 'settings' | 'turns' | keyof typeof CHECKS;

export type Diagnosis = {
  readonly version: string;
  readonly checkedAt: string;
  readonly lines: readonly (Line & { readonly check: CheckName })[];
  /** Checks that could say nothing, as one before them failed. */
  readonly skipped: readonly CheckName[];
  readonly worst: Level;
  /** What is to be mended first; `undefined` where nothing failed. */
  readonly fault: Fault | undefined;
};

export type DiagnoseOptions = {
  readonly clock: Clock;
  /** Time of this machine, whatever counts as the present. */
  readonly passing: Clock;
  /** What the gate of the routes tells one who is not signed in: a code. */
  readonly stranger: string | undefined;
  /** Left out: the environment is that of the one tenant. */
  readonly tenant?: TenantEntry | undefined;
};

export async function diagnose(environment: Environment, options: DiagnoseOptions): Promise<Diagnosis> {
  const { clock, passing, stranger, tenant } = options;
  const settings = (tenant === undefined ? checkSettings(environment) : checkTenant(tenant)).map(
    named('settings'),
  );
  if (settings.some(hasFailed)) return diagnosis(clock(), settings, NAMES);

  const heard: string[] = [];
  const log: Log = (event, { what } = {}) => {
    if (event === 'sourceRetried' && typeof what === 'string') heard.push(what);
  };
  let app: App;
  try {
    app = await openApp(environment, {
      clock,
      log,
      changesNothing: true,
      oneOfSeveral: tenant?.oneOfSeveral,
    });
  } catch (error) {
    // What it is reached by can be wrong in ways that reading it alone does not show.
    const lines = error instanceof SettingsError ? error.problems.map(problemLine) : [failed(error)];
    return diagnosis(clock(), [...settings, ...lines.map(named('store'))], NAMES);
  }
  try {
    const context = createContext({ app, environment, passing, stranger, heard });
    const lines = [...settings];
    const skipped: CheckName[] = [];
    for (const name of NAMES) {
      const { after, look }: Check = CHECKS[name];
      const mute = [...lines.filter(hasFailed).map(({ check }) => check), ...skipped];
      if (mute.some((check) => after.includes(check))) skipped.push(name);
      else lines.push(...(await looked(look(context))).map(named(name)));
    }
    if (tenant !== undefined) lines.push(...(await looked(checkTurns(app, tenant.id))).map(named('turns')));
    return diagnosis(clock(), lines, skipped);
  } finally {
    await app.close();
  }
}

/** Of the mail about all of several tenants: whether it could be delivered. `settings`: of its channels. */
export async function diagnoseSummary(
  settings: Settings,
  { clock, passing }: DiagnoseOptions,
): Promise<Diagnosis> {
  const channels = await openChannels({ settings, passing });
  const lines = await looked(checkChannels({ app: { channels, settings } }));
  return diagnosis(clock(), lines.map(named('delivery')), []);
}

/** What no check expects of itself is told where it was met; a bug of ours is thrown on. */
async function looked(looking: Promise<readonly Line[]>): Promise<readonly Line[]> {
  try {
    return await looking;
  } catch (error) {
    return [failed(error)];
  }
}

const NAMES = Object.keys(CHECKS).filter(isCheckName);

function isCheckName(name: string): name is keyof typeof CHECKS {
  return Object.hasOwn(CHECKS, name);
}

function diagnosis(now: number, lines: Diagnosis['lines'], skipped: readonly CheckName[]): Diagnosis {
  const has = (level: Level) => lines.some((line) => line.level === level);
  return {
    version: VERSION,
    checkedAt: instantText(now),
    lines,
    skipped: skipped.filter((name) => !lines.some(({ check }) => check === name)),
    worst: has('fail') ? 'fail' : has('warn') ? 'warn' : 'ok',
    fault: FAULTS.find((fault) => lines.some((line) => line.fault === fault)),
  };
}

function named(check: CheckName): (line: Line) => Diagnosis['lines'][number] {
  return (line) => ({ check, ...line });
}

function hasFailed({ level }: Line): boolean {
  return level === 'fail';
}
