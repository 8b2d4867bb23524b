/**
 * Sign-ins by the thousand or million, for measuring: NDJSON of Graph beta `signIn` objects, invented.
 *
 *   node bench/generate.ts --records 1000000 --flavour lean --from 2026-11-16 --days 1 > signins.ndjson
 *
 * The attempts are those of the sample tenant with other people, ids and times, so that a generated
 * day has the same few hundred kinds of evidence as a sample day, however long it is.
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { at, seededRandom } from '../src/sources/sample/random.ts';
import { dateAfter, sampleDay } from '../src/sources/sample/sample-day.ts';
import { type SampleRecord, sampleRecords } from '../src/sources/sample/sample-records.ts';

export type GenerateOptions = {
  /** Lines to write, the few repeats among them included. */
  readonly records: number;
  /** `lean`: what a digest needs, about 1 KB a line. `full`: what Graph sends, about 4 KB. */
  readonly flavour: Flavour;
  /** First day, `YYYY-MM-DD`, UTC. */
  readonly from: string;
  readonly days: number;
  readonly seed: string;
};

export type Flavour = keyof typeof FLAVOURS;

/** What was written. */
export type Generated = {
  readonly bytes: number;
  /** Distinct ids: all other lines repeat one of them. */
  readonly ids: number;
};

/** Writes the lines and waits where the stream asks to. The stream stays open. */
export async function writeRecords(stream: Writable, options: GenerateOptions): Promise<Generated> {
  let bytes = 0;
  let block = '';
  const flush = async (): Promise<void> => {
    bytes += Buffer.byteLength(block);
    const roomLeft = stream.write(block);
    block = '';
    if (!roomLeft) await once(stream, 'drain');
  };
  const lines = generateLines(options);
  let next = lines.next();
  for (; next.done !== true; next = lines.next()) {
    block += `${next.value}\n`;
    if (block.length > 256 * 1024) await flush();
  }
  await flush();
  return { bytes, ids: next.value.ids };
}

/** The lines one by one: attempts begin in ascending order, evenly over the days. Same options, same lines. */
export function* generateLines(options: GenerateOptions): Generator<string, Pick<Generated, 'ids'>> {
  const random = seededRandom(`bench ${options.seed}`);
  const templates = attemptTemplates(FLAVOURS[options.flavour]);
  const people = inventPeople(Math.max(1, Math.ceil(options.records / ROWS_PER_PERSON)), options.seed);
  const start = sampleDay(options.from).midnight;
  const span = options.days * 86_400_000;

  let written = 0;
  let distinct = 0;
  while (written < options.records) {
    const begins = start + (written / options.records) * span;
    const person = random.pick(people);
    const correlationId = random.guid();
    const ids = new Map<number, string>();
    for (const { line, after, sameAs } of random.pick(templates)) {
      if (written === options.records) return { ids: distinct };
      const known = ids.get(sameAs);
      const id = known ?? random.guid();
      if (known === undefined) distinct += 1;
      ids.set(sameAs, id);
      const ms = begins + after * 1000;
      yield fill(line, (slot) => {
        switch (slot) {
          case 'id':
            return id;
          case 'correlation':
            return correlationId;
          case 'user':
            return person.id;
          case 'name':
            return person.name;
          case 'upn':
            return person.upn;
          default:
            return `${new Date(ms - Number(slot) * 1000).toISOString().slice(0, 19)}Z`;
        }
      });
      written += 1;
    }
  }
  return { ids: distinct };
}

/** About as many sign-ins a day as a person of the sample tenant has. */
const ROWS_PER_PERSON = 4.6;

/** What is kept of a sample record, and what is put beside it. */
const FLAVOURS = {
  lean: (record: SampleRecord): SampleRecord => {
    const kept = LEAN.filter((name) => name in record).map((name) => [name, record[name]]);
    return Object.fromEntries(kept);
  },
  full: (record: SampleRecord): SampleRecord => ({
    ...record,
    appliedConditionalAccessPolicies: [
      ...(Array.isArray(record.appliedConditionalAccessPolicies)
        ? record.appliedConditionalAccessPolicies
        : []),
      ...OTHER_POLICIES,
    ],
  }),
} as const satisfies Record<string, (record: SampleRecord) => SampleRecord>;

