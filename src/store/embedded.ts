/** Azurite's table server inside this process, with its rows in one file under a folder. */
import { renameSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { UsageError } from '../errors.ts';
import { type FolderLock, lockFolder } from './lock-folder.ts';

/** All rows, in the folder. */
export const ROWS_FILE = 'tables.json';

export type Embedded = {
  readonly connectionString: string;
  /** Resolves once every row written so far is in the file. */
  readonly flush: () => Promise<void>;
  /** Writes the rows, stops the server and gives the folder free. */
  readonly close: () => Promise<void>;
};

/**
 * Starts the server on a free port of this machine.
 *
 * Rows live in memory; the file is written anew every 5 s, on `flush` and on `close`, each time
 * beside the old one and then renamed over it. What a kill between two writes loses is at most 5 s
 * of rows that nobody flushed: chunks of facts, which are then read again. A power cut may lose
 * more, since the server does not force the file to the disk.
 *
 * @throws UsageError `storeBusy` if another process has the folder open; `noTableServer` if Azurite
 * is not installed (it is a development dependency); `noFolder`, `storeBroken` if folder or file cannot be used
 */
export async function openEmbedded(folder: string): Promise<Embedded> {
  const azurite = loadAzurite();
  const lock = await takeFolder(folder);
  const file = join(folder, ROWS_FILE);
  const server = azurite.serverOn(file);
  try {
    await server.start();
  } catch (cause) {
    // Its timer would keep the process alive.
    server.metadataStore.db.autosaveDisable();
    lock.release();
    throw new UsageError(
      'storeBroken',
      `The embedded store could not be opened from ${file}. Move the file away to begin anew, or set TABLES.`,
      { field: 'TABLES', cause },
    );
  }
  const { db } = server.metadataStore;
  const flush = (): Promise<void> =>
    new Promise((resolve, reject) => {
      db.saveDatabase((error) => (error ? reject(notSaved(file, error)) : resolve()));
    });
  const onExit = (): void => saveAtExit(db, file, () => lock.release());
  process.once('exit', onExit);
  return {
    connectionString: connectionString(server.getHttpServerAddress()),
    flush,
    async close() {
      try {
        // Closing alone would not wait for a write that is under way; a failed one must not keep the process.
        await flush().finally(() => server.close());
      } finally {
        process.off('exit', onExit);
        lock.release();
      }
    },
  };
}

async function takeFolder(folder: string): Promise<FolderLock> {
  try {
    await mkdir(folder, { recursive: true });
    return await lockFolder(folder);
  } catch (cause) {
    if (!(cause instanceof Error) || !('code' in cause) || cause instanceof UsageError) throw cause;
    throw new UsageError(
      'noFolder',
      `The embedded store needs the folder ${folder}, which cannot be written (${String(cause.code)}). Make it a folder that this account may write in, or set TABLES.`,
      { field: 'TABLES', cause },
    );
  }
}

/** Of the server's classes, what is used here. */
type TableServer = {
  start(): Promise<void>;
  close(): Promise<void>;
  /** `http://127.0.0.1:<port>` */
  getHttpServerAddress(): string;
  readonly metadataStore: { readonly db: RowFile };
};
/** Its database in memory (LokiJS). */
type RowFile = {
  saveDatabase(done: (error: unknown) => void): void;
  autosaveDirty(): boolean;
  autosaveDisable(): void;
  serialize(): string;
};

function loadAzurite(): { serverOn(file: string): TableServer } {
  // Not `import()`: what `default` is there differs between Node and the test runner.
  const require = createRequire(import.meta.url);
  try {
    const { default: Configuration } = require('azurite/dist/src/table/TableConfiguration.js');
    const { default: Server } = require('azurite/dist/src/table/TableServer.js');
    return { serverOn: (file) => new Server(new Configuration(...configuration(file))) };
  } catch (cause) {
    throw new UsageError(
      'noTableServer',
      'The embedded table server (azurite) is not installed here. Set TABLES to the endpoint or ' +
        'connection string of a storage account, or run from a checkout after npm ci.',
      { field: 'TABLES', cause },
    );
  }
}

/** The configuration's arguments in its order; port 0 is any free one, logs are off. */
function configuration(file: string): readonly unknown[] {
  const [host, port, keepAliveSeconds, debugLog, accessLog, loose, skipVersionCheck] = [
    '127.0.0.1',
    0,
    5,
    false,
    false,
    false,
    true,
  ];
  const [certificate, key, password, oauth, hostStyleOff, inMemory] = ['', '', '', undefined, false, false];
  return [
    host,
    port,
    keepAliveSeconds,
    file,
    debugLog,
    accessLog,
    undefined,
    undefined,
    loose,
    skipVersionCheck,
    certificate,
    key,
    password,
    oauth,
    hostStyleOff,
    inMemory,
  ];
}

/** Account and key are the emulator's published ones: they open nothing but this server. */
function connectionString(address: string): string {
  const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
  return (
    `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=${key};` +
    `TableEndpoint=${address}/devstoreaccount1;`
  );
}

/** For a process that ends without `close`: nothing asynchronous runs any more. */
function saveAtExit(db: RowFile, file: string, release: () => void): void {
  try {
    if (db.autosaveDirty()) {
      writeFileSync(`${file}.exit`, db.serialize());
      renameSync(`${file}.exit`, file);
    }
  } finally {
    release();
  }
}

function notSaved(file: string, cause: unknown): Error {
  return new Error(`The embedded store could not write ${file}. Is there space, may it be written?`, {
    cause,
  });
}
