import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleRecords } from '../../src/sources/sample.ts';
import { parseCsv } from '../render/parse-csv.ts';
import { runCli, startCli, temporaryFolder } from './run-cli.ts';

/** Contract §4, in its order. */
const KEYS = (
  'id createdDateTime scope user app required challenged outcome result resultText method methodText ' +
  'strength detail reason cause satisfiedHow interrupt unlisted'
).split(' ');
const NOT_SIGN_INS = [
  { id: 'directory', category: 'AuditLogs', time: '2026-11-16T01:00:00Z', properties: {} },
  { id: 'no-time', userPrincipalName: 'alex@contoso.com' },
  'no record',
];
/** Invented. */
const STORM = {
  id: 'storm',
  createdDateTime: '2026-11-16T09:00:00Z',
  userPrincipalName: 'alexandra.storm@contoso.com',
  userId: '11111111-0000-4000-8000-000000000001',
  appDisplayName: '=HYPERLINK("https://contoso.example")',
  isInteractive: true,
  authenticationRequirement: 'multiFactorAuthentication',
  status: { errorCode: 500121, additionalDetails: 'MFA denied; user declined the authentication' },
  mfaDetail: { authMethod: 'Text message', authDetail: '+1 5555551234' },
};

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const whole = sampleRecords('2026-11-16');

beforeAll(async () => {
  folder = await temporaryFolder();
  const rows = [...whole, STORM, ...NOT_SIGN_INS].map((record) => JSON.stringify(record));
  await writeFile(join(folder.path, 'signins.ndjson'), rows.join('\n'));
});
afterAll(async () => {
  await folder.remove();
});

const classify = (...flags: string[]) =>
  runCli(['classify', 'signins.ndjson', ...flags], { cwd: folder.path });

describe.concurrent('classify', () => {
  it('prints one line per record in input order, with the keys of the contract in its order', async () => {
    const { exit, stdout, told } = await classify();
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line): Record<string, unknown> => JSON.parse(line));
    expect(rows.map(({ id }) => id)).toEqual([
      ...whole.map(({ id }) => id),
      'storm',
      'directory',
      'no-time',
      null,
    ]);

    const judged = rows.filter(({ scope }) => scope === 'interactive' || scope === 'nonInteractive');
    expect(judged.length).toBeGreaterThan(2000);
    for (const row of judged) {
      expect(Object.keys(row)).toEqual(KEYS);
      expect(typeof row.challenged).toBe('boolean');
      expect(Array.isArray(row.unlisted)).toBe(true);
    }
    const others = rows.filter((row) => !judged.includes(row));
    for (const row of others) expect(Object.keys(row)).toEqual(['id', 'createdDateTime', 'scope']);
    expect(others.slice(-3).map(({ scope }) => scope)).toEqual(['outOfScope', 'rejected', 'rejected']);

    expect(told).toEqual([expect.stringMatching(/^Rejected records: 1 noTime, 1 notAnObject\.$/)]);
    expect(exit).toBe(3);
  });

  it('judges each record and masks its user and phone', async () => {
    const { stdout } = await classify();
    const storm = stdout.split('\n').find((line) => line.includes('"storm"')) ?? '';
    expect(JSON.parse(storm)).toEqual({
      id: 'storm',
      createdDateTime: '2026-11-16T09:00:00Z',
      scope: 'interactive',
      user: 'a…m@contoso.com',
      app: STORM.appDisplayName,
      required: 'yes',
      challenged: true,
      outcome: 'denied',
      result: 'denied',
      resultText: 'MFA denied; user declined the authentication',
      method: 'sms',
      methodText: 'Text message',
      strength: 'telephony',
      detail: '+X XXXXXXXX34',
      reason: 'declined',
      cause: 'declined',
      satisfiedHow: null,
      interrupt: null,
      unlisted: [],
    });
    expect(stdout).not.toMatch(/"user":"[^"…]+@/);
  });

  it('names users with --named alone', async () => {
    const { stdout } = await classify('--named');
    expect(stdout).toContain('"user":"alexandra.storm@contoso.com"');
    expect(stdout).not.toMatch(/"user":"[^"]*…/);
  });

  it('as CSV has a byte order mark, the same columns, and no formula', async () => {
    const { stdout } = await classify('--format', 'csv');
    expect(stdout.startsWith('\uFEFF')).toBe(true);
    const [header, ...rows] = parseCsv(stdout);
    expect(header).toEqual(KEYS);
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([KEYS.length]));
    expect(rows).toHaveLength(whole.length + 4);
    const [storm] = rows.filter(([id]) => id === 'storm');
    expect(storm?.[KEYS.indexOf('user')]).toBe('a…m@contoso.com');
    expect(storm?.[KEYS.indexOf('app')]).toBe(`'${STORM.appDisplayName}`);
    expect(storm?.[KEYS.indexOf('detail')]).toMatch(/^'\+X/);
    const [rejected] = rows.filter(([id]) => id === 'no-time');
    expect(rejected).toEqual(['no-time', '', 'rejected', ...Array(KEYS.length - 3).fill('')]);
  });

  it('takes what stands open within two hours of --as-of as pending', async () => {
    const open = { ...STORM, createdDateTime: '2026-11-16T09:00:00Z', status: { errorCode: 50074 } };
    const interrupts: unknown[] = [];
    for (const asOf of ['2026-11-16T10:59:59Z', '2026-11-16T11:00:00Z']) {
      const input = JSON.stringify(open);
      const { stdout } = await runCli(['classify', '-', '--as-of', asOf], { cwd: folder.path, input });
      interrupts.push(JSON.parse(stdout).interrupt);
    }
    expect(interrupts).toEqual(['pending', 'abandoned']);
  });

  it.each([['classify'], ['report']])(
    '%s ends quietly when nobody reads on, as with | head',
    async (command) => {
      const { child, ended } = startCli([command, 'signins.ndjson', '--as-of', '2026-11-18T09:00:00Z'], {
        cwd: folder.path,
      });
      child.stdout?.destroy();
      const { exit, told } = await ended;
      expect(told.filter((line) => !line.startsWith('Rejected records'))).toEqual([]);
      expect([0, 3]).toContain(exit);
    },
  );
});
