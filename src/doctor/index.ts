/** What the doctor looks at, in this order. Adding something is a file beside this and a line here. */
import { checkChannels, checkRecipients } from './check-channels.ts';
import { checkClock } from './check-clock.ts';
import { checkHealth } from './check-health.ts';
import { checkIdentity } from './check-identity.ts';
import { checkRoles } from './check-roles.ts';
import { checkRoutes } from './check-routes.ts';
import { checkLicence, checkSource } from './check-source.ts';
import { checkStore, checkWriting } from './check-store.ts';
import { checkTick } from './check-tick.ts';
import { checkZone } from './check-zone.ts';
import type { Context } from './context.ts';
import type { Line } from './line.ts';

export type Check = {
  /** Checks that must not have failed before this one can say anything. */
  readonly after: readonly string[];
  /** No line: it does not concern these settings. */
  readonly look: (context: Context) => Promise<readonly Line[]>;
};

export const CHECKS = {
  clock: { after: [], look: checkClock },
  zone: { after: [], look: checkZone },
  store: { after: [], look: checkStore },
  writing: { after: ['store'], look: checkWriting },
  identity: { after: [], look: checkIdentity },
  permissions: { after: ['identity'], look: checkRoles },
  licence: { after: ['identity', 'permissions'], look: checkLicence },
  source: { after: ['identity', 'permissions'], look: checkSource },
  delivery: { after: [], look: checkChannels },
  recipients: { after: [], look: checkRecipients },
  tick: { after: ['store'], look: checkTick },
  collected: { after: ['store'], look: checkHealth('collected') },
  due: { after: ['store'], look: checkHealth('due') },
  days: { after: ['store'], look: checkHealth('days') },
  sent: { after: ['store'], look: checkHealth('sent') },
  pages: { after: [], look: checkRoutes },
} as const satisfies Record<string, Check>;
