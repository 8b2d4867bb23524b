import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Day, Report } from '../../src/core/report.ts';
import { brokenInvariants } from '../core/invariants.ts';
import { parseCsv } from '../render/parse-csv.ts';
import { type Ended, runCli, startCli, temporaryFolder } from './run-cli.ts';

/** A Tuesday: the story ends on the Monday; 19 November is partial, 15 November is missing. */
const AS_OF = ['--as-of', '2026-11-24T08:00:00Z'];
const FILES = ['html', 'txt', 'json', 'csv', 'eml'].map((ending) => `digest-2026-11-23.${ending}`);

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let demo: Ended;
/** The folder as the first run left it. */
let second: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
  second = await temporaryFolder();
  demo = await runCli(['demo', ...AS_OF], { cwd: folder.path });
  await cp(folder.path, second.path, { recursive: true });
});
afterAll(async () => {
  await folder.remove();
  await second.remove();
});

const run = (...args: string[]) => runCli([...args, ...AS_OF], { cwd: folder.path });
const outFile = (name: string) => readFile(join(folder.path, 'out', name), 'utf8');

describe('demo', () => {
  it('leaves the newest digest in five forms and a history in out/, and its store in .data/', async () => {
    expect((await readdir(join(folder.path, 'out'))).sort()).toEqual([...FILES, 'history.html'].sort());
    expect((await readdir(folder.path)).sort()).toEqual(['.data', 'out']);
    expect(await readdir(join(folder.path, '.data'))).toEqual(['tables.json']);
  });

  it('prints the text digest and the paths, exit code 0', async () => {
    const paths = [...FILES, 'history.html'].map((name) => join('out', name));
    expect(demo.stdout).toBe(`${await outFile('digest-2026-11-23.txt')}\n${paths.join('\n')}\n`);
    expect(demo.stdout).toMatch(/^MFA Digest .*Contoso, Mon 23 Nov 2026$/m);
    expect(demo.exit).toBe(0);
  });

  it('tells on stderr what it collects, and what the invented gaps are', () => {
    const published = demo.told.flatMap(
      (line) => /^(\S+) {2}(?:open|sealed|partial), \d+ sign-ins$/.exec(line)?.[1] ?? [],
    );
    // Thirty days in the morning of the newest, and that one; without the gap.
    expect(new Set(published).size).toBe(30);
    expect(demo.stderr).toMatch(/^2026-11-19 {2}sample: .*partial day/m);
    expect(demo.stderr).toMatch(/^2026-11-15 {2}sample: .*gap/m);
    expect(demo.stderr).not.toContain('\u001b');
  });

  it('shows every state of an issue, a finding, and what became of the days before', async () => {
    const report: Report = JSON.parse(await outFile('digest-2026-11-23.json'));
    const day = firstDay(report);
    expect(report.verdict).toMatchObject({
      level: 'act',
      text: expect.stringMatching(
        /^\d\d of 3\d\d challenged users could not get through MFA; 1?\d is usual for a Monday\.$/,
      ),
    });
    expect(day.issues.map(({ id, state, acknowledged }) => [id, state, acknowledged?.by])).toEqual([
      ['pushUndeliverable', 'new', undefined],
      ['noResponse', 'worse', undefined],
      ['phoneUnreachable', 'back', undefined],
      ['registrationNeeded', 'steady', 'demo'],
      ['promptAbandoned', 'steady', undefined],
      ['wrongCode', 'better', undefined],
      ['deviceKey', 'fixed', undefined],
    ]);
    expect(day.issues[0]?.shape).toMatch(/between 13:00 and 15:00: points to one cause/);
    expect(day.findings.map(({ kind }) => kind)).toContain('burstThenSuccess');
    expect(brokenInvariants(day)).toEqual([]);
    expect(told(report)).toEqual([
      ['2026-11-15', 'missing', undefined],
      ['2026-11-19', 'partial', undefined],
      ['2026-11-21', 'sealed', 1],
      ['2026-11-22', 'open', undefined],
      ['2026-11-23', 'open', undefined],
    ]);
    const restated = report.trend.find(({ day }) => day === '2026-11-21')?.restated?.figures.signIns;
    expect((restated?.[1] ?? 0) - (restated?.[0] ?? 0)).toBeGreaterThanOrEqual(12);
  });

  it('again shows the same, and is silent with --quiet', async () => {
    const before: Report = JSON.parse(await outFile('digest-2026-11-23.json'));
    const again = await run('demo', '--quiet', '--out', 'again');
    expect(again).toMatchObject({ exit: 0, stderr: '' });
    const after: Report = JSON.parse(
      await readFile(join(folder.path, 'again', 'digest-2026-11-23.json'), 'utf8'),
    );
    expect(lasting(after)).toEqual(lasting(before));
  });
});

