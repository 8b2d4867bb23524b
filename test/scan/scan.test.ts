/** The scanner behind the archive: the same records as the ordinary reader's, whatever the bytes. */
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReadRecord } from '../../src/core/sign-in.ts';
import { createLineReader, type LineReader } from '../../src/sources/line-reader.ts';
import { readSignIn } from '../../src/sources/read-sign-in.ts';
import { sampleRecords } from '../../src/sources/sample/sample-records.ts';
import { SIGN_IN_PLAN } from '../../src/sources/sign-in-plan.ts';
import { arbitraryFiles } from './arbitrary-lines.ts';
import { existing, firstDifference, readBothWays, readScanned } from './read-both-ways.ts';

const GUID = '8ebc20bc-1343-4261-8325-cc86f7b75ae2';
const signIn = {
  id: GUID,
  createdDateTime: '2026-11-16T01:02:03Z',
  userId: 'c4d44003-ed03-4393-909e-432f05276d77',
  userPrincipalName: 'Ann@contoso.example',
  userDisplayName: 'Ann "Invented" M\u00fcller',
  correlationId: '20ad3fa8-244b-4124-80d8-c0139b86d366',
  appDisplayName: 'Contoso Mail',
  clientAppUsed: 'Browser',
  location: { city: 'Essen', countryOrRegion: 'DE' },
  status: { errorCode: 50074, failureReason: 'Strong authentication is required.', additionalDetails: null },
  appliedConditionalAccessPolicies: [{ displayName: 'CA1 {"]', result: 'success' }],
  authenticationDetails: [
    { authenticationStepDateTime: '2026-11-16T01:02:01Z', authenticationMethod: 'Password', succeeded: true },
  ],
};
const text = JSON.stringify(signIn);
const enveloped = JSON.stringify({
  time: '2026-11-16T01:07:00.1234567Z',
  category: 'SignInLogs',
  resultType: '50074',
  correlationId: signIn.correlationId,
  properties: signIn,
});

/** By the scanner alone: at first sight, and when it was met before. */
function scanned(line: string): readonly (ReadRecord | undefined)[] {
  const reader = existing(createLineReader());
  return [takeLine(reader, line), takeLine(reader, line)];
}

/** `undefined` where it is left to the ordinary reader. */
function takeLine(reader: LineReader, line: string): ReadRecord | undefined {
  let taken: ReadRecord | undefined;
  const length = reader.window.write(`${line}\n`);
  const behind = reader.takeLines(0, length, (record) => {
    taken = record;
  });
  expect(behind).toBe(taken === undefined ? 0 : length);
  return taken;
}

describe('what the scanner reads by itself', () => {
  it.each([
    ['a sign-in as Graph writes it', text],
    ['one in a diagnostic envelope', enveloped],
    ['blanks between all', JSON.stringify(signIn, undefined, '\t').replaceAll('\n', ' ')],
    ['a name that is not wanted, spelt with no letter of ASCII', text.replace('"city"', '"\u00e9"')],
    ['a part that is absent', JSON.stringify({ ...signIn, location: undefined, status: undefined })],
    [
      'an object that holds nothing wanted',
      JSON.stringify({ ...signIn, status: { other: 1 }, Status: { errorCode: 1 } }),
    ],
    ['an object that holds nothing', JSON.stringify({ ...signIn, status: {}, Status: { errorCode: 1 } })],
    ['steps that are none', JSON.stringify({ ...signIn, authenticationDetails: [null, 'x', [], {}] })],
    ['a part as JSON in a text', JSON.stringify({ ...signIn, status: '{"errorCode":50072}' })],
    ['a client that cannot prompt', JSON.stringify({ ...signIn, userAgent: 'x BAV2ROPC' })],
  ])('%s', (_, line) => {
    const expected = readSignIn(JSON.parse(line));
    expect(expected.kind).toBe('signIn');
    expect(scanned(line)).toStrictEqual([expected, expected]);
  });

  it('nearly every sign-in of the sample, so that it is worth having', async () => {
    const lines = sampleRecords('2026-11-16').map((record) => JSON.stringify(record));
    const both = await readBothWays(Buffer.from(lines.join('\n')));
    expect(firstDifference(both)).toBeUndefined();
    const signIns = both.ordinary.filter(({ kind }) => kind === 'signIn');
    expect(both.taken / signIns.length).toBeGreaterThan(0.95);
  });
});

