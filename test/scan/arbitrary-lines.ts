/**
 * Lines of archives at random, for two readers to agree about: sign-ins of the sample tenant and of the
 * arbitraries, as Graph or in a diagnostic envelope, many of them alike, and some of them spoilt.
 */
import * as fc from 'fast-check';
import { sampleRecords } from '../../src/sources/sample/sample-records.ts';
import { arbitraryRecords, INVENTED_DAYS } from '../arbitrary-sign-ins.ts';
import { enveloped, type Json, toGraph } from '../write-sign-in.ts';

const SAMPLES: readonly Json[] = ['2026-11-09', '2026-11-11', '2026-11-16'].flatMap((day) =>
  sampleRecords(day),
);

/** Files of so many lines and the same once more, which by then were all met. */
export function arbitraryFiles(lines: number): fc.Arbitrary<Buffer> {
  return fc
    .tuple(
      fc.array(records, { minLength: 4, maxLength: 4 }),
      fc.array(invented, { minLength: 2, maxLength: 2 }),
    )
    .chain(([samples, others]) => {
      const pool = [...samples, ...others.flat()];
      const line = fc.record({
        nth: fc.nat(pool.length - 1),
        shape: fc.constantFrom(...SHAPES),
        change: fc.oneof({ weight: 7, arbitrary: fc.constant(same) }, { weight: 3, arbitrary: changes }),
        damage: fc.oneof({ weight: 3, arbitrary: fc.constant(intact) }, { weight: 1, arbitrary: damages }),
        end: fc.constantFrom('\n', '\n', '\n', '\r\n', ' ,\n', '\n\n', '\n\u{feff}'),
      });
      return fc.array(line, { minLength: lines, maxLength: lines }).map((all) => {
        const parts = all.flatMap(({ change, damage, end, nth, shape }) => [
          damage(Buffer.from(JSON.stringify(shape(change(pool[nth] ?? {}))))),
          Buffer.from(end),
        ]);
        return Buffer.concat([...parts, ...parts]);
      });
    });
}

const records: fc.Arbitrary<Json> = fc.nat(SAMPLES.length - 1).map((index) => SAMPLES[index] ?? {});

const invented: fc.Arbitrary<readonly Json[]> = fc
  .constantFrom(...INVENTED_DAYS)
  .chain((day) => arbitraryRecords(day, { most: 2 }))
  .map((read) => read.flatMap((record) => (record.kind === 'signIn' ? [toGraph(record)] : [])));

/** What a writer puts around a sign-in. */
const SHAPES: readonly ((record: Json) => unknown)[] = [
  ...Array<(record: Json) => Json>(8).fill((record) => record),
  ...Array<(record: Json) => Json>(8).fill(inEnvelope),
  (record) => ({ ...inEnvelope(record), properties: JSON.stringify(record) }),
  (record) => ({ properties: {}, ...record }),
  (record) => ({ time: '2026-11-20T01:02:03.1234567Z', ...record, TimeGenerated: '2026-11-20T01:02:04Z' }),
  (record) => ({ ...record, category: 'ServicePrincipalSignInLogs' }),
  (record) => Object.fromEntries(Object.entries(record).map(([name, value]) => [capital(name), value])),
  (record) => ({ value: [record] }),
  (record) => [record, record],
];

/** With a code and a place of its own, which the record's go before. */
function inEnvelope(record: Json): Json {
  return { resultType: '50074', location: 'DE', ...enveloped(record, '2026-11-20T01:02:03.1234567Z') };
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

type Change = (record: Json) => Json;
const same: Change = (record) => record;

const NAMES = [
  'id',
  'createdDateTime',
  'correlationId',
  'originalRequestId',
  'userId',
  'userPrincipalName',
  'userDisplayName',
  'appId',
  'clientAppUsed',
  'userAgent',
  'isInteractive',
  'signInEventTypes',
  'status',
  'mfaDetail',
  'location',
  'deviceDetail',
  'authenticationDetails',
  'authenticationRequirementPolicies',
  'resultType',
  'properties',
  'time',
  'Id',
  'UserId',
  'Status',
  'Status_string',
  'unheardOf',
  '__proto__',
  'value',
  'n\u00e4me',
  'a"b',
] as const;

const values: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    ' ',
    ' a ',
    0,
    -1.5e-7,
    true,
    false,
    {},
    [],
    [[]],
    [{}],
    [null, 1, 'x', { authenticationMethod: 'Password', succeeded: 'true' }],
    '00000000-0000-0000-0000-000000000000',
    '8EBC20BC-1343-4261-8325-CC86F7B75AE2',
    '2026-11-16T01:02:03.5+02:00',
    '2026-02-30T01:02:03Z',
    '6/15/2026, 12:35:28.806 PM',
    'Stra\u00dfe \u{1f600} \u200b',
    'a\\b"c\n',
    '{"errorCode":50074}',
    '[{"requirementProvider":"x"}]',
    'Mozilla/5.0 BAV2ROPC',
    { errorCode: '50074', additionalDetails: 7, other: { deep: [1, [2]] } },
    { ErrorCode: 1, AuthMethod: 'x', AuthDetail: 'y', CountryOrRegion: 'FR', OperatingSystem: 'z' },
    nested(20),
    nested(40),
  ),
  fc.string({ maxLength: 12 }),
  fc.string({ maxLength: 12, unit: 'binary' }),
);

