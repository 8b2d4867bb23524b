/** Sign-ins from Microsoft Graph, beta `auditLogs/signIns`: page by page, oldest first. */
import type { Source } from '../core/ports.ts';
import { checkGraph } from './graph-check.ts';
import { createGraphClient, type GraphClientOptions } from './graph-client.ts';
import { readCounters } from './graph-counters.ts';
import { graphOrigin } from './graph-next-link.ts';
import { readWindow } from './graph-window.ts';

/** With a P1 or P2 licence; 7 days without, but then Graph does not hand out sign-ins at all. */
const RETENTION_DAYS = 30;

export type GraphOptions = Omit<GraphClientOptions, 'origin'> & {
  /** Scheme, host and port: https, or http on loopback. */
  readonly endpoint: string;
};

/**
 * One batch a page; the cursor holds the last instant read, and reading resumes a minute before it, so
 * some records come twice.
 * @throws SettingsError for an endpoint that is none
 */
export function openGraph(options: GraphOptions): Source {
  const origin = graphOrigin(options.endpoint);
  const getPage = createGraphClient({ ...options, origin });
  const { clock, log = () => {}, requestTimeoutMs } = options;
  return {
    name: 'graph',
    retentionDays: RETENTION_DAYS,
    read: (window, cursor, timeLeft) => readWindow(window, cursor, { origin, getPage, timeLeft, clock, log }),
    counters: (day) => readCounters(day, { origin, getPage, log, requestTimeoutMs }),
    check: () => checkGraph({ origin, getPage, clock }),
  };
}