it('a line of another log is read by the ordinary reader, though the scanner knows where it ends', () => {
  const line = text.replace('{', '{"category":"AuditLogs",');
  const expected = readSignIn(JSON.parse(line));
  expect(expected.kind).toBe('outOfScope');
  expect(scanned(line)).toStrictEqual([expected, expected]);
});

describe('what the scanner leaves to the ordinary reader', () => {
  const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
  it.each([
    ['a wanted name spelt with an escape', text.replace('"status"', '"st\\u0061tus"')],
    ['any name spelt with an escape', text.replace('"city"', '"cit\\u0079"')],
    ['a wanted name twice', text.replace('{', '{"status":{"errorCode":0},')],
    ['a wanted member twice', text.replace('"errorCode"', '"errorCode":1,"errorCode"')],
    ['an id twice', text.replace('{', `{"id":"${GUID}",`)],
    ['an id with an escape', text.replace('8ebc20bc', '\\u0038ebc20bc')],
    ['an id with blanks around', text.replace(GUID, ` ${GUID}`)],
    ['an id beyond ASCII', text.replace('8ebc', '\u00e9')],
    ['an id that is no text', text.replace(`"${GUID}"`, '7')],
    ['no id', text.replace('"id"', '"di"')],
    ['a time that is none', text.replace('11-16T01', '02-30T01')],
    ['a time that no log can hold', text.replace('2026-11-16T01:02:03Z', '0001-01-01T00:00:00Z')],
    ['a correlation of zeros', text.replace(signIn.correlationId, '00000000-0000-0000-0000-000000000000')],
    ['a page', `{"value":[${text}]}`],
    ['an envelope around nothing', text.replace('{', '{"properties":{},')],
    ['an envelope around a text', text.replace('{', '{"properties":"{}",')],
    ['deep nesting', text.replace('{', `{"deep":${nested(17)},`)],
    ['a cut', text.slice(0, -1)],
    ['a bracket too many', `${text}}`],
    ['a comma before a bracket', text.replace('}]}', '},]}')],
    ['a control character in a text', text.replace('Essen', 'Es\tsen')],
    ['an escape that is none', text.replace('Essen', 'Es\\xsen')],
    ['a number with a leading zero', text.replace('50074', '050074')],
    ['a number without digits', text.replace('50074', '-')],
    ['a word that is none', text.replace('null', 'nulL')],
    ['an array', `[${text}]`],
  ])('%s', (_, line) => {
    expect(scanned(line)).toStrictEqual([undefined, undefined]);
  });

  it('and that after the same record without the oddity', () => {
    const reader = existing(createLineReader());
    const lines = [
      text,
      text.replace('"succeeded":true', '"succeeded":tru'),
      text.slice(0, -1),
      `${text}]`,
      text,
    ];
    expect(lines.map((line) => takeLine(reader, line) !== undefined)).toEqual([
      true,
      false,
      false,
      false,
      true,
    ]);
  });

  it('a line without an end, and what follows', () => {
    const reader = existing(createLineReader());
    const length = reader.window.write(`${text}\n${text}`);
    const taken: ReadRecord[] = [];
    expect(reader.takeLines(0, length, (record) => taken.push(record))).toBe(Buffer.byteLength(text) + 1);
    expect(taken).toHaveLength(1);
  });
});