describe('demo on another day', () => {
  it('goes on with the story, and brings nothing back that was withdrawn', async () => {
    const cwd = second.path;
    const before: Report = JSON.parse(await outFile('digest-2026-11-23.json'));
    const asOf = ['--as-of', '2026-11-25T08:00:00Z'];
    await runCli(['ack', 'registrationNeeded', '--withdraw', ...asOf], { cwd });
    const { exit, stdout } = await runCli(['demo', '--quiet', ...asOf], { cwd });
    expect(stdout).toMatch(/^MFA Digest .*Contoso, Tue 24 Nov 2026$/m);
    expect(exit).toBe(0);
    const next: Report = JSON.parse(await readFile(join(cwd, 'out', 'digest-2026-11-24.json'), 'utf8'));
    expect(told(next).slice(0, 3)).toEqual([
      ['2026-11-15', 'missing', undefined],
      ['2026-11-19', 'partial', undefined],
      ['2026-11-23', 'open', undefined],
    ]);
    expect(next.trend.filter(({ healed }) => healed !== null)).toEqual([]);

    const again = await runCli(['digest', '--day', '2026-11-23', '--format', 'json', ...asOf], { cwd });
    const [was, is] = [firstDay(before), firstDay(JSON.parse(again.stdout))];
    expect(is.revision).toBe(2);
    for (const key of ['totals', 'outcomes', 'reasons', 'unable', 'hours', 'breakdowns', 'methods'] as const)
      expect(is[key]).toEqual(was[key]);
    const states = (day: Day) => day.issues.map(({ id, state }) => [id, state]);
    expect(states(is)).toEqual(states(was));
    expect(is.issues.filter(({ acknowledged }) => acknowledged !== null)).toEqual([]);
  });
});

describe.skipIf(process.platform === 'win32')('demo killed half-way and run again', () => {
  it.each([
    ['in the morning before', /^2026-11-12 {2}sealed/m],
    ['after the newest day', /^2026-11-23 {2}open/m],
  ])('%s shows what one shows that was not', async (_, line) => {
    const own = await temporaryFolder();
    onTestFinished(() => own.remove());
    const { child, ended, said } = startCli(['demo', ...AS_OF], { cwd: own.path });
    await said('stderr', line);
    child.kill('SIGKILL');
    expect((await ended).exit).toBeNull();
    expect(await runCli(['demo', '--quiet', ...AS_OF], { cwd: own.path })).toMatchObject({ exit: 0 });
    const digest = await readFile(join(own.path, 'out', 'digest-2026-11-23.json'), 'utf8');
    const whole = await readFile(join(second.path, 'out', 'digest-2026-11-23.json'), 'utf8');
    expect(lasting(JSON.parse(digest))).toEqual(lasting(JSON.parse(whole)));
  });
});

function firstDay({ days }: Report): Day {
  const [day] = days;
  if (day === undefined) throw new Error('A digest has exactly one day.');
  return day;
}

/** Of the days that are not sealed as they were told: state, and from which revision they were restated. */
function told({ trend }: Report) {
  return trend
    .filter(({ state, restated }) => state !== 'sealed' || restated !== null)
    .map(({ day, state, restated }) => [day, state, restated?.from]);
}

/** The report without what another reading of the partial day changes. */
function lasting({ trend, ...report }: Report) {
  return { ...report, trend: trend.map(({ revision: _revision, ...day }) => day) };
}

