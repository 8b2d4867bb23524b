import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/core/ports.ts';
import { UsageError } from '../../src/errors.ts';
import { type Embedded, openEmbedded } from '../../src/store/embedded.ts';
import { lockFolder } from '../../src/store/lock-folder.ts';
import { openStore } from '../../src/store/open-store.ts';
import { noCredential } from '../azurite-tables.ts';
import { storedDay } from '../store/builders.ts';

let folder: string;
const opened: Embedded[] = [];
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mfa-digest-embedded-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const embedded of opened.splice(0)) await embedded.close();
  await rm(folder, { recursive: true });
});

async function embedded(): Promise<Embedded> {
  const one = await openEmbedded(folder);
  opened.push(one);
  return one;
}

async function closed(): Promise<void> {
  await opened.pop()?.close();
}

async function storeOn({ connectionString, flush }: Embedded): Promise<Store> {
  return openStore({ tables: connectionString, tenant: 'contoso', credential: noCredential, flush });
}

/** Another process that opens the folder, publishes a day through the store, prints `ready`, then does `last`. */
async function otherProcess(flushes: boolean, last: string): Promise<ChildProcess> {
  const program = `
    const { openEmbedded } = await import(${moduleUrl('../../src/store/embedded.ts')});
    const { openStore } = await import(${moduleUrl('../../src/store/open-store.ts')});
    const { storedDay } = await import(${moduleUrl('../store/builders.ts')});
    const { connectionString, flush } = await openEmbedded(${JSON.stringify(folder)});
    const options = { tables: connectionString, tenant: 'contoso', credential: () => {} };
    const store = await openStore(${flushes} ? { ...options, flush } : options);
    await store.publish(storedDay(), undefined);
    console.log('ready');
    ${last}`;
  const child = run(program);
  await once(child.stdout, 'data');
  return child;
}

function run(program: string) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

function moduleUrl(path: string): string {
  return JSON.stringify(new URL(path, import.meta.url).href);
}

describe('an embedded folder', () => {
  it('has its rows when it is opened again, and is free after it is closed', async () => {
    await (await storeOn(await embedded())).publish(storedDay(), undefined);
    await closed();
    const store = await storeOn(await embedded());
    expect(await store.day('2026-06-15')).toMatchObject({ day: '2026-06-15', revision: 1 });
  });

  it('has, after a kill, what was published before it, and is taken over', async () => {
    const child = await otherProcess(true, 'setInterval(() => {}, 1000);');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const store = await storeOn(await embedded());
    expect(await store.day('2026-06-15')).toMatchObject({ revision: 1 });
  });

  it('has all rows after a process that ended without closing it', async () => {
    const child = await otherProcess(false, 'process.exit(0);');
    if (child.exitCode === null) await once(child, 'exit');
    const store = await storeOn(await embedded());
    expect(await store.day('2026-06-15')).toMatchObject({ revision: 1 });
  });

  it('that another process holds is refused, naming process and folder, and stays unharmed', async () => {
    const child = await otherProcess(true, 'setInterval(() => {}, 1000);');
    const refused = await openEmbedded(folder).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(UsageError);
    expect(refused).toMatchObject({ code: 'storeBusy', field: 'TABLES' });
    expect(String(refused)).toContain(`process ${child.pid} since 2`);
    expect(String(refused)).toContain(folder);
    expect(JSON.parse(await readFile(join(folder, 'lock'), 'utf8'))).toMatchObject({ pid: child.pid });
  });

  it('that this process holds already is refused too', async () => {
    await embedded();
    await expect(openEmbedded(folder)).rejects.toMatchObject({ code: 'storeBusy' });
  });

  it('goes to one of several that open it at once after a crash, even a crash while taking it over', async () => {
    const dead = JSON.stringify({ pid: await endedProcess(), started: '1' });
    for (const locks of [['lock'], ['lock', 'lock.next'], ['lock', 'lock.next', 'lock.next.next']]) {
      for (let round = 0; round < 10; round++) {
        for (const name of locks) await writeFile(join(folder, name), dead);
        const tries = await Promise.allSettled(Array.from({ length: 5 }, () => lockFolder(folder)));
        expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        for (const one of tries) {
          if (one.status === 'fulfilled') one.value.release();
          else expect(one.reason).toMatchObject({ code: 'storeBusy' });
        }
      }
    }
    expect(await readdir(folder)).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux')(
    'is taken over from a process whose id has gone to another one (told by its start, on Linux only)',
    async () => {
      await writeFile(join(folder, 'lock'), JSON.stringify({ pid: process.pid, started: '1' }));
      await embedded();
      expect(JSON.parse(await readFile(join(folder, 'lock'), 'utf8'))).not.toMatchObject({ started: '1' });
    },
  );

  it.each(['', 'not a lock', '{"pid":-1,"started":null}'])(
    'with the unreadable lock %j is refused, saying which file to remove',
    async (content) => {
      await writeFile(join(folder, 'lock'), content);
      await expect(openEmbedded(folder)).rejects.toThrow(/in use by another process.*remove .*lock/);
    },
  );

  it('whose file is cut does not keep a process that gave up on it', async () => {
    await writeFile(join(folder, 'tables.json'), '{"filename":"tab');
    const program = `
      const { openEmbedded } = await import(${moduleUrl('../../src/store/embedded.ts')});
      await openEmbedded(${JSON.stringify(folder)}).catch(({ code }) => console.log(code));`;
    const child = run(program);
    const [printed] = await once(child.stdout, 'data');
    expect(String(printed).trim()).toBe('storeBroken');
    if (child.exitCode === null) await once(child, 'exit');
    expect(child.exitCode).toBe(0);
  });

  it('whose file is cut is refused by its name, and left as it is', async () => {
    await writeFile(join(folder, 'tables.json'), '{"filename":"tab');
    const refused = await openEmbedded(folder).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'storeBroken' });
    expect(String(refused)).toContain(join(folder, 'tables.json'));
    expect(await readFile(join(folder, 'tables.json'), 'utf8')).toBe('{"filename":"tab');
    await expect(openEmbedded(folder)).rejects.toMatchObject({ code: 'storeBroken' });
  });
});

async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  if (child.pid === undefined) throw new Error('never started');
  return child.pid;
}
