/** The scanner behind the archive: the same records as the ordinary reader's, whatever the bytes. */
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReadRecord } from '../../src/core/sign-in.ts';
import { createLineReader, type LineReader } from '../../src/sources/line-reader.ts';
import { readSignIn } from '../../src/sources/read-sign-in.ts';
import { sampleRecords } from '../../src/sources/sample/sample-records.ts';
import { SIGN_IN_PLAN } from '../../src/sources/sign-in-plan.ts';
import { LARGEST_RECORD } from '../../src/sources/split-piece.ts';
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
  appliedConditionalAccessPolicies: [{ displayName: 'CA1 {"] of Contoso', result: 'success' }],
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

/** The text with another sign in that place. */
function put(old: string, at: number, sign: string): string {
  return old.slice(0, at) + sign + old.slice(at + 1);
}

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
    ['a number without digits behind its point', text.replace('50074', '50074.')],
    ['a number without digits before its exponent', text.replace('50074', '5.e4')],
    ['a number without digits in its exponent', text.replace('50074', '5e')],
    ['a number with a sign alone in its exponent', text.replace('50074', '5e+')],
    ['an escape without four digits', text.replace('Essen', 'Es\\u00e')],
    ['an escape with another letter among its digits', text.replace('Essen', 'Es\\u00g9sen')],
    ['a word that is none', text.replace('null', 'nulL')],
    ['a word that is cut', text.replace('true', 'tru')],
    ['a name without a colon', text.replace('"city":', '"city";')],
    ['a wanted name without a colon', text.replace('"errorCode":', '"errorCode"=')],
    [
      'a list like one that was met but for a byte at its start',
      text.replace('[{"displayName"', '[;"displayName"'),
    ],
    ['a list like one that was met but for a byte within', text.replace(',"result":', ',"result";')],
    ['a list like one that was met but for its last byte', text.replace('"success"}]', '"success"})')],
    ['a blank that JSON does not know', text.replace('"city":', '"city":\v')],
    ['another time at which it was written', text.replace('{', '{"TimeGenerated":"2026-11-17T00:00:00Z",')],
    ['an object under a name of pages', text.replace('{', '{"value":{},')],
    [
      'more steps than are noted',
      JSON.stringify({ ...signIn, authenticationDetails: Array(300).fill({ authenticationMethod: 'x' }) }),
    ],
    ['an array', `[${text}]`],
    ['something behind it', `${text}]`],
    ['another one in the same line', `${text}${text}`],
    ...[8, 13, 18, 23].map((at) => [
      `an id without its hyphen at ${at}`,
      text.replace(GUID, put(GUID, at, '0')),
    ]),
    ...[0, 9, 14, 19, 24, 35].flatMap((at) =>
      ['g', '-', 'A', '/', ':'].map((sign) => [
        `an id with ${sign} at ${at}`,
        text.replace(GUID, put(GUID, at, sign)),
      ]),
    ),
  ])('%s', (_, line = '') => {
    const reader = existing(createLineReader());
    const lines = [text, enveloped, line, line, text, enveloped];
    expect(lines.map((each) => takeLine(reader, each) !== undefined)).toEqual([
      true,
      true,
      false,
      false,
      true,
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

  it('read the same of 200,000 records, spoilt in every way', { timeout: 300_000 }, async () => {
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

  it('read the same of texts, numbers, names and brackets that are traps, wherever they stand', async () => {
    const traps = [
      [
        '1E400',
        '-0',
        '5.0074e4',
        '50074.5',
        '9007199254740993',
        '-',
        '+1',
        '.5',
        '1.',
        '1e',
        '0x10',
        'NaN',
        '01',
      ],
      [
        '\\ud800',
        '\\udc00',
        '\\ud83d\\ude00',
        '\\u0000',
        '\\u12',
        '\\u',
        '\\/',
        '\\b\\f\\n\\r\\t',
        '\\"',
        '\\',
        '\\x41',
      ],
      ['\0', '\t', '\u007f', '\u2028', '\ufeff', 'e\u0301', '\u00a0', ' ', `${'a'.repeat(199)}\u{1f600}`],
      [
        '__proto__',
        'constructor',
        'id',
        'status',
        ...[253, 254, 255, 300].map((length) => 'n'.repeat(length)),
      ],
      [
        '',
        ',',
        ':',
        '{',
        '}',
        '[',
        ']',
        '"',
        '{}',
        '[]',
        'null',
        'truee',
        '"":1,',
        '"__proto__":{"errorCode":1},',
      ],
      [13, 14, 15, 16, 17, 30, 31, 32, 33].flatMap((levels) => [
        '['.repeat(levels) + ']'.repeat(levels),
        `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`,
      ]),
    ]
      .flat()
      .map((trap) => Buffer.from(trap).toString('latin1'));
    // Bytes that are no UTF-8: cut, too long, surrogates, beyond all characters.
    const broken = [
      '\xff',
      '\xc3',
      '\xe2\x82',
      '\xed\xa0\x80',
      '\xc0\x80',
      '\xf4\x90\x80\x80',
      '\x80',
      '\xef\xbb\xbf',
    ];
    const places = [
      [
        'Essen',
        'Contoso Mail',
        'Browser',
        'Password',
        '"Essen"',
        '"DE"',
        'city',
        'status',
        'errorCode',
        '50074',
      ],
      ['null', 'true', '"success"', 'success', GUID, '8ebc', '02:03Z', '{', '}', '[', ']', '"city":'],
    ].flat();
    const lines = [text, enveloped].flatMap((whole) => {
      const line = Buffer.from(whole).toString('latin1');
      return [...traps, ...broken].flatMap((trap) =>
        places.flatMap((at) => [line.replace(at, () => trap), line.replace(at, () => at + trap), line]),
      );
    });
    const both = await readBothWays(Buffer.from(`${[...lines, ...lines].join('\n')}\n`, 'latin1'));
    expect(firstDifference(both)).toBeUndefined();
    expect(both.taken).toBeGreaterThan(lines.length);
  });

  it('read the same of a line as long as a record may be, and of a longer one', async () => {
    const lineOf = (bytes: number) => text.replace('Essen', 'E'.repeat(bytes - Buffer.byteLength(text) + 5));
    const lines = [-1, 0, 1, 2].map((more) => lineOf(LARGEST_RECORD + more));
    const both = await readBothWays(Buffer.from(`${[text, ...lines, text].join('\n')}\n`));
    expect(firstDifference(both)).toBeUndefined();
    expect(both.ordinary.map(({ kind }) => kind)).toEqual([
      ...Array(3).fill('signIn'),
      'rejected',
      'rejected',
      'signIn',
    ]);
  });

  it('read the same of more names than are learnt', async () => {
    const lines = Array.from({ length: 12_000 }, (_, nth) =>
      text.replace('"city"', `"city ${nth} ${'x'.repeat(90)}"`),
    );
    const both = await readBothWays(Buffer.from(`${lines.join('\n')}\n`));
    expect(firstDifference(both)).toBeUndefined();
    expect(both.taken).toBeGreaterThan(1_000);
  });

  it('read the same of more users and applications than are remembered, one of them in between', async () => {
    const lines = Array.from({ length: 40_000 }, (_, nth) => {
      const app = nth > 2_000 && nth % 2 === 0 ? 'Contoso Mail' : `Contoso ${nth} ${'x'.repeat(nth % 7)}`;
      return text.replace('c4d44003', nth.toString(16).padStart(8, '0')).replace('Contoso Mail', app);
    });
    const both = await readBothWays(Buffer.from(lines.join('\n')));
    expect(both.taken).toBeGreaterThan(39_900);
    expect(firstDifference(both)).toBeUndefined();
  });
});

describe('what is told apart though it is nearly the same', () => {
  /** All lines to one scanner: what it reads by itself is what the ordinary reader reads. How many it read. */
  function readRightly(lines: readonly string[]): number {
    const reader = existing(createLineReader());
    let taken = 0;
    for (const line of lines) {
      const record = takeLine(reader, line);
      if (record === undefined) continue;
      expect(record, line).toStrictEqual(readSignIn(JSON.parse(line)));
      taken += 1;
    }
    return taken;
  }

  it.each([
    ['a user', (name: string) => ({ ...signIn, userDisplayName: name })],
    ['an application', (name: string) => ({ ...signIn, appDisplayName: name })],
    ['a text', (name: string) => ({ ...signIn, status: { errorCode: 0, additionalDetails: name } })],
    ['a method', (name: string) => ({ ...signIn, authenticationDetails: [{ authenticationMethod: name }] })],
    ['a country', (name: string) => ({ ...signIn, location: { countryOrRegion: name } })],
  ])('%s of 150 letters, by each of them', (_, withName) => {
    const names = Array.from({ length: 150 }, (_letter, at) => put('x'.repeat(150), at, 'y'));
    const lines = [...names, 'x'.repeat(150), 'x'.repeat(149)].map((name) => JSON.stringify(withName(name)));
    // Not all letters are looked at before all are compared, and more than 16 that look alike are left.
    expect(readRightly(lines)).toBeGreaterThan(16);
  });

  it.each([
    [
      'a part of the record and of its envelope',
      { ...signIn, userType: 'guest' },
      { ...signIn, userType: undefined },
    ],
    [
      'an empty part and one of which nothing is wanted',
      { ...signIn, status: {} },
      { ...signIn, status: { other: 1 } },
    ],
    [
      'one step of two and two of one',
      ...[['a', 'b'], ['ab'], ['a'], ['b']].map((methods) => ({
        ...signIn,
        authenticationDetails: methods.map((method) => ({ authenticationMethod: method })),
      })),
    ],
    [
      'no step and one that says nothing',
      { ...signIn, authenticationDetails: [] },
      { ...signIn, authenticationDetails: [{}] },
      { ...signIn, authenticationDetails: [{ other: 1 }] },
    ],
    [
      'a number and its text',
      ...[50074, '50074', 5.0074e4, -0, 0, '0', null].map((errorCode) => ({
        ...signIn,
        status: { errorCode },
      })),
    ],
  ])('%s', (_, ...records) => {
    const around = (record: unknown) => ({
      category: 'SignInLogs',
      userType: 'guest',
      status: {},
      properties: record,
    });
    const lines = records.flatMap((record) => [JSON.stringify(record), JSON.stringify(around(record))]);
    expect(readRightly([...lines, ...lines.toReversed()])).toBe(2 * lines.length);
  });
});

describe('instants', () => {
  const two = (number: number) => String(number).padStart(2, '0');

  it('of every day and of none, by the calendar', async () => {
    const years = ['1999', '2000', '2001', '2024', '2026', '2100', '2400', '9998'];
    const months = Array.from({ length: 14 }, (_, month) => two(month));
    const days = ['00', '01', '02', '27', '28', '29', '30', '31', '32'];
    const all = years.flatMap((year) =>
      months.flatMap((month) => days.map((day) => `${year}-${month}-${day}`)),
    );
    const isDay = (day: string) => new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) === true;
    const both = await readBothWays(
      Buffer.from(all.map((day) => `${text.replace('2026-11-16', day)}\n`).join('')),
    );
    expect(firstDifference(both)).toBeUndefined();
    expect(both.taken).toBe(all.filter((day) => day >= '2000' && isDay(day)).length);
  });

  it('with every fraction of a second, and none', async () => {
    const clocks = ['00:00:00', '23:59:59', '24:00:00', '23:60:00', '23:59:60', '0a:00:00', '01-02-03'];
    const fractions = [
      '',
      '.',
      '.a',
      '.1a',
      ',5',
      ...Array.from({ length: 11 }, (_, n) => `.${'9870654321'.repeat(2).slice(0, n)}`),
    ];
    const zones = ['Z', 'z', '', '+00:00', ' Z', 'ZZ'];
    const all = clocks.flatMap((clock) =>
      fractions.flatMap((fraction) => zones.map((zone) => clock + fraction + zone)),
    );
    const lines = all.flatMap((time) => [
      text.replace('01:02:03Z', time),
      enveloped.replace('01:07:00.1234567Z', time),
    ]);
    const both = await readBothWays(Buffer.from(`${lines.join('\n')}\n`));
    expect(firstDifference(both)).toBeUndefined();
    const canonical = all.filter((time) => /^(00:00:00|23:59:59)(\.\d{1,9})?Z$/.test(time));
    expect(both.taken).toBe(2 * canonical.length);
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
