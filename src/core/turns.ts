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

/** Where turns are kept. */
export type Turns = {
  /** One of each tenant that ever had a turn at that work. */
  turns(work: Work): Promise<readonly Turn[]>;
  keepTurn(turn: Turn): Promise<void>;
};

/** A turn that began longer ago than any run lasts and did not end has ended with its process, ms. */
const LONGEST_TURN = 60 * 60_000;

/** Whoever has waited longest comes first; of those who never had a turn the order stays. */
export function inTurn<Waiting extends { readonly id: string }>(
  waiting: readonly Waiting[],
  turns: readonly Turn[],
): readonly Waiting[] {
  const numbers = new Map(turns.map(({ tenant, number }) => [tenant, number]));
  return waiting.toSorted((a, b) => (numbers.get(a.id) ?? 0) - (numbers.get(b.id) ?? 0));
}

/** The number of the next turn. */
export function nextNumber(turns: readonly Turn[]): number {
  return 1 + Math.max(0, ...turns.map(({ number }) => number));
}

/**
 * The part of what is left of a run that belongs to the next of so many, ms: what it leaves goes to those
 * after it. Less than `leastMs` is parted no further: those who then have no turn are the first of the next run.
 */
export function shareOf(leftMs: number, waiting: number, leastMs: number): number {
  return Math.min(leftMs, Math.max(leftMs / waiting, leastMs));
}

/** What is wrong now: what was last found, or that the last turn never came to its end. */
export function troubleOf(turn: Turn | undefined, now: number): Trouble | undefined {
  if (turn === undefined || turn.endedAt !== undefined || now - Date.parse(turn.beganAt) <= LONGEST_TURN)
    return turn?.trouble;
  return { kind: 'unexpected', says: 'The process ended in its turn.', since: turn.beganAt };
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