const LEAN = [
  'id',
  'createdDateTime',
  'userDisplayName',
  'userPrincipalName',
  'userId',
  'appId',
  'appDisplayName',
  'clientAppUsed',
  'correlationId',
  'isInteractive',
  'signInEventTypes',
  'userType',
  'authenticationProtocol',
  'authenticationRequirement',
  'authenticationRequirementPolicies',
  'status',
  'mfaDetail',
  'authenticationDetails',
] as const;

const OTHER_POLICIES = Array.from({ length: 4 }, (_, nth) => ({
  id: `00000000-0000-4000-8000-00000000000${nth}`,
  displayName: `CA1${nth} Rule of the benchmark that did not apply`,
  enforcedGrantControls: [],
  enforcedSessionControls: [],
  result: 'notApplied',
}));

/** Text with slots: literal, slot, literal, slot, …, literal. */
type Line = readonly string[];
/** `sameAs`: rows of one attempt with the same number are versions of one sign-in. */
type RowTemplate = { readonly line: Line; readonly after: number; readonly sameAs: number };

/** The attempts of a week with an outage, a campaign and two quiet days, as lines with slots. */
function attemptTemplates(shape: (record: SampleRecord) => SampleRecord): RowTemplate[][] {
  const attempts = new Map<string, SampleRecord[]>();
  for (let nth = 0; nth < 7; nth++) {
    for (const record of sampleRecords(dateAfter('2026-11-09', nth))) {
      const key = String(record.correlationId);
      attempts.set(key, [...(attempts.get(key) ?? []), record]);
    }
  }
  return [...attempts.values()].map((records) => {
    const begins = instantOf(at(records, 0).createdDateTime);
    const ids = [...new Set(records.map((record) => record.id))];
    return records.map((record) => ({
      line: slotted(shape(record)),
      after: (instantOf(record.createdDateTime) - begins) / 1000,
      sameAs: ids.indexOf(record.id),
    }));
  });
}

const SLOT = '\u0000';

function slotted(record: SampleRecord): Line {
  const now = instantOf(record.createdDateTime);
  const person =
    record.userPrincipalName === null
      ? {}
      : { userPrincipalName: slot('upn'), userDisplayName: slot('name') };
  const userId = record.userId === '' ? {} : { userId: slot('user') };
  const identifier = 'signInIdentifier' in record ? { signInIdentifier: slot('upn') } : {};
  const steps = Array.isArray(record.authenticationDetails) ? record.authenticationDetails : [];
  const text = JSON.stringify({
    ...record,
    ...person,
    ...userId,
    ...identifier,
    id: slot('id'),
    correlationId: slot('correlation'),
    createdDateTime: slot('0'),
    authenticationDetails: steps.map((step: { authenticationStepDateTime?: unknown }) => ({
      ...step,
      authenticationStepDateTime: slot(String((now - instantOf(step.authenticationStepDateTime)) / 1000)),
    })),
  });
  return text.split('\\u0000');
}

function slot(name: string): string {
  return `${SLOT}${name}${SLOT}`;
}

function fill(line: Line, value: (slot: string) => string): string {
  let text = '';
  for (let index = 0; index < line.length; index++) {
    const part = at(line, index);
    text += index % 2 === 0 ? part : value(part);
  }
  return text;
}

function instantOf(time: unknown): number {
  return Date.parse(String(time));
}

function inventPeople(count: number, seed: string): { id: string; name: string; upn: string }[] {
  const random = seededRandom(`bench people ${seed}`);
  return Array.from({ length: count }, (_, nth) => ({
    id: random.guid(),
    name: `Person ${nth}`,
    upn: `person.${nth}@contoso.com`,
  }));
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      records: { type: 'string', default: '100000' },
      flavour: { type: 'string', default: 'lean' },
      from: { type: 'string', default: '2026-11-16' },
      days: { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
      out: { type: 'string' },
    },
  });
  const stream = values.out === undefined ? process.stdout : createWriteStream(values.out);
  await writeRecords(stream, {
    records: Number(values.records),
    flavour: values.flavour === 'full' ? 'full' : 'lean',
    from: values.from,
    days: Number(values.days),
    seed: values.seed,
  });
  if (values.out !== undefined) stream.end();
}