describe('scanner and ordinary reader', () => {
  const { stackTraceLimit } = Error;
  beforeAll(() => {
    // Hundreds of thousands of broken lines are parsed: each would be told with its stack.
    Error.stackTraceLimit = 0;
  });
  afterAll(() => {
    Error.stackTraceLimit = stackTraceLimit;
  });

  it('read the same of 200,000 records, spoilt in every way', { timeout: 120_000 }, async () => {
    const seed = Number(process.env.SCAN_SEED ?? Date.now() % 1_000_000_000);
    console.info(`scan: SCAN_SEED=${seed}`);
    let records = 0;
    let taken = 0;
    const property = fc.asyncProperty(arbitraryFiles(150), async (bytes) => {
      const both = await readBothWays(bytes);
      records += both.ordinary.length;
      taken += both.taken;
      expect(firstDifference(both)).toBeUndefined();
    });
    await fc.assert(property, { seed, numRuns: 450 });
    expect(records).toBeGreaterThan(200_000);
    expect(taken).toBeGreaterThan(records / 5);
  });

  it('read the same however the bytes are split', async () => {
    const bytes = Buffer.from(
      `\u{feff}${text}\r\n${enveloped}\n${text.slice(0, 200)}\n${enveloped},\n${text}`,
    );
    const whole = await readBothWays(bytes);
    expect(whole.ordinary.map(({ kind }) => kind)).toEqual([
      'signIn',
      'signIn',
      'rejected',
      'signIn',
      'signIn',
    ]);
    // All but the broken one and the last, which has no end.
    expect(whole.taken).toBe(3);
    const reader = existing(createLineReader());
    for (let cut = 1; cut < bytes.length; cut += 1) {
      const split = await readScanned([bytes.subarray(0, cut), bytes.subarray(cut)], reader);
      expect(isDeepStrictEqual(split, whole.ordinary), `cut at ${cut}`).toBe(true);
    }
  });

  it('read the same of more users and applications than are remembered', async () => {
    const lines = Array.from({ length: 40_000 }, (_, nth) =>
      text
        .replace('c4d44003', nth.toString(16).padStart(8, '0'))
        .replace('Contoso Mail', `Contoso ${nth % 20_000} ${'x'.repeat(nth % 7)}`),
    );
    const both = await readBothWays(Buffer.from(lines.join('\n')));
    expect(both.taken).toBeGreaterThan(39_990);
    expect(firstDifference(both)).toBeUndefined();
  });
});

it('every name the ordinary reader asks for is in the plan', () => {
  const asked = new Set<string>();
  /** Tells what is asked of an object and of all within it. */
  function watched(value: unknown, path: string): unknown {
    if (typeof value !== 'object' || value === null) return value;
    return new Proxy(value, {
      getOwnPropertyDescriptor(target, name) {
        asked.add(Array.isArray(target) ? path : `${path}${String(name)}`);
        return Reflect.getOwnPropertyDescriptor(target, name);
      },
      get(target, name) {
        const inner = Array.isArray(target) ? path : `${path}${String(name)}.`;
        return watched(Reflect.get(target, name), inner);
      },
      // Looking into it to see how deep it is asks for nothing.
      ownKeys: (target) => Reflect.ownKeys(target),
    });
  }
  const some = { something: 1 };
  const own = { id: GUID, createdDateTime: signIn.createdDateTime, correlationId: signIn.correlationId };
  const nestedParts = { status: some, mfaDetail: some, deviceDetail: some, location: some };
  const lists = { authenticationDetails: [some], authenticationRequirementPolicies: [some] };
  const { slots, odd, envelope, parts } = SIGN_IN_PLAN;
  const wanted = Object.values(parts).flatMap((part) => part.wanted);
  const planned = new Set([
    ...Object.values(slots).map(({ name }) => name),
    ...odd,
    envelope,
    ...wanted.flatMap(({ name, members = [] }) => [name, ...members.map((member) => `${name}.${member}`)]),
  ]);
  for (const record of [{ ...own }, { ...own, ...nestedParts, ...lists }])
    expect(readSignIn(watched(record, '')).kind).toBe('signIn');
  const nothing = (name: string) => name === '' || name.endsWith('.') || /(^|\.)something$/.test(name);
  expect([...asked].filter((name) => !nothing(name) && !planned.has(name))).toEqual([]);
  expect(asked.size).toBeGreaterThan(60);
});
