/** Everything that is ever logged: one row an event, so that a reader of logs knows what to look for. */
export const LOG_EVENTS = {
  passStarted: 'A reading of a day began or went on.',
  batchKept: 'Facts and cursor of a batch were stored.',
  passDivided: 'A day has more rows than SHARD_ABOVE: it is read and counted in shards of its users.',
  shardKept: 'A shard of a day was read and counted; its tally was stored.',
  shardsHandedOver:
    'The shards of a day were handed over to other instances, through the queue of SHARD_QUEUE.',
  shardOverdue:
    'A shard that was handed over did not come back: the tick reads it itself. See the poison queue.',
  passPaused: 'The time is used up; the next tick goes on from the cursor.',
  dayPublished: 'A day was published.',
  dayFailed: 'A day could not be read; the next tick tries again.',
  sourceUnstable: 'The source does not show again what it showed before; the day stays open.',
  purgeRefused: 'Nothing was removed: the clock is behind the newest publication.',
  rowDamaged: 'A stored row cannot be read; it counts as never written.',
  collectDone: 'A collecting tick ended.',
  tenantFailed: 'What one of several tenants was in trouble with in its turn; the others went on.',
  tenantsDone:
    'A tick for several tenants ended: how many had a turn, how many none for want of time, how many were handed over, how many failed, how many are in trouble.',
  turnOverdue:
    'The turn of a tenant that was handed over did not begin: the tick takes it itself. See the poison queue.',
  sourceThrottled: 'The source asked to wait.',
  sourceRetried: 'A request to the source failed and was tried again.',
  sourceNarrowed: 'A question was too much for the source; a shorter time is asked for.',
  sourceRestarted: 'The link to the next page had gone stale; pages are begun afresh from the cursor.',
  sourceDegraded: 'The full interface was refused; a lesser one is read, and the day is labelled with it.',
  countersUnread: 'The count of Microsoft itself could not be read; the day goes without that comparison.',
  nonInteractiveUncounted:
    'Sign-ins that are not interactive could not be counted; the day goes with those of earlier counts, or none.',
  digestSent: 'A digest was delivered.',
  digestFailed: 'A digest was not delivered.',
  digestSkipped: 'A quiet day, and the setting says not to send those.',
  pingFailed: 'The monitor of PING_URL could not be told.',
  requestFailed: 'A request ended in an unexpected error; the run id is the one in the reply.',
} as const satisfies Record<string, string>;
export type LogEvent = keyof typeof LOG_EVENTS;

/** Counts, days, names of settings, channels and sources; never a person, a record or a secret. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export type Log = (event: LogEvent, fields?: LogFields) => void;

/** Writes one line of JSON for each event. Texts are shortened, and cleaned of what only an error of ours could bring in. */
export function createLogger(write: (line: string) => void): Log {
  return (event, fields = {}) => {
    const harmless = Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' ? withoutSecrets(value) : value,
    ]);
    write(JSON.stringify({ event, ...Object.fromEntries(harmless) }));
  };
}

/** Longest text of a field. */
const LONGEST = 500;

/** Name and value of what opens something: of connection strings, links, headers, JSON. */
const SECRET =
  /("?\b(?:(?:AccountKey|SharedAccess(?:Key|Signature)|client_secret|password|pwd|(?:access|refresh)_token|x-functions-key)"?\s*[=:]\s*"?|(?:sig|code)=))[^;&\s",}]+/gi;

/**
 * The text at 500 characters at most, without tokens, passwords in addresses, keys of connection
 * strings and mail addresses: messages of packages may hold them.
 */
export function withoutSecrets(text: string): string {
  return text
    .replace(/\beyJ[\w-]+(\.[\w-]+)*/g, '(token)')
    .replace(/\b(Bearer|Basic)\s+[^\s"',;]+/gi, '$1 (token)')
    .replace(/\/\/[^/\s@]*@/g, '//(hidden)@')
    .replace(SECRET, '$1(hidden)')
    .replace(/[^\s@<>"'(),;:=]+@[^\s@<>"'(),;:]+/g, '(address)')
    .slice(0, LONGEST);
}
