/** Users and applications that are left out, as `tally` wants them: lower-cased ids, principal names and names. */
import { createHash } from 'node:crypto';
import type { TallyOptions } from './core/tally.ts';
import type { Settings } from './settings.ts';

type Excluding = Pick<Settings, 'excludeUsers' | 'excludeApps'>;

export function exclusions({ excludeUsers, excludeApps }: Excluding): TallyOptions['exclude'] {
  const lower = (names: readonly string[] | undefined) =>
    new Set((names ?? []).map((name) => name.toLowerCase()));
  return { users: lower(excludeUsers), apps: lower(excludeApps) };
}

/** Stands for the exclusions in a stored day: the same for the same names in any order, and tells none of them. */
export function exclusionsMark(settings: Excluding): string {
  const { users, apps } = exclusions(settings);
  const text = JSON.stringify([[...users].sort(), [...apps].sort()]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
