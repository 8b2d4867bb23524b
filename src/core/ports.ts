/** What the job needs of the world, on one screen. */
import type { Audience } from './audiences.ts';
import type { Chunk } from './facts/chunk.ts';
import type { WideHeadline } from './history/history-figures.ts';
import type { Placed } from './placed.ts';
import type { ReasonName } from './reasons.ts';
import type { Headline, Person } from './report.ts';
import type { ShardTally } from './shard-tally.ts';
import type { ReadRecord, Rejection } from './sign-in.ts';
import type { StoredDay } from './stored-day.ts';

/** Half-open `[from, to)`, milliseconds since 1970, UTC. */
export type Window = { readonly from: number; readonly to: number };

/** The world's time, in milliseconds since 1970. */
export type Clock = () => number;

/** Milliseconds that a run may still go on; at 0 or less it stops after the batch in hand. */
export type TimeLeft = () => number;

/** What a source read in one go, and where to go on after it. */
export type Batch = {
  readonly records: readonly ReadRecord[];
  /** Opaque to everyone but the source that wrote it; reading resumes after this batch. */
  readonly cursor: string;
  /** Every record before this instant (ms) is read; left out by a source that keeps no order. */
  readonly readTo?: number;
  /** Set where it was read in a degraded way, which then stands as the day's source: `graph v1.0`. */
  readonly source?: string;
  /**
   * How many rows there are to read in all, repeats included: told at the start by a source that counts
   * them and can be asked for a shard.
   */
  readonly rows?: number;
};

/** Some of the users of a window: `number` 1 to `of`, each with all of their rows; 0: the rows without a user's id. */
export type Shard = { readonly of: number; readonly number: number };

/** What Microsoft itself counts for a day, and the name of the report that says so. */
export type MicrosoftCounters = { readonly counter: string; readonly signIns: number };

export type Source = {
  readonly name: string;
  /** Days for which the source still holds records; older days that were never collected are lost. */
  readonly retentionDays: number;
  /**
   * Reads every record whose `createdDateTime` lies in the window, ascending where the source can. It
   * waits for nothing longer than the time left. A batch may be empty, when only the cursor moved.
   * @throws SourceError refused (credentials, permission, licence) or unavailable (try again later)
   */
  read(
    window: Window,
    cursor: string | undefined,
    timeLeft?: TimeLeft,
    /** Asked for only where a batch told `rows`. */
    shard?: Shard,
  ): AsyncIterable<Batch>;
  /**
   * How many non-interactive sign-ins a day has, where the source counts them instead of reading them;
   * soon, and `undefined` for whatever goes wrong, never an error.
   */
  nonInteractive?(day: Window): Promise<number | undefined>;
  /** For a day of UTC, where the source can tell; soon, and `undefined` for whatever goes wrong, never an error. */
  counters?(day: Window): Promise<MicrosoftCounters | undefined>;
  /**
   * Whether it could be read now: looks at one record at most. Left out where there is nothing to ask.
   * @throws SourceError as `read` does
   */
  check?(): Promise<SourceState>;
};

/** What a source that can be read says of itself, one sentence; `isDegraded`: somebody should know. */
export type SourceState = { readonly says: string; readonly isDegraded: boolean };

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
  /** Zone of the day's window; `undefined` in chunks written before it was kept. */
  readonly zone: string | undefined;
  /** As in `Batch`: of the newest batch that told it. */
  readonly readTo: number | undefined;
  readonly source: string | undefined;
  /** Why the reading stopped here, where something was wrong: what a reader of a gap is told. */
  readonly problem: string | undefined;
  /** Until when the source asked to be left alone, ms. */
  readonly notBefore: number | undefined;
  /** Into so many shards, and that of the rows without a user, the reading is divided; left out: it is not. */
  readonly shards?: number | undefined;
  /** When its shards were handed over to other instances, ms. */
  readonly handedOver?: number | undefined;
  readonly facts: Chunk;
};

/** A chunk without its facts: enough to know who is reading and how far it got. */
export type ChunkHeader = Omit<StoredChunk, 'facts'>;

/** A shard of a reading, counted: it stands for its facts, which are not kept. */
export type StoredShard = ShardHeader & { readonly tally: ShardTally };

export type ShardHeader = Shard & {
  readonly pass: number;
  readonly startedAt: number;
  /** Stands for all that decides how it was counted: what was counted otherwise is never taken for it. */
  readonly mark: string;
  readonly counts: ShardCounts;
};

