/** `ack` as a child process: what it writes, lists and refuses, and what a digest makes of it. */
import { userInfo } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/core/report.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { runCli, temporaryFolder } from './run-cli.ts';

/** A Monday of the invented tenant, read when it has settled. */
const DAY = '2026-11-16';
const AS_OF = ['--as-of', '2026-11-19T08:00:00Z'];

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let azurite: Azurite;
beforeAll(async () => {
  folder = await temporaryFolder();
  azurite = await startAzurite();
});
afterAll(async () => {
  await azurite.close();
  await folder.remove();
});

function tenant() {
  const env = { TABLES: azurite.connectionString, TENANT_ID: crypto.randomUUID(), SOURCE: 'sample' };
  // The last --as-of is the one that counts.
  return (command: string, ...args: string[]) =>
    runCli([command, ...AS_OF, ...args], { cwd: folder.path, env });
}

const BY = userInfo().username;

describe.concurrent('ack', () => {
  it('acknowledges for 14 days where no end is named, and lists it', async () => {
    const run = tenant();
    expect(await run('ack', 'noResponse')).toMatchObject({
      exit: 0,
      stdout: '',
      stderr: '“Prompt not answered” is acknowledged until 2026-12-03: out of the headline, still counted.\n',
    });
    expect(await run('ack')).toMatchObject({
      exit: 0,
      stdout: `noResponse  until 2026-12-03  by ${BY}\n`,
      stderr: '',
    });
  });

  it('takes an end and a note, in place of those before, and withdraws', async () => {
    const run = tenant();
    await run('ack', 'wrongCode', '--note', 'old');
    await run('ack', 'wrongCode', '--until', '2026-11-19', '--note', ' new\u202e phones\n ');
    expect((await run('ack')).stdout).toBe(`wrongCode  until 2026-11-19  by ${BY}  new phones\n`);
    expect((await run('ack', 'wrongCode', '--withdraw')).stderr).toBe(
      '“Wrong code” is no longer acknowledged.\n',
    );
    expect((await run('ack', 'wrongCode', '--withdraw')).stderr).toBe('“Wrong code” was not acknowledged.\n');
    expect(await run('ack')).toMatchObject({ exit: 0, stdout: '', stderr: 'Nothing is acknowledged.\n' });
  });

  it('says of one that has ended that it has', async () => {
    const run = tenant();
    await run('ack', 'wrongPin');
    const later = await run('ack', '--as-of', '2026-12-04T08:00:00Z');
    expect(later.stdout).toBe(`wrongPin  ended 2026-12-03  by ${BY}\n`);
  });

  it('is in the next digest: below the cards, with its note', async () => {
    const run = tenant();
    await run('collect', '--day', DAY, '--quiet');
    const json = async (): Promise<Report> =>
      JSON.parse((await run('digest', '--day', DAY, '--format', 'json')).stdout);
    const [before] = (await json()).days;
    const issue = before?.issues.find(({ state }) => state === 'new');
    if (issue === undefined) throw new Error('The day of trouble has an issue.');
    await run('ack', issue.id, '--until', '2026-11-30', '--note', 'phones are on their way');
    const after = await json();
    const acknowledged = { until: '2026-11-30', by: BY, note: 'phones are on their way' };
    expect(after.days[0]?.issues).toEqual(
      before?.issues.map((each) => (each.id === issue.id ? { ...each, acknowledged } : each)),
    );
    expect(after.days[0]?.unable).toEqual(before?.unable);
    const { stdout } = await run('digest', '--day', DAY);
    expect(stdout.replace(/\s+/g, ' ')).toContain('“phones are on their way”');
    expect(stdout.split('\n').filter((line) => Array.from(line).length > 78)).toEqual([]);
  });

  it.each([
    [
      'a reason that is none',
      'noRespons',
      /issue: expected the name of a reason, perhaps noResponse; got "noRespons"/,
    ],
    [
      'one that resembles none',
      'sunspots',
      /issue: expected the name of a reason, one of noResponse, .*; got "sunspots"/,
    ],
    [
      'a day that is none',
      'noResponse --until 2026-02-30',
      /--until: expected a day such as .*; got "2026-02-30"/,
    ],
    [
      'an end that is over',
      'noResponse --until 2026-11-18',
      /--until: expected a day from today \(2026-11-19\) on; got 2026-11-18/,
    ],
    ['a note without an issue', '--note known', /issue: expected the name of a reason; got none/],
    ['withdrawing nothing', '--withdraw', /issue: expected the name of a reason; got none/],
    [
      'withdrawing until',
      'noResponse --withdraw --until 2026-12-01',
      /--withdraw: expected alone; got --until or --note/,
    ],
  ])('refuses %s in one line, with exit code 2', async (_, args, told) => {
    const ended = await tenant()('ack', ...args.split(' '));
    expect(ended).toMatchObject({ exit: 2, stdout: '' });
    expect(ended.told).toEqual([expect.stringMatching(told)]);
  });
});
