/** A delivery, with what its readers were told ↔ its row in `MfaState`. */
import { NO_FIGURES } from '../core/metrics.ts';
import type { Sent } from '../core/ports.ts';
import type { Headline } from '../core/report.ts';
import { STORED_SCHEMA } from '../core/stored-day.ts';
import { DamagedRow, type TellDamaged, unlessDamaged } from './damaged-row.ts';
import { hasShape, type JsonShape } from './json-shape.ts';
import { fromKey, toKey } from './keys.ts';
import { flag, integer, optionalText, type Row, text, word } from './row.ts';
import { upgrade } from './upgrade.ts';

export function sentEntity(tenant: string, sent: Sent) {
  const { day, kind, channel, status, at, revision, state, tries, repeat, told, wentOut } = sent;
  const keys = { partitionKey: toKey(tenant), rowKey: toKey('sent', day, kind, channel) };
  const columns = { day, kind, channel, status, at, revision, state, tries, repeat };
  // Merged into the row, a column left out would stay: empty says that there is none.
  const more = { told: JSON.stringify(told), wentOut: wentOut ?? '' };
  return { ...keys, schema: STORED_SCHEMA, ...columns, ...more };
}

const KINDS = ['daily', 'correction'] as const satisfies readonly Sent['kind'][];
const STATUSES = ['sending', 'sent', 'failed', 'skipped'] as const satisfies readonly Sent['status'][];

const WHAT = 'A delivery row of MfaState';

/**
 * What was told counts as nothing where it alone is damaged: that the mail went out is worth more. Where
 * anything else is, the row is read as an attempt that hangs, so that its mail goes out once more, marked.
 * @throws DamagedRow if its key is that of no delivery; SettingsError if a newer version wrote the row
 */
export function toSent(row: Row, tell: TellDamaged): Sent {
  return unlessDamaged(() => asWritten(row, tell), tell) ?? asHanging(row);
}

function asWritten(row: Row, tell: TellDamaged): Sent {
  const current = upgrade(row, WHAT);
  return {
    day: text(current, 'day', WHAT),
    kind: word(current, 'kind', KINDS, WHAT),
    channel: text(current, 'channel', WHAT),
    status: word(current, 'status', STATUSES, WHAT),
    at: text(current, 'at', WHAT),
    revision: integer(current, 'revision', WHAT),
    state: text(current, 'state', WHAT),
    tries: current.tries === undefined ? 1 : integer(current, 'tries', WHAT),
    repeat: current.repeat === undefined ? false : flag(current, 'repeat', WHAT),
    told: unlessDamaged(() => toldOf(current), tell) ?? [],
    wentOut: optionalText(current, 'wentOut', WHAT) || undefined,
    etag: optionalText(current, 'etag', WHAT),
  };
}

/** Which mail it was stands in the key. */
function asHanging(row: Row): Sent {
  const rowKey = text(row, 'rowKey', WHAT);
  const [, day, kind, channel, ...more] = fromKey(rowKey);
  if (more.length > 0) throw new DamagedRow(`${WHAT} cannot be read: "${rowKey}" names no delivery.`);
  const named = { day, kind, channel };
  return {
    day: text(named, 'day', WHAT),
    kind: word(named, 'kind', KINDS, WHAT),
    channel: text(named, 'channel', WHAT),
    status: 'sending',
    at: LONG_AGO,
    revision: 0,
    state: 'unknown',
    tries: 1,
    // Kept where it can be read: a second damage may not lead to a third mail.
    repeat: row.repeat === true,
    told: [],
    wentOut: undefined,
    etag: optionalText(row, 'etag', WHAT),
  };
}

const LONG_AGO = '1970-01-01T00:00:00Z';

function toldOf(row: Row): readonly Headline[] {
  const json = optionalText(row, 'told', WHAT) ?? '[]';
  let told: unknown;
  try {
    told = JSON.parse(json);
  } catch (cause) {
    throw new DamagedRow(`${WHAT} cannot be read: column told is no JSON.`, { cause });
  }
  const headlines = Array.isArray(told) ? told.map(withFigures) : [undefined];
  if (!headlines.every((headline) => hasShape<Headline>(headline, HEADLINE))) {
    throw new DamagedRow(`${WHAT} cannot be read: column told should hold headlines.`);
  }
  return headlines;
}

/** A figure that was not told yet when the row was written is one that was not measured. */
function withFigures(headline: unknown): unknown {
  return typeof headline === 'object' ? { ...NO_FIGURES, ...headline } : headline;
}

const HEADLINE = {
  day: 'text',
  zone: 'text',
  state: 'text',
  revision: 'number',
  signIns: 'numberOrNull',
  attempts: 'numberOrNull',
  users: 'numberOrNull',
  challengedAttempts: 'numberOrNull',
  challengedUsers: 'numberOrNull',
  completed: 'numberOrNull',
  denied: 'numberOrNull',
  abandoned: 'numberOrNull',
  unableUsers: 'numberOrNull',
  rate: 'numberOrNull',
} as const satisfies JsonShape<Headline>;