/** A list in a list, so many deep. */
function nested(levels: number): unknown {
  return levels === 0 ? 'x' : [nested(levels - 1)];
}

const changes: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(fc.constantFrom(...NAMES), values).map(
    ([name, value]): Change =>
      (record) =>
        Object.fromEntries([...Object.entries(record), [name, value]]),
  ),
  fc.tuple(fc.constantFrom(...NAMES), values).map(
    ([name, value]): Change =>
      (record) =>
        Object.fromEntries([[name, value], ...Object.entries(record)]),
  ),
  fc.constantFrom(...NAMES).map(
    (name): Change =>
      (record) =>
        Object.fromEntries(Object.entries(record).filter(([other]) => other !== name)),
  ),
  fc.nat(40).map(
    (by): Change =>
      (record) => {
        const entries = Object.entries(record);
        return Object.fromEntries([
          ...entries.slice(by % entries.length),
          ...entries.slice(0, by % entries.length),
        ]);
      },
  ),
);

type Damage = (line: Buffer) => Buffer;
const intact: Damage = (line) => line;

/** At a place, told as a share of the line. */
const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const bytes = fc.oneof(fc.nat(255), fc.constantFrom(...Buffer.from('"\\{}[]:,0-.eE \t\n\0\u007f')));

const damages: fc.Arbitrary<Damage> = fc.oneof(
  place.map(
    (where): Damage =>
      (line) =>
        line.subarray(0, at(line, where)),
  ),
  fc.tuple(place, bytes).map(
    ([where, byte]): Damage =>
      (line) =>
        spliced(line, at(line, where), 1, [byte]),
  ),
  fc.tuple(place, bytes).map(
    ([where, byte]): Damage =>
      (line) =>
        spliced(line, at(line, where), 0, [byte]),
  ),
  fc.tuple(place, fc.nat(6)).map(
    ([where, many]): Damage =>
      (line) =>
        spliced(line, at(line, where), many, []),
  ),
  // A character of a text or a name, spelt as an escape.
  place.map(
    (where): Damage =>
      (line) => {
        const index = letterFrom(line, at(line, where));
        const escaped = `\\u00${(line[index] ?? 97).toString(16).padStart(2, '0')}`;
        return spliced(line, index, 1, Buffer.from(escaped));
      },
  ),
  // A name and what stands behind it a second time.
  fc.tuple(place, fc.boolean()).map(
    ([where, isFirst]): Damage =>
      (line) => {
        const from = line.indexOf(',"', at(line, where));
        const to = line.indexOf(',', from + 1);
        if (from < 0 || to < 0) return line;
        const again = line.subarray(from, to);
        return spliced(line, isFirst ? from : to, 0, again);
      },
  ),
  // Blanks where JSON allows them.
  fc.constantFrom(' ', '\t', ' \r ').map(
    (blank): Damage =>
      (line) =>
        Buffer.from(
          line.toString('latin1').replaceAll('":', `":${blank}`).replaceAll(',"', `,${blank}"`),
          'latin1',
        ),
  ),
  fc.constantFrom('\u{feff}', ' ', ',', '[', '\0').map(
    (before): Damage =>
      (line) =>
        Buffer.concat([Buffer.from(before), line]),
  ),
  fc.constantFrom(']', '}', ' ', ',', ';').map(
    (behind): Damage =>
      (line) =>
        Buffer.concat([line, Buffer.from(behind)]),
  ),
);

function at(line: Buffer, where: number): number {
  return Math.floor(where * line.length);
}

function letterFrom(line: Buffer, from: number): number {
  for (let index = from; index < line.length; index += 1) {
    const byte = (line[index] ?? 0) | 32;
    if (byte >= 97 && byte <= 122) return index;
  }
  return 0;
}

function spliced(line: Buffer, from: number, many: number, put: ArrayLike<number>): Buffer {
  return Buffer.concat([line.subarray(0, from), Uint8Array.from(put), line.subarray(from + many)]);
}
