/** How long a run may go on under the Functions host, so that its last writes still find time. */

/** What is left after it belongs to the last batch, the tally and the publication. */
const SHARE = 0.8;
/** Where the host sets no limit: that of its own plan, when nothing is said. */
const UNLIMITED_MS = 30 * 60_000;

/** `hh:mm:ss`, or with days in front: `1.02:00:00`. */
const TIME_SPAN = /^(?:(\d+)\.)?(\d{1,2}):([0-5]\d):([0-5]\d)$/;

/**
 * Milliseconds from `functionTimeout` of host.json, or from the application setting that overrides it;
 * `-1` there, or nothing, means no limit.
 */
export function timeBudget(
  host: { readonly functionTimeout?: string },
  environment: Readonly<Record<string, string | undefined>>,
): number {
  const limit = environment.AzureFunctionsJobHost__functionTimeout ?? host.functionTimeout ?? '-1';
  const [, days = 0, hours, minutes, seconds] = TIME_SPAN.exec(limit) ?? [];
  if (hours === undefined) return SHARE * UNLIMITED_MS;
  return SHARE * 1000 * (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds));
}
