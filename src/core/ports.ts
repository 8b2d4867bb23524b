/** What the job needs of the world, on one screen. */
import type { Chunk } from './chunk.ts';
import type { Headline } from './report.ts';
import type { ReadRecord } from './sign-in.ts';
import type { StoredDay } from './stored-day.ts';

/** Half-open `[from, to)`, milliseconds since 1970, UTC. */
export type Window = { readonly from: number; readonly to: number };

/** The world's time, in milliseconds since 1970. */
export type Clock = () => number;

/** What a source read in one go, and where to go on after it. */
export type Batch = {
  readonly records: readonly ReadRecord[];
  /** Opaque to everyone but the source that wrote it; reading resumes after this batch. */
  readonly cursor: string;
};

export type Source = {
  readonly name: string;
  /** Days for which the source still holds records; older days that were never collected are lost. */
  readonly retentionDays: number;
  /**
   * Reads every record whose `createdDateTime` lies in the window, ascending where the source can.
   * @throws SourceError refused (credentials, permission, licence) or unavailable (try again later)
   */
  read(window: Window, cursor: string | undefined): AsyncIterable<Batch>;
};

/** One insert: facts and the cursor after them, so that the two can never part. */
export type StoredChunk = {
  readonly pass: number;
  readonly chunk: number;
  /** Cursor to go on from; `undefined` before the first batch. */
  readonly cursor: string | undefined;
  /** True on the last chunk of a complete reading. */
  readonly done: boolean;
  /** When the pass started and this chunk was written, ms. */
  readonly startedAt: number;
  readonly writtenAt: number;
  readonly facts: Chunk;
};

/** A chunk without its facts: enough to know who is reading and how far it got. */
export type ChunkHeader = Omit<StoredChunk, 'facts'>;

export type CollectRequest = { readonly day: string; readonly force: boolean; readonly requestedAt: string };

/** One delivery of one day through one channel. */
export type SentKey = {
  readonly day: string;
  readonly kind: 'daily' | 'correction';
  readonly channel: string;
};
export type Sent = SentKey & {
  readonly status: 'sending' | 'sent' | 'failed' | 'skipped';
  readonly at: string;
  readonly revision: number;
  readonly state: string;
};

export type Store = {
  /** Headline columns of the published days in `[from, to]`, ascending: one range query. */
  headlines(from: string, to: string): Promise<readonly Headline[]>;
  /** Published days in `[from, to]` with their tallies, ascending. */
  days(from: string, to: string): Promise<readonly StoredDay[]>;
  day(day: string): Promise<StoredDay | undefined>;
  /** The only publication: one conditional write. False: someone published first, drop ours. */
  publish(day: StoredDay, replaces: StoredDay | undefined): Promise<boolean>;

  /** Inserted, never upserted: the keys are the lock. False: someone wrote this chunk already. */
  insertChunk(day: string, chunk: StoredChunk): Promise<boolean>;
  chunkHeaders(day: string): Promise<readonly ChunkHeader[]>;
  chunks(day: string): AsyncIterable<StoredChunk>;
  dropChunks(day: string): Promise<void>;

  requests(): Promise<readonly CollectRequest[]>;
  /** Queues a request; the same again changes nothing but keeps `force` once asked for. */
  request(request: CollectRequest): Promise<CollectRequest>;
  dropRequest(day: string): Promise<void>;

  /** Inserts the row of a delivery before it is tried. False: it stands there already. */
  claimSent(sent: Sent): Promise<boolean>;
  updateSent(sent: Sent): Promise<void>;
  sent(day: string): Promise<readonly Sent[]>;
  /** The newest delivery that succeeded. */
  lastSent(): Promise<Sent | undefined>;

  close(): Promise<void>;
};

/** What is handed to a channel: one report, already rendered in the forms a channel may need. */
export type Message = {
  readonly day: string;
  readonly kind: 'daily' | 'correction';
  readonly subject: string;
  readonly severity: 'quiet' | 'watch' | 'act' | 'incomplete';
  readonly html: string;
  readonly text: string;
  readonly csv: string;
  /** The whole mail as RFC 5322 bytes; its Message-ID is the same over repeats. */
  eml(channel: string): Promise<Uint8Array>;
};

export type Channel = {
  readonly name: string;
  /** @throws DeliveryError */
  send(message: Message): Promise<void>;
};
