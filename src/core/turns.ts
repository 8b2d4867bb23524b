/** Whose turn it is, where one deployment serves several tenants, and how long a turn may last. */

/** What is done for each tenant in turn. */
export type Work = 'collect' | 'deliver';

/** What came of the turns of one tenant at one work, as it is kept between runs. */
export type Turn = {
  readonly work: Work;
  /** Id of the tenant. */
  readonly tenant: string;
  /** Counts up over all tenants: whose number is lowest has waited longest. */
  readonly number: number;
  /** RFC 3339. */
  readonly beganAt: string;
  /** `undefined` while the turn lasts, and for ever where the process died in it. */
  readonly endedAt: string | undefined;
  /** What is wrong by the newest turn that could tell; `undefined` where nothing is. */
  readonly trouble: Trouble | undefined;
};

/**
 * `refused`: nothing helps but a change of credentials, permission, licence or settings. `unavailable`:
 * the source may answer at a later turn. `undelivered`: a digest did not go out. `unexpected`: a bug of
 * ours, or a store that failed.
 */
export const TROUBLE_KINDS = ['refused', 'unavailable', 'undelivered', 'unexpected'] as const;
export type TroubleKind = (typeof TROUBLE_KINDS)[number];

export type Trouble = {
  readonly kind: TroubleKind;
  /** Whole sentences without a secret. */
  readonly says: string;
  /** Since when it has been so without a break, RFC 3339. */
  readonly since: string;
};

/** The turn of a tenant, left to whichever instance takes this from the queue. It may come twice, late or never. */
export type TurnMessage = {
  readonly work: Work;
  /** Id of the tenant. */
  readonly tenant: string;
  /** Number of its newest turn by then, 0 where it had none. Once it has a higher one, nothing is to be done. */
  readonly after: number;
};

/** What is remembered of such a message. */
export type HandedOver = Omit<TurnMessage, 'work'> & {
  /** When, ms. */
  readonly at: number;
  /** Of one turn there are two messages at most, or they pile up where nobody takes them. */
  readonly again: boolean;
};

/** Where turns are kept. */
export type Turns = {
  /** One of each tenant that ever had a turn at that work. */
  turns(work: Work): Promise<readonly Turn[]>;
  keepTurn(turn: Turn): Promise<void>;
  /** What was last kept of that work; none where nothing ever was. */
  handedOver(work: Work): Promise<readonly HandedOver[]>;
  /** In the place of what was kept before. */
  keepHandedOver(work: Work, turns: readonly HandedOver[]): Promise<void>;
};

/** A turn that began longer ago than any run lasts and did not end has ended with its process, ms. */
const LONGEST_TURN = 60 * 60_000;

/**
 * A turn that was handed over and has not begun after so long waits in a long line, or is lost, ms. The host
 * looks into a queue once a minute at least, so no other begins so late. One that has begun and not ended is
 * not handed over again for as long: by `functionTimeout` of host.json no run lasts longer.
 */
const PATIENCE = 10 * 60_000;

/**
 * Whoever has waited longest comes first; of those who never had a turn the order stays. Two instances may
 * give one number twice: then the turn that began first counts as the older one.
 */
export function inTurn<Waiting extends { readonly id: string }>(
  waiting: readonly Waiting[],
  turns: readonly Turn[],
): readonly Waiting[] {
  const known = new Map(
    turns.map(({ tenant, number, beganAt }) => [tenant, { number, began: Date.parse(beganAt) || 0 }]),
  );
  const of = ({ id }: Waiting) => known.get(id) ?? { number: 0, began: 0 };
  return waiting.toSorted((a, b) => of(a).number - of(b).number || of(a).began - of(b).began);
}

/** The number of the next turn. */
export function nextNumber(turns: readonly Turn[]): number {
  return 1 + Math.max(0, ...turns.map(({ number }) => number));
}

/** Number of the newest turn of a tenant; 0 where it had none. */
export function numberOf(turns: readonly Turn[], id: string): number {
  return turns.find(({ tenant }) => tenant === id)?.number ?? 0;
}

/** Whether somebody took the turn since it was handed over. By numbers, since clocks of instances differ. */
export function hasBegun(
  turns: readonly Turn[],
  { tenant, after }: Pick<TurnMessage, 'tenant' | 'after'>,
): boolean {
  return numberOf(turns, tenant) > after;
}

/**
 * Those who wait for a turn, by what a tick does for them. `due`: hands them over. `expected`: nothing, as
 * they were handed over a moment ago, or somebody is at it. `overdue`: takes their turn itself.
 */
export function partWaiting<Waiting extends { readonly id: string }>(
  waiting: readonly Waiting[],
  turns: readonly Turn[],
  handedOver: readonly HandedOver[],
  now: number,
): Readonly<Record<'due' | 'expected' | 'overdue', readonly Waiting[]>> {
  const open = new Map(
    handedOver.filter((each) => !hasBegun(turns, each)).map(({ tenant, at }) => [tenant, at]),
  );
  const underWay = new Set(turns.filter((turn) => isUnderWay(turn, now)).map(({ tenant }) => tenant));
  const kindOf = ({ id }: Waiting) => {
    const at = open.get(id);
    if (at === undefined) return underWay.has(id) ? 'expected' : 'due';
    // A time ahead of ours is that of a clock that was wrong.
    return Math.abs(now - at) < PATIENCE ? 'expected' : 'overdue';
  };
  const those = (kind: ReturnType<typeof kindOf>) => waiting.filter((each) => kindOf(each) === kind);
  return { due: those('due'), expected: those('expected'), overdue: those('overdue') };
}

/**
 * The part of what is left of a run that belongs to the next of so many, ms: what it leaves goes to those
 * after it. Less than `leastMs` is parted no further: those who then have no turn are the first of the next run.
 */
export function shareOf(leftMs: number, waiting: number, leastMs: number): number {
  return Math.min(leftMs, Math.max(leftMs / waiting, leastMs));
}

/** A time ahead of ours is that of a clock that was wrong. */
function isUnderWay({ beganAt, endedAt }: Turn, now: number): boolean {
  return endedAt === undefined && Math.abs(now - Date.parse(beganAt)) < PATIENCE;
}

const DIED = { kind: 'unexpected', says: 'The process ended in its turn.' } as const;

/** What is wrong now: what was last found, or that the last turn never came to its end. */
export function troubleOf(turn: Turn | undefined, now: number): Trouble | undefined {
  if (turn === undefined || turn.endedAt !== undefined || now - Date.parse(turn.beganAt) <= LONGEST_TURN)
    return turn?.trouble;
  return { ...DIED, since: turn.beganAt };
}

/**
 * What is known to be wrong as the next turn begins, which takes the place of the one before it: of a tenant
 * whose every turn ends with its process nothing else would ever be told.
 */
export function troubleBefore(turn: Turn | undefined, now: number): Trouble | undefined {
  if (turn === undefined || turn.endedAt !== undefined || isUnderWay(turn, now)) return turn?.trouble;
  return troubleSince(DIED, turn.trouble, turn.beganAt);
}

/** The same trouble has been there since it began; another begins now. */
export function troubleSince(
  found: Omit<Trouble, 'since'> | undefined,
  before: Trouble | undefined,
  now: string,
): Trouble | undefined {
  if (found === undefined) return undefined;
  return { ...found, since: before?.kind === found.kind ? before.since : now };
}
