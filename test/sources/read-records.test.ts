import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ReadRecord, readingTime } from '../../src/core/sign-in.ts';
import { readRecords } from '../../src/sources/read-records.ts';

/** Invented rows; `note` only makes them longer. */
const row = (id: string, note = 'Contoso') => ({
  id,
  createdDateTime: '2026-06-15T12:00:00Z',
  status: { errorCode: 0, additionalDetails: 'a "quoted" {brace] \\ and \u00e9' },
  authenticationDetails: [{ authenticationMethod: 'Password', succeeded: true }],
  note,
});
const line = (id: string) => JSON.stringify(row(id));

async function* inChunks(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

async function collected<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}

async function read(
  content: string | Uint8Array,
  options: { name?: string; chunk?: number } = {},
): Promise<ReadRecord[]> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const batches = await collected(
    readRecords(inChunks(bytes, options.chunk ?? 65_536), { name: options.name ?? 'signins' }),
  );
  return batches.flat();
}

/** Ids of the sign-ins, causes of the rest: what a file came to, in its order. */
const told = (records: readonly ReadRecord[]) =>
  records.map((record) =>
    record.kind === 'rejected' ? record.cause : record.kind === 'signIn' ? record.id : record.kind,
  );

const pretty = (value: unknown, indent = 2) => JSON.stringify(value, undefined, indent);
const big = (bytes: number) => 'x'.repeat(bytes);
const LIMIT = 1024 * 1024;
/** A record of exactly that many bytes. */
const sized = (id: string, bytes: number) => {
  const empty = JSON.stringify(row(id, ''));
  return JSON.stringify(row(id, big(bytes - Buffer.byteLength(empty))));
};

describe('JSON in every arrangement', () => {
  it.each([
    ['nothing', '', []],
    ['blank lines only', '\n \r\n', []],
    ['one a line', `${line('a')}\n${line('b')}\n`, ['a', 'b']],
    ['one a line, CRLF, blank lines, no last line end', `${line('a')}\r\n\r\n${line('b')}`, ['a', 'b']],
    ['a byte order mark', `\ufeff${line('a')}\n`, ['a']],
    ['a byte order mark between two files', `${line('a')}\n\ufeff${line('b')}\n`, ['a', 'b']],
    ['one pretty-printed object', pretty(row('a')), ['a']],
    ['several pretty-printed objects', `${pretty(row('a'))}\n${pretty(row('b'))}`, ['a', 'b']],
    ['an array', JSON.stringify([row('a'), row('b')]), ['a', 'b']],
    ['a pretty-printed array', pretty([row('a'), row('b')]), ['a', 'b']],
    ['an array printed without indent', pretty([row('a'), row('b')]).replace(/\n +/g, '\n'), ['a', 'b']],
    ['an array, one element a line', `[\n${line('a')},\n${line('b')}\n]`, ['a', 'b']],
    ['an array, commas first', `[\n${line('a')}\n,${line('b')}\n]\n`, ['a', 'b']],
    ['an empty array', '[]', []],
    ['a page', JSON.stringify({ value: [row('a'), row('b')] }), ['a', 'b']],
    [
      'a page with keys around',
      pretty({
        '@odata.context': 'x',
        other: [1, { value: [2] }],
        value: [row('a')],
        '@odata.nextLink': 'y',
      }),
      ['a'],
    ],
    [
      'a pretty-printed page without indent',
      pretty({ a: 1, value: [row('a'), row('b')], z: [3] }).replace(/\n +/g, '\n'),
      ['a', 'b'],
    ],
    ['an empty page', '{"value":[]}', []],
    ['records', pretty({ records: [row('a')] }), ['a']],
    [
      'a page a line',
      `${JSON.stringify({ value: [row('a')] })}\n${JSON.stringify({ records: [row('b'), row('c')] })}\n`,
      ['a', 'b', 'c'],
    ],
    ['an array of pages', pretty([{ records: [row('a')] }, { records: [row('b')] }]), ['a', 'b']],
    ['an array a line', `[${line('a')}]\n[${line('b')},${line('c')}]\n`, ['a', 'b', 'c']],
    ['objects without anything between', line('a') + line('b') + line('c'), ['a', 'b', 'c']],
    ['objects with commas between', `${line('a')},\n${line('b')},\n`, ['a', 'b']],
    [
      'lines, then a pretty-printed array',
      `${line('a')}\n${pretty([row('b')])}\n${line('c')}\n`,
      ['a', 'b', 'c'],
    ],
    ['zeros behind the last line', `${line('a')}\n${'\0'.repeat(500)}`, ['a']],
  ])('%s', async (_arrangement, content, expected) => {
    expect(told(await read(content))).toEqual(expected);
  });
});

