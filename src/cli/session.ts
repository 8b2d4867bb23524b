/** What every command shares: the flags that stand everywhere, and the app they lead to. */
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { App, Overrides } from '../app.ts';
import { addDays, isDay, isLogTime } from '../core/day.ts';
import type { Clock } from '../core/ports.ts';
import { SettingsError, UsageError } from '../errors.ts';
import { hasBegun, readDay } from '../http/read-query.ts';
import type { Log } from '../logger.ts';
import { type Environment, readSettings } from '../settings.ts';
import { readInstant } from '../sources/read-instant.ts';
import type { TenantEntry } from '../tenants/read-tenants.ts';
import type { Terminal } from './terminal.ts';

export type CommonFlags = {
  readonly asOf?: string;
  readonly env?: string;
  readonly quiet?: boolean;
  /** Of the commands that are about a tenant. */
  readonly tenant?: string;
};

export type Session = {
  readonly terminal: Terminal;
  readonly clock: Clock;
  /** The clock is that of `--as-of`. */
  readonly isAsOf: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** How the work goes: a line for people on stderr, unless `--quiet`. */
  readonly tell: (line: string) => void;
  /** Why the exit code will not be 0: a line on stderr, even with `--quiet`. */
  readonly warn: (line: string) => void;
  readonly progress: (line: string) => void;
  /**
   * The tenants of TENANTS that the command is about: the one of `--tenant`, else all; `undefined` without
   * TENANTS. @throws SettingsError, UsageError
   */
  readonly tenants: () => Promise<readonly TenantEntry[] | undefined>;
  /** The same session for that tenant alone. */
  forTenant(entry: TenantEntry): Session;
  /**
   * Opens the app for the time of `use`, and closes it whatever happens; `stop` ends what it has under way.
   * @throws UsageError `noTenant` where there are several and none is named
   */
  withApp<T>(
    use: (app: App) => Promise<T>,
    changed?: { readonly environment?: Environment; readonly clock?: Clock; readonly stop?: AbortSignal },
  ): Promise<T>;
};

export function openSession(flags: CommonFlags, terminal: Terminal, only?: TenantEntry): Session {
  const clock = clockOf(flags.asOf, terminal);
  const environment = { ...terminal.environment, ...environmentFile(flags.env) };
  const tell = flags.quiet === true ? () => {} : terminal.tell;
  const tenants = async (): Promise<readonly TenantEntry[] | undefined> => {
    if (only !== undefined) return [only];
    const { readTenants } = await import('../tenants/read-tenants.ts');
    const { chosenTenant } = await import('../tenants/chosen-tenant.ts');
    const entries = readTenants(environment)?.entries;
    if (flags.tenant === undefined) return entries;
    if (entries !== undefined) return [chosenTenant(entries, flags.tenant, '--tenant')];
    const { tenantId, source } = readSettings(environment);
    chosenTenant([{ id: tenantId ?? source }], flags.tenant, '--tenant');
    return undefined;
  };

  async function openChosen(overrides: Overrides): Promise<App> {
    const { openApp } = await import('../app.ts');
    const { chosenTenant } = await import('../tenants/chosen-tenant.ts');
    const entries = await tenants();
    if (entries === undefined) return await openApp(environment, overrides);
    const { environment: own, problems, oneOfSeveral } = chosenTenant(entries, undefined, '--tenant');
    if (problems.length > 0) throw new SettingsError(problems);
    return await openApp(own, { ...overrides, oneOfSeveral });
  }

  return {
    terminal,
    clock,
    isAsOf: flags.asOf !== undefined,
    environment,
    tell,
    warn: terminal.tell,
    progress: flags.quiet === true ? () => {} : terminal.progress,
    tenants,
    forTenant: (entry) => openSession(flags, terminal, entry),
    async withApp(use, { environment: changed, ...others } = {}) {
      const overrides = { clock, log: logTo(tell), ...others };
      const app =
        changed === undefined
          ? await openChosen(overrides)
          : await (await import('../app.ts')).openApp(changed, overrides);
      try {
        return await use(app);
      } finally {
        await app.close();
      }
    },
  };
}

/**
 * A day of the calendar: told before anything is opened.
 * @throws UsageError `badDay`
 */
export function dayFlag(flag: string, given: string): string {
  return readDay(given, flag);
}

/**
 * A day that has begun in the app's zone.
 * @throws UsageError `badDay`
 */
export function begunDay(app: App, flag: string, day: string): string {
  return hasBegun(day, app.calendar.dayOf(app.clock()), flag);
}

/** Yesterday, in the app's zone. */
export function lastWholeDay(app: App): string {
  return addDays(app.calendar.dayOf(app.clock()), -1);
}

function clockOf(asOf: string | undefined, terminal: Terminal): Clock {
  if (asOf === undefined) return terminal.now;
  const instant = readInstant(isDay(asOf) ? `${asOf}T00:00:00Z` : asOf);
  if (instant === undefined || !isLogTime(instant.at.ms)) {
    throw new UsageError(
      'badTime',
      `--as-of: expected a time such as 2026-11-24T08:00:00Z; got ${JSON.stringify(asOf)}.`,
      {
        field: '--as-of',
      },
    );
  }
  return () => instant.at.ms;
}

function environmentFile(path: string | undefined): NodeJS.Dict<string> {
  if (path === undefined) return {};
  try {
    return parseEnv(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new UsageError('badEnv', `--env: ${path} cannot be read; expected a file of NAME=value lines.`, {
      field: '--env',
      cause,
    });
  }
}

/** Of all events a person at a terminal wants these; the rest is for the logs of a host. */
function logTo(tell: (line: string) => void): Log {
  return (event, fields = {}) => {
    if (event === 'dayPublished') tell(`${fields.day}  ${fields.state}, ${fields.signIns} sign-ins`);
    if (event === 'sourceThrottled') tell(`The source is throttling; waiting ${fields.waitMs} ms.`);
    if (event === 'sourceUnstable')
      tell(`${fields.day}  the source shows less than before; the day stays open`);
  };
}
