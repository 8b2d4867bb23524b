/** One process at a time in a folder: the later of two writers would erase the rows of the other. */
import { readFileSync, unlinkSync } from 'node:fs';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { UsageError } from '../errors.ts';

export type FolderLock = {
  /** Removes the lock if it is still ours. Synchronous, so that it can run while the process exits. */
  release(): void;
};

/**
 * Takes `<folder>/lock`, or takes it over from a process that no longer runs.
 * @throws UsageError `storeBusy` naming the process and the folder
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const path = join(resolve(folder), 'lock');
  const ours = JSON.stringify({ pid: process.pid, started: startOf(process.pid) ?? null });
  if (!(await acquire(path, ours))) throw await busy(folder, path);
  return { release: () => releaseOurs(path, ours) };
}

/**
 * True once the file at this path is ours. Only who holds `<path>.next` may replace a stale lock,
 * by renaming that file over it: so of several that find it, one takes it over. A stale `.next` is
 * taken over in the same way.
 */
async function acquire(path: string, ours: string): Promise<boolean> {
  const next = `${path}.next`;
  while (!(await createdAlone(path, ours))) {
    const theirs = await readLock(path);
    if (theirs === undefined) continue;
    if (isRunning(theirs) || !(await acquire(next, ours))) return false;
    if ((await readLock(path)) === theirs) {
      await rename(next, path);
      return true;
    }
    releaseOurs(next, ours);
  }
  return true;
}

async function createdAlone(path: string, content: string): Promise<boolean> {
  try {
    await writeFile(path, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** A lock that is being written may still be empty: looked at a few times before it counts as such. */
async function readLock(path: string): Promise<string | undefined> {
  for (let look = 0; look < 10; look++) {
    try {
      const content = await readFile(path, 'utf8');
      if (content !== '') return content;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
    await pause(20);
  }
  return '';
}

/** What cannot be read counts as running: better a clear refusal than lost rows. */
function isRunning(lock: string): boolean {
  const holder = parseLock(lock);
  if (holder === undefined) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it runs, under another account.
    if (codeOf(error) === 'ESRCH') return false;
  }
  // In containers every start has the same few process ids; the start time tells them apart.
  const started = startOf(holder.pid);
  return started === undefined || holder.started === null || started === holder.started;
}

function releaseOurs(path: string, ours: string): void {
  try {
    if (readFileSync(path, 'utf8') === ours) unlinkSync(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

async function busy(folder: string, path: string): Promise<UsageError> {
  const holder = parseLock((await readLock(path)) ?? '');
  const since = await stat(path).then(
    ({ mtime }) => ` since ${mtime.toISOString()}`,
    () => '',
  );
  const who = holder === undefined ? 'another process' : `process ${holder.pid}`;
  return new UsageError(
    'storeBusy',
    `The store in ${folder} is in use by ${who}${since}. Only one process may have it open: wait for ` +
      `it, end it, or set TABLES. If no such process of mfa-digest runs, remove ${path}.`,
    { field: 'TABLES' },
  );
}

type Holder = { readonly pid: number; readonly started: string | null };

function parseLock(lock: string): Holder | undefined {
  let holder: unknown;
  try {
    holder = JSON.parse(lock);
  } catch {
    return undefined;
  }
  if (typeof holder !== 'object' || holder === null || !('pid' in holder) || !('started' in holder))
    return undefined;
  const { pid, started } = holder;
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return undefined;
  return { pid, started: typeof started === 'string' ? started : null };
}

/**
 * When a process started, in ticks since the machine did: field 22 of `/proc/<pid>/stat`, the 20th
 * after the name in brackets. `undefined` where there is no such file (macOS, Windows).
 */
function startOf(pid: number): string | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return fields.slice(fields.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
