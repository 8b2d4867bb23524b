/**
 * A chunk of facts ↔ bytes. Little-endian, whatever the machine:
 *
 *   "MFAC", version (1 byte), length of the body (4), its CRC-32 (4), the deflated body
 *   body: length of the dictionaries (4), the dictionaries as JSON, the columns one after another
 *
 * Columns whose high bytes seldom change are laid out byte by byte (all first bytes, all second
 * bytes …), which deflate packs to about half; ids and groups are random and stay as they are.
 * A sign-in takes 38 to 44 bytes, a distinct user about 38, a phone or device text about 10.
 */
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Evidence } from '../core/evidence.ts';
import type { Chunk, FactColumns } from '../core/facts/chunk.ts';
import { DamagedRow } from './damaged-row.ts';
import { newerVersion } from './upgrade.ts';

const MAGIC = 'MFAC';
const VERSION = 1;
const HEAD = 13;

export function encodeChunk(chunk: Chunk): Uint8Array {
  const dictionaries = Buffer.from(JSON.stringify(packDictionaries(chunk)));
  const { columns, rows } = chunk;
  const body = Buffer.concat([
    uint32(dictionaries.length),
    dictionaries,
    packed(columns.id, rows * 4),
    packed(columns.group, rows * 4),
    shuffled(columns.ms, rows),
    shuffled(columns.ns, rows),
    shuffled(columns.readAt, rows),
    shuffled(columns.user, rows),
    shuffled(columns.evidence, rows),
    shuffled(columns.app, rows),
    shuffled(columns.context, rows),
    packed(columns.scope, rows),
  ]);
  const deflated = deflateRawSync(body, { level: 3 });
  return Buffer.concat([
    Buffer.from(MAGIC),
    Buffer.of(VERSION),
    uint32(body.length),
    uint32(crc32(body)),
    deflated,
  ]);
}

/**
 * `what` names the chunk in an error.
 * @throws DamagedRow if the bytes are no chunk, or are cut or changed; SettingsError for a newer layout
 */
export function decodeChunk(bytes: Uint8Array, what: string): Chunk {
  const damaged = (how: string, cause?: unknown) =>
    new DamagedRow(`${what} cannot be read: its facts are damaged, ${how}.`, { cause });
  const body = openBody(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), what, damaged);
  const end = 4 + body.readUInt32LE(0);
  const dictionaries: unknown = JSON.parse(body.toString('utf8', 4, end));
  if (!isDictionaries(dictionaries)) throw damaged('the dictionaries lack parts');
  const { rows } = dictionaries;
  let at = end;
  const next = (size: number): Buffer => {
    at += size;
    if (at > body.length) throw damaged(`they are too few for ${rows} rows`);
    return body.subarray(at - size, at);
  };
  // Read in the order written.
  const columns: FactColumns = {
    id: words(next(rows * 16)),
    group: words(next(rows * 16)),
    ms: doubles(unshuffled(next(rows * 8), rows)),
    ns: words(unshuffled(next(rows * 4), rows)),
    readAt: doubles(unshuffled(next(rows * 8), rows)),
    user: words(unshuffled(next(rows * 4), rows)),
    evidence: words(unshuffled(next(rows * 4), rows)),
    app: words(unshuffled(next(rows * 4), rows)),
    context: words(unshuffled(next(rows * 4), rows)),
    scope: Uint8Array.from(next(rows)),
  };
  if (at !== body.length) throw damaged(`they are too many for ${rows} rows`);
  return { ...unpackDictionaries(dictionaries), columns };
}

function openBody(
  bytes: Buffer,
  what: string,
  damaged: (how: string, cause?: unknown) => DamagedRow,
): Buffer {
  if (bytes.length < HEAD || bytes.toString('latin1', 0, 4) !== MAGIC)
    throw damaged('they do not begin as such');
  const version = bytes.readUInt8(4);
  if (version > VERSION) throw newerVersion(what, `facts of layout ${version}`, `layout ${VERSION}`);
  if (version < VERSION) throw damaged(`they have layout ${version}`);
  const length = bytes.readUInt32LE(5);
  let body: Buffer;
  try {
    body = inflateRawSync(bytes.subarray(HEAD), { maxOutputLength: Math.max(length, 1) });
  } catch (cause) {
    throw damaged('they cannot be unpacked', cause);
  }
  if (body.length !== length || body.length < 4 || crc32(body) !== bytes.readUInt32LE(9)) {
    throw damaged('their length or checksum differs');
  }
  return body;
}