/** What became of the records of a shard; `rows`: distinct ones, `rejected` and `unkeyed`: those without an id. */
export type ShardCounts = {
  readonly records: number;
  readonly rows: number;
  readonly rejected: Readonly<Partial<Record<Rejection, number>>>;
  readonly unkeyed: number;
  readonly placed: Placed;
};

/** A person's word that an issue is known: out of the headline until the end of that day, never out of a count. */
export type Ack = {
  readonly reason: ReasonName;
  /** The last day it holds for. */
  readonly until: string;
  readonly by: string;
  readonly note: string;
};

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
  /** Attempts so far, this one included. */
  readonly tries: number;
  /** An earlier attempt was left hanging and may have gone out: whatever goes out now is marked. */
  readonly repeat: boolean;
  /** What its readers were told of the day and of those before it; [] in rows written before it was kept. */
  readonly told: readonly Headline[];
  /**
   * Set while somebody's request repeats what went out: when it did, RFC 3339. Till the repeat is known to
   * be out, `revision`, `state` and `told` are those of the mail before it.
   */
  readonly wentOut: string | undefined;
  /** Version of the row this was read from; `undefined` for one not yet written. */
  readonly etag: string | undefined;
};

/** Of a published day, what tells whether something is to be done about it. */
export type Publishing = Pick<
  StoredDay,
  'day' | 'windowTo' | 'state' | 'collectedAt' | 'lastReadAt' | 'classifier' | 'exclusions'
>;

/** Who is told of one revision of a day, worst first. */
export type PeopleOfDay = {
  readonly day: string;
  readonly revision: number;
  readonly people: readonly Person[];
};

export type Store = {
  /** Headline columns of the published days in `[from, to]`, ascending: one range query, which reads no tally. */
  headlines(from: string, to: string): Promise<readonly Headline[]>;
  /** The same with the columns beside them that the page of a long range draws. */
  wideHeadlines(from: string, to: string): Promise<readonly WideHeadline[]>;
  /** Published days in `[from, to]` with their tallies, ascending. Damaged rows are as if never written. */
  days(from: string, to: string): Promise<readonly StoredDay[]>;
  day(day: string): Promise<StoredDay | undefined>;
  /** Of every day published since that one; damaged rows are left out. */
  publishings(from: string): Promise<readonly Publishing[]>;
  /** The only publication: one conditional write. False: someone published first, drop ours. */
  publish(day: StoredDay, replaces: StoredDay | undefined): Promise<boolean>;
  dropDays(before: string): Promise<void>;

  /** Inserted, never upserted: the keys are the lock. False: someone wrote this chunk already. */
  insertChunk(day: string, chunk: StoredChunk): Promise<boolean>;
  chunkHeaders(day: string): Promise<readonly ChunkHeader[]>;
  /** @throws DamagedChunk */
  chunks(day: string): AsyncIterable<StoredChunk>;
  /** Headers of the chunks of all days, by day. */
  progress(): Promise<ReadonlyMap<string, readonly ChunkHeader[]>>;
  /** All chunks and shards of a day, or those of the passes that started before that instant, ms. */
  dropChunks(day: string, startedBefore?: number): Promise<void>;
  /**
   * Puts what `change` makes of the facts of each chunk, of all days, in their place; `undefined` leaves
   * them. It is asked again about those that changed meanwhile. Returns how many cannot be read.
   */
  changeFacts(change: (day: string, facts: Chunk) => Chunk | undefined): Promise<number>;
  /** Removes every chunk and shard whose pass did not start in that window, whatever day and tenant it is of. */
  dropFactsBeyond(window: Window): Promise<void>;

  /** Inserted once: of two countings of a shard the first one stands. False: it did already. */
  insertShard(day: string, shard: StoredShard): Promise<boolean>;
  /** Of all readings of the day. */
  shardHeaders(day: string): Promise<readonly ShardHeader[]>;
  /** @throws DamagedChunk where it is damaged, or no longer there */
  shardTally(day: string, shard: ShardHeader): Promise<ShardTally>;
  /** As `changePeople`, of the people in all stored shards. */
  changeShardPeople(
    change: (day: string, people: readonly Person[]) => readonly Person[] | undefined,
  ): Promise<number>;
  /** Leaves nobody in the shards of all days before that one, of whatever tenant. */
  dropShardPeopleBefore(day: string): Promise<void>;

  requests(): Promise<readonly CollectRequest[]>;
  /** Queues a request; the same again changes nothing but keeps `force` once asked for. */
  request(request: CollectRequest): Promise<CollectRequest>;
  /** Removes a request that was served; one that asks for `force` stays where that was not done. */
  dropRequest(day: string, force: boolean): Promise<void>;

  /**
   * Writes the row of a delivery before it is tried: inserts it, or takes the place of the attempt it
   * `replaces`. False: someone else did.
   */
  claimSent(sent: Sent, replaces?: Sent): Promise<boolean>;
  updateSent(sent: Sent): Promise<void>;
  /** Deliveries of the days `[from, to]`, by day. */
  sent(from: string, to: string): Promise<readonly Sent[]>;
  dropSent(before: string): Promise<void>;
  /** The newest delivery that succeeded, as it did where it is being repeated. */
  lastSent(): Promise<Sent | undefined>;

  /** People of that revision of a day, worst first; none where none were kept. */
  people(day: string, revision: number): Promise<readonly Person[]>;
  /** The same of the days `[from, to]`, whatever revisions of them have any. */
  peopleOfDays(from: string, to: string): Promise<readonly PeopleOfDay[]>;
  /**
   * Inserted before the revision is published, so that whoever reads that finds them. False: others'
   * stand there, and stay.
   */
  keepPeople(day: string, revision: number, people: readonly Person[]): Promise<boolean>;
  /** Puts them in the place of those that stand there; those that are gone stay so. */
  replacePeople(day: string, revision: number, people: readonly Person[]): Promise<void>;
  /** As `changeFacts`, of the people of all days and revisions. */
  changePeople(
    change: (day: string, people: readonly Person[]) => readonly Person[] | undefined,
  ): Promise<number>;
  /** Removes the people of the revisions of a day before that one. */
  dropPeople(day: string, beforeRevision: number): Promise<void>;
  /** Removes the people of all days before that one, of whatever tenant. */
  dropPeopleBefore(day: string): Promise<void>;

  /** The mark of the newest removal of a person; `undefined` before the first. */
  lastForgetting(): Promise<string | undefined>;
  /** Written when the facts have lost the person and before the lists do: whoever read facts before it must look again. */
  markForgetting(mark: string): Promise<void>;

  /** All acknowledgements, those that have ended too, by reason; one each. */
  acks(): Promise<readonly Ack[]>;
  /** Takes the place of an older one of the same reason. */
  acknowledge(ack: Ack): Promise<void>;
  /** False: there was none. */
  withdrawAck(reason: ReasonName): Promise<boolean>;
  /** Removes those that ended before that day. */
  dropAcks(endedBefore: string): Promise<void>;

  /** Keeps a word under a name, once: whoever comes first decides. Returns what is kept. */
  remember(name: string, value: string): Promise<string>;

  /**
   * Whether rows may be written, found out without writing any.
   * @throws SettingsError, UsageError where they may not
   */
  checkWriting?(): Promise<void>;

  close(): Promise<void>;
};

