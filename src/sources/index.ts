/** The sources there are. Adding one is a file beside this and a line here. */
import { setTimeout as sleep } from 'node:timers/promises';
import { CLOUDS } from '../core/clouds.ts';
import type { Clock, Source } from '../core/ports.ts';
import { cloudCredential, graphTokens, homeTenant, tokensFor } from '../credential.ts';
import type { Log } from '../logger.ts';
import { containerAddress } from '../setting-forms.ts';
import type { Settings } from '../settings.ts';
import { sourceTokens } from './source-tokens.ts';

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
  archive: async ({ settings, passing, log, stop }) => {
    const address = containerAddress(settings.archive ?? '');
    if (address === undefined) {
      const { openArchive } = await import('./archive.ts');
      return openArchive({ path: settings.archive ?? '' });
    }
    const { openBlobArchive } = await import('./archive-blobs.ts');
    const { BLOB_SCOPE, connectBlobContainer } = await import('./blob-container.ts');
    const { authority } = CLOUDS[settings.cloud];
    // As with a workspace: of several tenants, read from where the identity lives.
    const credential = cloudCredential({ authority, tenantId: homeTenant(settings) });
    const tokens = address.url.startsWith('https://') ? tokensFor(credential, BLOB_SCOPE) : undefined;
    return openBlobArchive({
      container: () => connectBlobContainer(address, tokens),
      folder: address.folder,
      signedIn: tokens !== undefined,
      clock: passing,
      sleep: (ms, signal) => sleep(ms, undefined, { signal }),
      random: Math.random,
      signal: stop,
      log,
    });
  },
  graph: async ({ settings, passing, log, stop }) => {
    const { openGraph } = await import('./graph.ts');
    return openGraph({
      endpoint: settings.graphEndpoint,
      credential: sourceTokens(settings),
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
        // Of several tenants, a workspace is read from where the identity lives (Azure Lighthouse).
        credential: cloudCredential({ authority: cloud.authority, tenantId: homeTenant(settings) }),
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
