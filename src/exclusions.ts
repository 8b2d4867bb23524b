/** Users and applications that are left out, as `tally` wants them: lower-cased ids, principal names and names. */
import type { TallyOptions } from './core/tally.ts';
import type { Settings } from './settings.ts';

export function exclusions({ excludeUsers, excludeApps }: Settings): TallyOptions['exclude'] {
  const lower = (names: readonly string[] | undefined) =>
    new Set((names ?? []).map((name) => name.toLowerCase()));
  return { users: lower(excludeUsers), apps: lower(excludeApps) };
}