/** What is handed to a channel: one report, rendered in the forms a channel may need. */
export type Message = {
  readonly day: string;
  /** A test is recorded nowhere. */
  readonly kind: SentKey['kind'] | 'test';
  /** Its readers may have it already: an earlier attempt ended before it was recorded. */
  readonly repeat: boolean;
  /** As it is sent, one line. */
  readonly subject: string;
  readonly severity: 'quiet' | 'watch' | 'act' | 'incomplete';
  readonly html: string;
  readonly text: string;
  /** `undefined` where it is left out for its size. */
  readonly csv: string | undefined;
  /** Of the mail through that channel, angle brackets included; the same over repeats. */
  id(channel: string): string;
  /** The whole mail as RFC 5322 bytes. */
  eml(envelope: Envelope): Promise<Uint8Array>;
  /** An Adaptive Card as JSON text, at most 24 KB. */
  card(): string;
  /** The next smaller form, which says what it leaves out; `undefined` where there is none. */
  smaller(): Message | undefined;
};

/** Through which channel a mail goes, and to whom: addresses. */
export type Envelope = { readonly channel: string; readonly to: readonly string[] };

/** How many of several recipients were refused where others got it. */
export type Taken = { readonly refused: number };

export type Channel = {
  /** Of each list its own, as each has its own row and Message-ID: `smtp`, `smtp-security`. */
  readonly name: string;
  /** Left out: everyone. */
  readonly audience?: Audience;
  /** For so long its service asks to be left alone, ms; 0 or less: it may be asked. Left out: always. */
  waitMs?(): number;
  /** @throws DeliveryError */
  send(message: Message): Promise<Taken | undefined>;
  /**
   * Whether it could deliver now, as far as that can be known without delivering anything.
   * @throws DeliveryError
   */
  check?(): Promise<void>;
};
