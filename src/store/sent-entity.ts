/** A delivery, with what its readers were told ↔ its row in `MfaState`. */
import type { Sent } from '../core/ports.ts';
import type { Headline } from '../core/report.ts';
import { STORED_SCHEMA } from '../core/stored-day.ts';
import { DamagedRow, type TellDamaged, unlessDamaged } from './damaged-row.ts';
import { hasShape, type JsonShape } from './json-shape.ts';
import { toKey } from './keys.ts';
import { flag, integer, optionalText, type Row, text, word } from './row.ts';
import { upgrade } from './upgrade.ts';

export function sentEntity(tenant: string, sent: Sent) {
  const { day, kind, channel, status, at, revision, state, tries, repeat, told } = sent;
  const keys = { partitionKey: toKey(tenant), rowKey: toKey('sent', day, kind, channel) };
  const columns = { day, kind, channel, status, at, revision, state, tries, repeat };
  return { ...keys, schema: STORED_SCHEMA, ...columns, told: JSON.stringify(told) };
}

const KINDS = ['daily', 'correction'] as const satisfies readonly Sent['kind'][];
const STATUSES = ['sending', 'sent', 'failed', 'skipped'] as const satisfies readonly Sent['status'][];

/**
 * What was told counts as nothing where it alone is damaged: that the mail went out is worth more.
 * @throws DamagedRow if another column is missing or broken; SettingsError if a newer version wrote the row
 */
export function toSent(row: Row, tell: TellDamaged): Sent {
  const what = 'A delivery row of MfaState';
  const current = upgrade(row, what);
  return {
    day: text(current, 'day', what),
    kind: word(current, 'kind', KINDS, what),
    channel: text(current, 'channel', what),
    status: word(current, 'status', STATUSES, what),
    at: text(current, 'at', what),
    revision: integer(current, 'revision', what),
    state: text(current, 'state', what),
    tries: current.tries === undefined ? 1 : integer(current, 'tries', what),
    repeat: current.repeat === undefined ? false : flag(current, 'repeat', what),
    told: unlessDamaged(() => toldOf(current, what), tell) ?? [],
    etag: optionalText(current, 'etag', what),
  };
}

function toldOf(row: Row, what: string): readonly Headline[] {
  const json = optionalText(row, 'told', what) ?? '[]';
  let told: unknown;
  try {
    told = JSON.parse(json);
  } catch (cause) {
    throw new DamagedRow(`${what} cannot be read: column told is no JSON.`, { cause });
  }
  const headlines = Array.isArray(told) ? told.map(withFigures) : [undefined];
  if (!headlines.every((headline) => hasShape<Headline>(headline, HEADLINE))) {
    throw new DamagedRow(`${what} cannot be read: column told should hold headlines.`);
  }
  return headlines;
}

/** A figure that was not told yet when the row was written is one that was not measured. */
function withFigures(headline: unknown): unknown {
  return typeof headline === 'object' ? { ...NO_FIGURES, ...headline } : headline;
}

const NO_FIGURES = {
  signIns: null,
  attempts: null,
  users: null,
  challengedAttempts: null,
  challengedUsers: null,
  completed: null,
  denied: null,
  abandoned: null,
  unableUsers: null,
  rate: null,
} as const satisfies Omit<Headline, 'day' | 'zone' | 'state' | 'revision'>;

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
