/** Sign-ins from Microsoft Graph, beta `auditLogs/signIns`: page by page, oldest first. */
import type { Batch, Source } from '../core/ports.ts';
import { type ReadRecord, readingTime } from '../core/sign-in.ts';
import { createGraphClient, type GraphClientOptions } from './graph-client.ts';
import { createLinkGuard, graphOrigin } from './graph-next-link.ts';
import { firstPage, startProgress } from './graph-query.ts';
import { readSignIn } from './read-sign-in.ts';

/** With a P1 or P2 licence; 7 days without, but then Graph does not hand out sign-ins at all. */
const RETENTION_DAYS = 30;

export type GraphOptions = Omit<GraphClientOptions, 'origin'> & {
  /** Scheme, host and port: https, or http on loopback. */
  readonly endpoint: string;
};

/**
 * One batch a page; the cursor holds the last instant read, and reading resumes there, so a few
 * records come twice.
 * @throws SettingsError for an endpoint that is none
 */
export function openGraph(options: GraphOptions): Source {
  const origin = graphOrigin(options.endpoint);
  const getPage = createGraphClient({ ...options, origin });
  return {
    name: 'graph',
    retentionDays: RETENTION_DAYS,
    async *read(window, cursor): AsyncGenerator<Batch, void, undefined> {
      const readAt = readingTime({ ms: options.clock(), ns: 0 });
      let progress = startProgress(window, cursor);
      const first = firstPage(origin, progress.from, window.to);
      const nextPage = createLinkGuard(origin, first);
      for (let url: URL | undefined = first; url !== undefined; ) {
        const { value, nextLink } = await getPage(url);
        const records = value.map((record) => readAs(readSignIn(record), readAt));
        progress = progress.after(records);
        // Handed over before the link is judged: a bad link does not make a good page bad.
        yield { records, cursor: progress.cursor };
        url = nextLink === undefined ? undefined : nextPage(nextLink, records.length);
      }
    },
  };
}

/** Graph does not say when it wrote a version of a record, so the time of the reading stands for it. */
function readAs(record: ReadRecord, readAt: number): ReadRecord {
  return record.kind === 'rejected' ? record : { ...record, readAt };
}
