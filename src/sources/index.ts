/** The sources there are. Adding one is a file beside this and a line here. */
import { setTimeout as sleep } from 'node:timers/promises';
import { CLOUDS } from '../core/clouds.ts';
import type { Clock, Source } from '../core/ports.ts';
import { cloudCredential, graphTokens } from '../credential.ts';
import type { Log } from '../logger.ts';
import type { Settings } from '../settings.ts';

export type SourceContext = {
  readonly settings: Settings;
  /** What counts as the present; may stand still. */
  readonly clock: Clock;
  /** Time that passes: for pacing, waiting and the age of tokens. */
  readonly passing: Clock;
  readonly log: Log;
  /** The day on which the story of the sample tenant ends. */
  readonly storyDay: () => Promise<string>;
  /** Aborted where the run is to end: a wait or a request in flight ends with it. */
  readonly stop?: AbortSignal;
};

/** Each is loaded only when chosen, so that a function starts with what it needs. */
const SOURCES = {
  sample: async ({ clock, storyDay }) => {
    const { openSample } = await import('./sample.ts');
    return openSample({ clock, storyDay });
  },
  archive: async ({ settings }) => {
    const { openArchive } = await import('./archive.ts');
    return openArchive({ path: settings.archive ?? '' });
  },
  graph: async ({ settings, passing, log, stop }) => {
    const { openGraph } = await import('./graph.ts');
    const cloud = CLOUDS[settings.cloud];
    return openGraph({
      endpoint: settings.graphEndpoint,
      credential: graphTokens({
        endpoint: settings.graphEndpoint,
        graphToken: settings.graphToken,
        credential: cloudCredential({ authority: cloud.authority, tenantId: settings.tenantId }),
        scope: cloud.scope,
      }),
      tenantId: settings.tenantId ?? '',
      clock: passing,
      sleep: (ms, signal) => sleep(ms, undefined, { signal }),
      random: Math.random,
      signal: stop,
      log,
    });
  },
  'log-analytics': async ({ settings, passing, log, stop }) => {
    const { openLogAnalytics } = await import('./log-analytics.ts');
    const cloud = CLOUDS[settings.cloud];
    const endpoint = settings.logsEndpoint ?? cloud.logs;
    return openLogAnalytics({
      endpoint,
      credential: graphTokens({
        endpoint,
        // A token for Graph is no good elsewhere, and nobody else's business; a simulator takes any.
        graphToken: endpoint.startsWith('http:') ? settings.graphToken : undefined,
        credential: cloudCredential({ authority: cloud.authority, tenantId: settings.tenantId }),
        scope: cloud.logsScope,
      }),
      workspaceId: settings.workspaceId ?? '',
      clock: passing,
      sleep: (ms, signal) => sleep(ms, undefined, { signal }),
      random: Math.random,
      signal: stop,
      log,
    });
  },
} as const satisfies Record<Settings['source'], (context: SourceContext) => Promise<Source>>;

export async function openSource(context: SourceContext): Promise<Source> {
  return await SOURCES[context.settings.source](context);
}
