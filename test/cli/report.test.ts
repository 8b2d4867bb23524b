import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/core/report.ts';
import { sampleRecords } from '../../src/sources/sample.ts';
import { brokenInvariants } from '../core/invariants.ts';
import { parseCsv } from '../render/parse-csv.ts';
import { runCli, temporaryFolder } from './run-cli.ts';

const DAYS = ['2026-11-14', '2026-11-15', '2026-11-17'];
/** Two days after the last of them. */
const LATER = '2026-11-20T00:00:00Z';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
  for (const day of DAYS)
    await writeFile(join(folder.path, `${day}.json`), JSON.stringify(sampleRecords(day)));
});
afterAll(async () => {
  await folder.remove();
});

const FILES = DAYS.map((day) => `${day}.json`);

async function report(args: readonly string[], asOf = LATER): Promise<Report> {
  const { exit, stdout, stderr } = await runCli(['report', ...args, '--as-of', asOf], { cwd: folder.path });
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe.concurrent('report', () => {
  it('has every day found, ascending, however the files are ordered', async () => {
    const forward = await report(FILES);
    expect(forward.days.map(({ day }) => day)).toEqual(DAYS);
    expect(await report(FILES.toReversed())).toEqual(forward);
    expect(forward).toMatchObject({
      schema: 1,
      product: { name: 'mfa-digest' },
      generatedAt: LATER,
      tenant: { id: 'files', name: null },
      privacy: 'masked',
      verdict: null,
    });
    expect(forward.trend.map(({ day, state }) => [day, state])).toEqual([
      ['2026-11-14', 'sealed'],
      ['2026-11-15', 'sealed'],
      ['2026-11-16', 'missing'],
      ['2026-11-17', 'sealed'],
    ]);
    for (const day of forward.days) {
      expect(day).toMatchObject({ source: 'archive', revision: 1, collectedAt: LATER, zone: 'UTC' });
      expect(day.coverage).toMatchObject({ passes: 1, agreement: 1, complete: true, late: 0 });
      expect(brokenInvariants(day)).toEqual([]);
    }
  });

  it('names those who could not get in, masked', async () => {
    const { days } = await report(['2026-11-17.json']);
    const [day] = days;
    expect(day?.people.filter(({ unable }) => unable)).toHaveLength(day?.unable.users ?? 0);
    for (const { user } of day?.people ?? []) expect(user).toMatch(/^.….@contoso\.com$/);
  });

  it('counts a record that comes again as a duplicate, and nothing else', async () => {
    const once = await report(['2026-11-17.json']);
    const twice = await report(['2026-11-17.json', '2026-11-17.json']);
    const [day] = once.days;
    const records = day?.coverage.records ?? 0;
    const duplicates = (day?.coverage.duplicates ?? 0) + records;
    expect(twice.days).toEqual([
      { ...day, coverage: { ...day?.coverage, records: 2 * records, duplicates } },
    ]);
  });

  it('has exactly the day asked for, with a verdict and its 14 days', async () => {
    const { verdict, days, trend } = await report([...FILES, '--day', '2026-11-15']);
    expect(days.map(({ day }) => day)).toEqual(['2026-11-15']);
    expect(verdict).toMatchObject({ level: expect.any(String), text: expect.any(String) });
    expect(trend.map(({ day }) => day)).toEqual(
      Array.from({ length: 14 }, (_, n) => new Date(Date.UTC(2026, 10, 2 + n)).toISOString().slice(0, 10)),
    );
    const [day] = days;
    if (day === undefined) throw new Error('There is no day.');
    expect(brokenInvariants(day)).toEqual([]);
    expect(day.coverage.outsideWindow).toBeGreaterThan(0);
  });

  it('has zeros, not nulls, for a day asked for that has no rows', async () => {
    const { days } = await report([...FILES, '--day', '2026-11-16']);
    expect(days).toMatchObject([
      {
        day: '2026-11-16',
        state: 'sealed',
        totals: { signIns: 0, attempts: 0, users: 0 },
        rate: null,
        challenged: { attempts: 0, users: 0 },
        unable: { users: 0 },
      },
    ]);
    expect(days[0]?.hours).toHaveLength(24);
    expect(days.flatMap(brokenInvariants)).toEqual([]);
  });

  it('counts the days of the zone', async () => {
    const { days } = await report(['2026-11-17.json', '--zone', 'America/St_Johns']);
    expect(days.map(({ day, zone, window }) => [day, zone, window.from])).toEqual([
      ['2026-11-16', 'America/St_Johns', '2026-11-16T03:30:00Z'],
      ['2026-11-17', 'America/St_Johns', '2026-11-17T03:30:00Z'],
    ]);
    expect(days.flatMap(brokenInvariants)).toEqual([]);
  });

  it.each([
    ['2026-11-18T00:59:59Z', 'partial', 3],
    ['2026-11-18T01:00:00Z', 'open', 0],
    ['2026-11-19T23:59:59Z', 'open', 0],
    ['2026-11-20T00:00:00Z', 'sealed', 0],
  ])('as of %s, 17 November is %s', async (asOf, state, code) => {
    const args = ['report', '2026-11-17.json', '--as-of', asOf];
    const { exit, stdout, told } = await runCli(args, { cwd: folder.path });
    const [day] = JSON.parse(stdout).days;
    expect(day).toMatchObject({ state, coverage: { complete: state !== 'partial' } });
    expect(told).toEqual(state === 'partial' ? ['Not over yet, so partial: 2026-11-17.'] : []);
    expect(exit).toBe(code);
  });

  it.each([
    ['text', ['2026-11-17.json'], /^MFA Digest {2,}files, Tue 17 Nov 2026$/m],
    ['text', FILES, /^MFA Digest history/m],
    ['html', ['2026-11-17.json'], /^<!DOCTYPE html>[\s\S]*<\/html>\s*$/],
    ['html', FILES, /^<!DOCTYPE html>[\s\S]*<\/html>\s*$/],
    ['csv', FILES, /^\uFEFFday,zone,state,revision,dimension,key,name,outcome,signIns,attempts,users\r\n/],
  ])('as %s of %j', async (format, files, pattern) => {
    const args = ['report', ...files, '--format', format, '--as-of', LATER];
    const { exit, stdout } = await runCli(args, { cwd: folder.path });
    expect(stdout).toMatch(pattern);
    expect(exit).toBe(0);
  });

  it('shows the same numbers as CSV', async () => {
    const { days } = await report(FILES);
    const { stdout } = await runCli(['report', ...FILES, '--format', 'csv', '--as-of', LATER], {
      cwd: folder.path,
    });
    const totals = parseCsv(stdout).filter((row) => row[4] === 'total');
    expect(totals.map((row) => [row[0], ...row.slice(8)])).toEqual(
      days.map(({ day, totals: { signIns, attempts, users } }) => [
        day,
        ...[signIns, attempts, users].map(String),
      ]),
    );
  });

  it('writes to --out what it would print, and prints nothing', async () => {
    const args = ['report', ...FILES, '--as-of', LATER];
    const printed = await runCli(args, { cwd: folder.path });
    const written = await runCli([...args, '--out', 'report.json'], { cwd: folder.path });
    expect(written).toMatchObject({ exit: 0, stdout: '', stderr: '' });
    expect(await readFile(join(folder.path, 'report.json'), 'utf8')).toBe(printed.stdout);
  });

  it('leaves out whom the settings exclude, and takes no other setting of a tenant amiss', async () => {
    const env = {
      EXCLUDE_APPS: 'Contoso VPN',
      SOURCE: 'graph',
      TENANT_NAME: 'Contoso',
      PRIVACY: 'aggregate',
    };
    const args = ['report', '2026-11-17.json', '--as-of', LATER];
    const { stdout } = await runCli(args, { cwd: folder.path, env });
    const { days, tenant, privacy }: Report = JSON.parse(stdout);
    expect({ tenant, privacy }).toEqual({ tenant: { id: 'files', name: 'Contoso' }, privacy: 'aggregate' });
    expect(days[0]?.coverage.excluded).toBeGreaterThan(0);
    expect(days[0]?.breakdowns.app.rows.map(({ name }) => name)).not.toContain('Contoso VPN');
    expect(days.flatMap(brokenInvariants)).toEqual([]);
  });
});
