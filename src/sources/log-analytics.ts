/** Sign-ins from a Log Analytics workspace: its engine filters, slims, removes repeats and divides. */
import type { Source } from '../core/ports.ts';
import { SettingsError } from '../errors.ts';
import { endpoint as endpointForm } from '../setting-forms.ts';
import { createLogBackgroundCount } from './log-background.ts';
import { checkLogs } from './log-check.ts';
import { createLogClient, type LogClientOptions } from './log-client.ts';
import { readLogWindow } from './log-window.ts';

/**
 * A workspace keeps 30 days where nothing else is said, and two years at most (azure-monitor-docs,
 * `logs/data-retention-configure.md`); to ask it would take rights on the resource. So far back is
 * looked; a day that it does not go back to is told apart from one without sign-ins.
 */
const RETENTION_DAYS = 90;

/** Some 25 MB, a quarter of what the service hands out at once; five such answers may be in memory. */
const PART_ROWS = 20_000;

export type LogAnalyticsOptions = Omit<LogClientOptions, 'origin'> & {
  /** Scheme, host and port: https, or http on loopback. */
  readonly endpoint: string;
  /** Rows aimed at in one answer; fewer take less memory and more queries. */
  readonly partRows?: number;
};

/**
 * Several batches a query; slices ascend, and parts that were read are not asked for again. Of sign-ins
 * that are not interactive there is only a count (docs/decisions/0017).
 * @throws SettingsError for an endpoint that is none
 */
export function openLogAnalytics(options: LogAnalyticsOptions): Source {
  const origin = endpointForm.read(options.endpoint);
  if (origin === undefined)
    throw new SettingsError([`LOGS_ENDPOINT: expected ${endpointForm.expects}; got something else.`]);
  const ask = createLogClient({ ...options, origin });
  const { clock, log = () => {}, partRows = PART_ROWS } = options;
  return {
    name: 'log-analytics',
    retentionDays: RETENTION_DAYS,
    read: (window, cursor, timeLeft, shard) =>
      readLogWindow(window, cursor, { ask, timeLeft, log, partRows, shard }),
    nonInteractive: createLogBackgroundCount({ ask, clock, log }),
    check: () => checkLogs({ origin, ask, clock }),
  };
}