describe('what cannot be read costs itself and nothing else', () => {
  it.each([
    [
      'scalars a line',
      `1\n"x"\nnull\ntrue\n${line('a')}`,
      ['notAnObject', 'notAnObject', 'notAnObject', 'notAnObject', 'a'],
    ],
    [
      'scalars in an array',
      `[1,"x, {",null,[2],${line('a')}]`,
      ['notAnObject', 'notAnObject', 'notAnObject', 'notAnObject', 'a'],
    ],
    ['words', `not json\nnor this\n${line('a')}`, ['notJson', 'notJson', 'a']],
    ['words in an array', `[ ab cd, ${line('a')} ]`, ['notJson', 'a']],
    ['single quotes', `{'id': 'a'}\n${line('b')}`, ['notJson', 'b']],
    [
      'a line cut within a string',
      `${line('a')}\n${line('b').slice(0, 20)}\n${line('c')}\n`,
      ['a', 'notJson', 'c'],
    ],
    [
      'the first line cut within a string',
      `${line('a').slice(0, 20)}\n${line('b')}\n${line('c')}\n`,
      ['notJson', 'b', 'c'],
    ],
    [
      'the first line cut behind a bracket',
      `{"id":"a","authenticationDetails":[\n${line('b')}\n${line('c')}\n`,
      ['notJson', 'b', 'c'],
    ],
    [
      'a line with a bracket missing',
      `${line('a')}\n${line('b').slice(0, -1)}\n${line('c')}\n${line('d')}`,
      ['a', 'notJson', 'c', 'd'],
    ],
    [
      'a line with a bracket too many',
      `${line('a')}\n${line('b')}}\n${line('c')}\n`,
      ['a', 'b', 'notJson', 'c'],
    ],
    [
      'two broken lines',
      `${line('a')}\n{"id":\n{"id":"x",\n${line('b')}\n`,
      ['a', 'notJson', 'notJson', 'b'],
    ],
    [
      'a broken line and a word',
      `${line('a')}\n{"id":"x",\nrubbish\n${line('b')}\n`,
      ['a', 'notJson', 'notJson', 'b'],
    ],
    ['a broken element', `[${line('a')},{"id":1,,},${line('b')}]`, ['a', 'notJson', 'b']],
    [
      'a broken element in a page',
      `{"value":[${line('a')},{"id" 1},${line('b')}],"x":1}`,
      ['a', 'notJson', 'b'],
    ],
    [
      'a pretty element with a bracket missing',
      `${pretty([row('a'), row('b'), row('c')]).replace('      "succeeded": true\n      }', '      "succeeded": true\n')}`,
      ['notJson', 'b', 'c'],
    ],
    ['a line end within a string', pretty([row('a', 'X'), row('b')]).replace('X', 'x\ny'), ['notJson', 'b']],
    ['an array line cut, then another', `[${line('a')},{"id":"b"\n[${line('c')}]\n`, ['a', 'notJson', 'c']],
    ['a cut file of lines', `${line('a')}\n${line('b').slice(0, 40)}`, ['a', 'notJson']],
    ['a cut array', `[${line('a')},${line('b').slice(0, 40)}`, ['a', 'notJson']],
    ['an array cut between two elements', `[${line('a')},`, ['a', 'notJson']],
    ['a cut page', `{"value":[${line('a')},${line('b')}`, ['a', 'b', 'notJson']],
    ['a page cut behind its records', `{"value":[${line('a')}],"@odata.nextLink":"ht`, ['a', 'notJson']],
    ['a cut pretty-printed array', pretty([row('a'), row('b')]).slice(0, -30), ['a', 'notJson']],
    ['one cut pretty-printed object', pretty(row('a')).slice(0, -30), ['notJson']],
    ['a NUL within a string', line('a').replace('Contoso', 'Con\0toso'), ['a']],
  ])('%s', async (_fault, content, expected) => {
    expect(told(await read(content))).toEqual(expected);
    expect(told(await read(content, { chunk: 1 }))).toEqual(expected);
  });

  it('a lone surrogate and bytes that are no UTF-8 are replaced, not refused', async () => {
    const bytes = Buffer.from(
      `${line('a').replace('Contoso', '\\ud800')}\n${line('b').replace('Contoso', 'Con#toso')}`,
    );
    bytes[bytes.lastIndexOf('#')] = 0xff;
    expect(told(await read(bytes))).toEqual(['a', 'b']);
  });

  it('binary rubbish is at most one rejection a line', async () => {
    const noise = Buffer.from(
      Array.from({ length: 200_000 }, (_, index) => (index * 2_654_435_761) % 251),
    ).map((byte) => (byte === 10 ? 11 : byte));
    expect(
      told(await read(Buffer.concat([noise, Buffer.from(`\n${line('a')}\n`)]), { name: 'x.csv.json' })),
    ).toEqual(['notJson', 'a']);
    expect(told(await read(new Uint8Array(3 * LIMIT).fill(0xfe)))).toEqual(['notJson']);
    expect((await read(Buffer.concat([Buffer.from('['), noise]))).length).toBeLessThan(2000);
  });

  it.each([
    ['in a line of its own', (text: string) => `${line('a')}\n${text}\n${line('b')}\n`],
    ['in an array', (text: string) => `[${line('a')},${text},${line('b')}]`],
    ['in an array, one element a line', (text: string) => `[\n${line('a')},\n${text},\n${line('b')}\n]`],
    ['in a page', (text: string) => `{"value":[${line('a')},${text},${line('b')}]}`],
  ])('a 5 MB string %s is too large', async (_place, file) => {
    expect(told(await read(file(JSON.stringify(row('x', big(5e6))))))).toEqual(['a', 'tooLarge', 'b']);
  });

  it('1 MiB is read, a byte more is not', async () => {
    expect(told(await read(`[${sized('x', LIMIT)},${sized('y', LIMIT + 1)},${line('a')}]`))).toEqual([
      'x',
      'tooLarge',
      'a',
    ]);
    expect(told(await read(`${sized('x', LIMIT)}\n${sized('y', LIMIT + 1)}\n${line('a')}`))).toEqual([
      'x',
      'tooLarge',
      'a',
    ]);
  });

  it('a list of 5 MB in one line is no record and is read', async () => {
    const records = await read(
      JSON.stringify(Array.from({ length: 20_000 }, (_, index) => row(`id-${index}`))),
    );
    expect(records).toHaveLength(20_000);
    expect(told(records).at(-1)).toBe('id-19999');
  });

  it('100,000 brackets in a row harm nobody', async () => {
    expect(told(await read(`${'['.repeat(100_000)}\n${line('a')}`))).toEqual(['notJson', 'a', 'notJson']);
    expect(told(await read(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}\n${line('a')}`))).toEqual([
      'tooLarge',
      'a',
    ]);
  });
});

describe('gzip', () => {
  const content = Array.from({ length: 3000 }, (_, index) => line(`id-${index}`)).join('\n');
  const packed = gzipSync(content);

  it('is told by its content, whatever the name', async () => {
    expect(await read(packed, { name: 'signins.json' })).toHaveLength(3000);
    expect(told(await read(line('a'), { name: 'signins.json.gz' }))).toEqual(['a']);
  });

  it('two packed one behind the other are both read', async () => {
    const two = Buffer.concat([gzipSync(`${line('a')}\n`), gzipSync(`${line('b')}\n`)]);
    expect(told(await read(two, { chunk: 7 }))).toEqual(['a', 'b']);
  });

  it.each([1, 1000, 65_536])(
    'cut: what was unpacked is kept, one rejection (chunks of %i)',
    async (chunk) => {
      const records = told(await read(packed.subarray(0, packed.length / 2), { chunk }));
      expect(records.length).toBeGreaterThan(500);
      expect(records.filter((id) => id === 'notJson')).toHaveLength(1);
      expect(records.at(-1)).toBe('notJson');
      expect(records).toEqual(told(await read(packed.subarray(0, packed.length / 2))));
    },
  );

  it('damaged: what was unpacked before is kept, the rest is told', async () => {
    const damaged = Buffer.from(packed);
    damaged.fill(0xff, packed.length / 2, packed.length / 2 + 64);
    const records = told(await read(damaged));
    expect(records.slice(0, 100)).toEqual(Array.from({ length: 100 }, (_, index) => `id-${index}`));
    expect(records).toContain('notJson');
  });

  it('nothing but the first bytes of a packed file is one rejection', async () => {
    expect(told(await read(packed.subarray(0, 5)))).toEqual(['notJson']);
  });

  it('cut where only its check is missing: told once', async () => {
    expect(told(await read(gzipSync(`${line('a')}\n`).subarray(0, -4)))).toEqual(['a', 'notJson']);
  });
});

describe('CSV', () => {
  const portal = [
    '"Date (UTC)","Request ID","User agent","Correlation ID","User ID","User","Username","User type","Authentication Protocol","Application","Application ID ","Location","Status","Sign-in error code","Client app","Operating System","Multifactor authentication result","Multifactor  authentication auth method","Multifactor authentication auth detail","Authentication requirement"',
    '"2026-06-15T12:35:28Z","a","Mozilla/5.0","c-1","u-1","Dana","Dana@Contoso.example","Member","none","Contoso, ""Portal""","app-1","Lisbon, Lisboa, PT","Failure","500121","Browser","Windows10","MFA denied; user declined\nthe authentication","Mobile app notification","+XX 17","Multifactor authentication"',
    '"6/15/2026, 12:40:00 PM","b","","","u-1","Dana","dana@contoso.example","Member","ropc","Contoso Portal","app-1",", , PT","Success","","Browser","","","","","Single-factor authentication"',
  ];
  const asText = portal.join('\r\n');

  it("the portal's download", async () => {
    const [first, second] = await read(asText, { name: 'signins.csv' });
    expect(first).toMatchObject({
      kind: 'signIn',
      id: 'a',
      scope: 'interactive',
      createdDateTime: '2026-06-15T12:35:28Z',
      userId: 'u-1',
      userPrincipalName: 'dana@contoso.example',
      userDisplayName: 'Dana',
      userType: 'member',
      correlation: 'c-1',
      appId: 'app-1',
      appName: 'Contoso, "Portal"',
      country: 'PT',
      operatingSystem: 'Windows10',
      clientApp: 'Browser',
      mfaDetail: '+XX 17',
      evidence: {
        code: 500121,
        text: 'MFA denied; user declinedthe authentication',
        mfaMethod: 'Mobile app notification',
        requirement: 'multiFactorAuthentication',
        canPrompt: true,
        steps: [],
      },
    });
    expect(second).toMatchObject({
      id: 'b',
      createdDateTime: '2026-06-15T12:40:00Z',
      correlation: undefined,
      country: 'PT',
      evidence: { code: 0, text: undefined, requirement: 'singleFactorAuthentication', canPrompt: false },
    });
  });

  const utf16be = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  it.each([
    ['a byte order mark', Buffer.from(`\ufeff${asText}`)],
    ['UTF-16, little end first', Buffer.from(`\ufeff${asText}`, 'utf16le')],
    ['UTF-16, big end first', utf16be(asText)],
    ['UTF-16 without a mark', Buffer.from(asText, 'utf16le')],
    ['gzip', gzipSync(asText)],
    ['a line end at the end', Buffer.from(`${asText}\r\n\r\n`)],
    ['a note for the spreadsheet', Buffer.from(`sep=,\r\n${asText}`)],
    [
      'small letters, other blanks',
      Buffer.from(asText.replace(/^.*\r\n/, (header) => header.toLowerCase().replaceAll(' ', '\u00a0'))),
    ],
  ])('%s', async (_form, bytes) => {
    expect(await read(bytes, { name: 'anything' })).toEqual(await read(asText));
    expect(await read(bytes, { name: 'anything', chunk: 3 })).toEqual(await read(asText));
  });

  it.each([
    [';', 'semicolons'],
    ['\t', 'tabs'],
  ])('cells between "%s": %s', async (delimiter) => {
    const text = `Date (UTC)${delimiter}Request ID${delimiter}Application\n2026-06-15T12:00:00Z${delimiter}a${delimiter}Contoso, Ltd\n`;
    expect(await read(text)).toMatchObject([{ kind: 'signIn', id: 'a', appName: 'Contoso, Ltd' }]);
  });

  it('a Log Analytics export', async () => {
    const status = '"{""errorCode"":50074,""additionalDetails"":""MFA required in Azure AD""}"';
    const text = `TimeGenerated [UTC],Category,Id,CreatedDateTime [UTC],ResultType,Status_dynamic,Status_string,Location,IsInteractive,AuthenticationDetails\r\n"6/15/2026, 12:40:24.178 PM",SignInLogs,a,"6/15/2026, 12:35:28.806 PM",50074,${status},,US,FALSE,"[{""authenticationMethod"":""Password"",""succeeded"":true}]"\r\n`;
    expect(await read(text)).toMatchObject([
      {
        scope: 'interactive',
        createdDateTime: '2026-06-15T12:35:28.806Z',
        readAt: readingTime({ ms: Date.parse('2026-06-15T12:40:24.178Z'), ns: 0 }),
        country: 'US',
        evidence: {
          code: 50074,
          text: 'MFA required in Azure AD',
          steps: [{ method: 'Password', succeeded: true }],
        },
      },
    ]);
  });

  it.each([
    ['only a header', 'Request ID,Date (UTC)\n', []],
    ['cells missing', 'Request ID,Date (UTC),Application\na\nb,2026-06-15T12:00:00Z\n', ['noTime', 'b']],
    ['cells too many', 'Request ID,Date (UTC)\na,2026-06-15T12:00:00Z,x,y\n', ['a']],
    ['rows of nothing', 'Request ID,Date (UTC)\n,\n\na,2026-06-15T12:00:00Z\n', ['a']],
    [
      'a quote in the middle',
      'Request ID,Date (UTC),User\na,2026-06-15T12:00:00Z,Da"na\nb,2026-06-15T12:00:00Z,"Da"na\n',
      ['a', 'b'],
    ],
    [
      'a quote never closed',
      'Request ID,Date (UTC)\n"a,2026-06-15T12:00:00Z\nb,2026-06-15T12:00:00Z\n',
      ['notJson', 'b'],
    ],
    [
      'the last row cut',
      'Request ID,Date (UTC),User\na,2026-06-15T12:00:00Z,Dana\nb,2026-06-',
      ['a', 'notJson'],
    ],
    [
      'the last row cut within quotes',
      'Request ID,Date (UTC)\na,2026-06-15T12:00:00Z\nb,"2026-06-',
      ['a', 'notJson'],
    ],
    [
      'a row of 2 MB',
      `Request ID,Date (UTC),User\na,2026-06-15T12:00:00Z,${big(2e6)}\nb,2026-06-15T12:00:00Z,Dana\n`,
      ['tooLarge', 'b'],
    ],
    [
      '2 MB behind a quote never closed',
      `Request ID,Date (UTC)\n"a,2026-06-15T12:00:00Z\n${'b,2026-06-15T12:00:00Z\n'.repeat(100_000)}`,
      undefined,
    ],
    [
      'columns that would poison',
      'Request ID,Date (UTC),__proto__,constructor\na,2026-06-15T12:00:00Z,x,y\n',
      ['a'],
    ],
  ])('%s', async (_fault, content, expected) => {
    const records = told(await read(content));
    expect(records).toEqual(expected ?? ['notJson', ...Array<string>(100_000).fill('b')]);
  });

  it('a name that says CSV does not make JSON one, nor the other way round', async () => {
    expect(told(await read(line('a'), { name: 'x.csv' }))).toEqual(['a']);
    expect(told(await read('Request ID,Date (UTC)\na,2026-06-15T12:00:00Z\n', { name: 'x.json' }))).toEqual([
      'a',
    ]);
  });
});

describe('order and batches', () => {
  it('batches are of a thousand at most and keep the order', async () => {
    const content = Array.from({ length: 2500 }, (_, index) => line(`id-${index}`)).join('\n');
    const batches = await collected(readRecords(inChunks(Buffer.from(content), 1e9), { name: '-' }));
    expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThanOrEqual(1000);
    expect(told(batches.flat())).toEqual(Array.from({ length: 2500 }, (_, index) => `id-${index}`));
  });

  const fragment = fc.oneof(
    fc.constantFrom(
      line('a'),
      line('b'),
      pretty(row('c')),
      pretty([row('d'), row('e')]),
      JSON.stringify({ value: [row('f')] }),
    ),
    fc.constantFrom(
      '[',
      ']',
      '{',
      '}',
      '{"value":[',
      ']}',
      ',',
      ':',
      '"',
      '\\',
      '\n',
      '\n  ',
      '\r\n',
      ' ',
      '\0',
      '\ufeff',
      '1',
      'x',
      'null',
      '"value"',
      'é',
    ),
  );
  it('however the bytes are split, the records are the same', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fragment, { maxLength: 12 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 40 }),
        async (fragments, packed, chunk) => {
          const plain = Buffer.from(fragments.join(''));
          const bytes = packed ? gzipSync(plain) : plain;
          expect(await read(bytes, { chunk })).toEqual(await read(plain));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('the name of a further list of a page is known, also where room is made for more bytes within it', async () => {
    const opening = `{\n"value":[${line('a')}],"pad":"`;
    for (const before of [5, 7, 9]) {
      const pad = big(256 * 1024 - before - Buffer.byteLength(opening));
      const page = `${opening}${pad}","records":[${line('b')}]}`;
      expect(told(await read(page, { chunk: 2 }))).toEqual(['a', 'b']);
    }
  });

  it('however the bytes of CSV are split, the records are the same', async () => {
    const cell = fc.constantFrom(
      'a',
      '"',
      '""',
      '"b"',
      ',',
      '\n',
      '\r\n',
      '2026-06-15T12:00:00Z',
      ' ',
      '"x\ny"',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(cell, { maxLength: 30 }),
        fc.integer({ min: 1, max: 9 }),
        async (cells, chunk) => {
          const content = `Request ID,Date (UTC),User\n${cells.join('')}`;
          expect(await read(content, { chunk })).toEqual(await read(content));
        },
      ),
      { numRuns: 300 },
    );
  });
});