describe('digest reads the same store', () => {
  it('and prints the newest day as text', async () => {
    const { exit, stdout, stderr } = await run('digest');
    expect(stdout).toMatch(/^MFA Digest .*Contoso, Mon 23 Nov 2026$/m);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  });

  it.each([
    ['html', /^<!DOCTYPE html>/],
    ['csv', /^\uFEFFday,zone,/],
    ['card', /^\{\s*"type":\s*"AdaptiveCard"/],
    ['eml', /^X-MFA-Digest-Severity: (?:watch|act)\r\n/m],
  ])('as %s', async (format, pattern) => {
    const { exit, stdout } = await run('digest', '--day', '2026-11-23', '--format', format);
    expect(stdout).toMatch(pattern);
    expect(exit).toBe(0);
  });

  it('as JSON: one day with its invariants, a verdict and 14 days of trend', async () => {
    const { stdout } = await run('digest', '--day', '2026-11-21', '--format', 'json');
    const { verdict, days, trend }: Report = JSON.parse(stdout);
    expect(days).toMatchObject([{ day: '2026-11-21', state: 'sealed', source: 'sample', revision: 2 }]);
    expect(days.flatMap(brokenInvariants)).toEqual([]);
    expect(verdict).not.toBeNull();
    expect(trend).toHaveLength(14);
    expect(trend.filter(({ state }) => state !== 'sealed').map(({ day, state }) => [day, state])).toEqual([
      ['2026-11-15', 'missing'],
      ['2026-11-19', 'partial'],
    ]);
  });

  it.each([
    ['partial', '2026-11-19', /^2026-11-19 is partial\.$/],
    ['missing', '2026-11-15', /^2026-11-15 was not collected \(missing\)\.$/],
    ['lost', '2026-09-01', /^2026-09-01 was not collected \(lost\)\.$/],
  ])('a day that is %s is printed, exit code 3', async (state, day, told) => {
    const { exit, stdout, told: lines } = await run('digest', '--day', day, '--format', 'json');
    const report: Report = JSON.parse(stdout);
    expect(report.days).toMatchObject([{ day, state }]);
    if (state !== 'partial')
      expect(report.days[0]?.totals).toEqual({ signIns: null, attempts: null, users: null });
    expect(lines).toEqual([expect.stringMatching(told)]);
    expect(exit).toBe(3);
  });
});

describe('history reads the same store', () => {
  it('as headlines of 90 days, none left out', async () => {
    const { exit, stdout, told } = await run('history', '--format', 'json');
    const { days, trend, verdict }: Report = JSON.parse(stdout);
    expect({ exit, told }).toEqual({ exit: 3, told: ['Partial: 2026-11-19.'] });
    expect({ days, verdict }).toEqual({ days: [], verdict: null });
    expect(trend).toHaveLength(90);
    expect(trend.at(-1)).toMatchObject({ day: '2026-11-23', state: 'open' });
    expect(trend[0]).toMatchObject({ state: 'lost', revision: 0, signIns: null, rate: null });
  });

  it('in full: every calendar day, the missing one with null figures', async () => {
    const range = ['--from', '2026-11-14', '--to', '2026-11-16'];
    const { stdout } = await run('history', ...range, '--detail', 'full', '--format', 'json');
    const { days, trend }: Report = JSON.parse(stdout);
    expect(days.map(({ day, state }) => [day, state])).toEqual([
      ['2026-11-14', 'sealed'],
      ['2026-11-15', 'missing'],
      ['2026-11-16', 'sealed'],
    ]);
    expect(days[1]).toMatchObject({ revision: 0, rate: null, totals: { signIns: null } });
    expect(days.flatMap(brokenInvariants)).toEqual([]);
    const csv = await run('history', ...range, '--format', 'csv');
    const rows = parseCsv(csv.stdout).filter((row) => row[4] === 'total');
    expect(rows.map((row) => row[8])).toEqual(trend.map(({ signIns }) => String(signIns ?? '')));
  });

  it('in full names the people that the digest of each day names', async () => {
    const range = ['--from', '2026-11-22', '--to', '2026-11-23'];
    const { stdout } = await run('history', ...range, '--detail', 'full', '--format', 'json');
    const { days }: Report = JSON.parse(stdout);
    for (const { day, people, findings } of days) {
      const digest: Report = JSON.parse((await run('digest', '--day', day, '--format', 'json')).stdout);
      expect([day, people, findings]).toEqual([day, digest.days[0]?.people, digest.days[0]?.findings]);
      expect(people.length).toBeGreaterThan(0);
    }
  });

  it.each([
    ['text', /^MFA Digest history/m],
    ['html', /^<!DOCTYPE html>/],
  ])('as %s', async (format, pattern) => {
    const { exit, stdout } = await run('history', '--format', format, '--from', '2026-11-21');
    expect(stdout).toMatch(pattern);
    expect(exit).toBe(0);
  });
});

describe('serve', () => {
  it('answers the four routes from the same store, keeps others out of it, and ends at Ctrl-C with exit code 0', async () => {
    const server = startCli(['serve', '--port', '0', ...AS_OF], { cwd: folder.path });
    onTestFinished(() => void server.child.kill('SIGKILL'));
    const [, address = ''] = await server.said('stdout', /^(http:\/\/127\.0\.0\.1:\d+)\/api\/digest\n/m);
    const ask = async (path: string, method = 'GET') => {
      const reply = await fetch(`${address}/api/${path}`, { method });
      return { status: reply.status, type: reply.headers.get('content-type'), body: await reply.text() };
    };

    const digest = await ask('digest?format=json');
    expect(digest.status).toBe(200);
    expect(JSON.parse(digest.body).days).toMatchObject([{ day: '2026-11-23' }]);
    expect(await ask('digest')).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' });
    expect(await ask('history?format=csv')).toMatchObject({ status: 200, type: 'text/csv; charset=utf-8' });
    const health = await ask('health');
    expect(JSON.parse(health.body)).toMatchObject({
      lastSent: '2026-11-23T07:30:00Z',
      daysDue: 2,
    });
    expect(health.status).toBe(JSON.parse(health.body).status === 'ok' ? 200 : 503);

    expect(await ask('digest?day=2026-02-30')).toMatchObject({ status: 400 });
    expect(await ask('digest?day=2026-11-15')).toMatchObject({ status: 404 });
    expect(await ask('digest?day=2026-09-01')).toMatchObject({ status: 410 });
    expect(await ask('days/2026-11-21/collect', 'POST')).toMatchObject({ status: 409 });
    const queued = await ask('days/2026-11-21/collect?force=true', 'POST');
    expect(queued.status).toBe(202);
    expect(JSON.parse(queued.body)).toMatchObject({ day: '2026-11-21', state: 'sealed' });

    const { exit, told } = await run('digest');
    expect(told).toEqual([
      expect.stringMatching(
        new RegExp(`^mfa-digest: The store in \\.data is in use by process ${server.child.pid} `),
      ),
    ]);
    expect(exit).toBe(2);

    server.child.kill('SIGINT');
    expect(await server.ended).toMatchObject({ exit: 0, told: ['Press Ctrl-C to stop.'] });
  });

  it('queues: the next collect reads the requested day, once', async () => {
    const collected = await run('collect');
    expect(collected.stderr).toMatch(/^2026-11-21 {2}sealed, \d+ sign-ins$/m);
    // The invented gaps stay due.
    expect(collected.exit).toBe(3);
    const { stdout } = await run('digest', '--day', '2026-11-21', '--format', 'json');
    expect(JSON.parse(stdout).days).toMatchObject([{ state: 'sealed', revision: 3 }]);
    expect((await run('collect')).stderr).not.toContain('2026-11-21');
  });

  it('on a port that is taken says so, exit code 2', async () => {
    const other = await temporaryFolder();
    const first = startCli(['serve', '--port', '0'], { cwd: other.path });
    onTestFinished(() => void first.child.kill('SIGKILL'));
    const [, port = ''] = await first.said('stdout', /^http:\/\/127\.0\.0\.1:(\d+)\//m);
    const { exit, told } = await runCli(['serve', '--port', port], { cwd: folder.path });
    expect(told).toEqual([
      expect.stringMatching(
        new RegExp(`^mfa-digest: --port: ${port} cannot be used .*EADDRINUSE.*name another`),
      ),
    ]);
    expect(exit).toBe(2);
    first.child.kill('SIGTERM');
    expect(await first.ended).toMatchObject({ exit: 0 });
    await other.remove();
  });
});