/** Evidence as a list, because JSON knows no `undefined`: steps, text, code, requirement, method, canPrompt. */
type PackedEvidence = readonly [
  steps: readonly (readonly [string | null, string | null, boolean | null])[],
  text: string | null,
  code: number | null,
  requirement: string | null,
  mfaMethod: string | null,
  canPrompt: boolean,
];

type Dictionaries = Omit<Chunk, 'columns' | 'evidences' | 'details'> & {
  readonly evidences: readonly PackedEvidence[];
  /** Absent in chunks written before details were kept. */
  readonly details?: Chunk['details'];
};

function packDictionaries(chunk: Chunk): Dictionaries {
  const { columns: _, ...dictionaries } = chunk;
  return { ...dictionaries, evidences: chunk.evidences.map(packEvidence) };
}

function packEvidence({ steps, text, code, requirement, mfaMethod, canPrompt }: Evidence): PackedEvidence {
  return [
    steps.map((step) => [step.method ?? null, step.text ?? null, step.succeeded ?? null]),
    text ?? null,
    code ?? null,
    requirement ?? null,
    mfaMethod ?? null,
    canPrompt,
  ];
}

function unpackDictionaries({ evidences, details = [], ...rest }: Dictionaries): Omit<Chunk, 'columns'> {
  return { ...rest, evidences: evidences.map(unpackEvidence), details };
}

function unpackEvidence([steps, text, code, requirement, mfaMethod, canPrompt]: PackedEvidence): Evidence {
  return {
    steps: steps.map(([method, stepText, succeeded]) => ({
      method: method ?? undefined,
      text: stepText ?? undefined,
      succeeded: succeeded ?? undefined,
    })),
    text: text ?? undefined,
    code: code ?? undefined,
    requirement: requirement ?? undefined,
    mfaMethod: mfaMethod ?? undefined,
    canPrompt,
  };
}

/** The checksum holds, so `encodeChunk` wrote it: its outline is enough. */
function isDictionaries(value: unknown): value is Dictionaries {
  if (typeof value !== 'object' || value === null || !('rows' in value)) return false;
  const lists: readonly (keyof Dictionaries)[] = [
    'oddIds',
    'oddGroups',
    'users',
    'apps',
    'contexts',
    'evidences',
  ];
  return Number.isInteger(value.rows) && lists.every((name) => Array.isArray(Reflect.get(value, name)));
}

type Column = Uint32Array | Float64Array | Uint8Array;

/** The first `count` elements, each little-endian. */
function packed(column: Column, count: number): Buffer {
  if (column.length < count) throw new Error(`A column of facts has ${column.length} entries, not ${count}.`);
  const width = column.BYTES_PER_ELEMENT;
  const bytes = Buffer.alloc(count * width);
  for (let index = 0; index < count; index++) {
    const value = column[index] ?? 0;
    if (width === 8) bytes.writeDoubleLE(value, index * 8);
    else if (width === 4) bytes.writeUInt32LE(value, index * 4);
    else bytes[index] = value;
  }
  return bytes;
}

/** The same, byte by byte: all first bytes, then all second bytes … */
function shuffled(column: Column, count: number): Buffer {
  const bytes = packed(column, count);
  const width = column.BYTES_PER_ELEMENT;
  const planes = Buffer.alloc(bytes.length);
  for (let index = 0; index < bytes.length; index++) {
    planes[(index % width) * count + Math.floor(index / width)] = bytes[index] ?? 0;
  }
  return planes;
}

function unshuffled(planes: Buffer, count: number): Buffer {
  const width = count === 0 ? 1 : planes.length / count;
  const bytes = Buffer.alloc(planes.length);
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = planes[(index % width) * count + Math.floor(index / width)] ?? 0;
  }
  return bytes;
}

function words(bytes: Buffer): Uint32Array {
  return Uint32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readUInt32LE(index * 4));
}

function doubles(bytes: Buffer): Float64Array {
  return Float64Array.from({ length: bytes.length / 8 }, (_, index) => bytes.readDoubleLE(index * 8));
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
