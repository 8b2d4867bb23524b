/**
 * How many users had to do with exactly which things, and what became of it there: whichever things are
 * told as one later, their users are then known exactly, and nobody needs to know who they were.
 *
 * Most sets begin like another one, so each is kept as the number of the set without its last item.
 */

/** States of a user's attempts with a thing that are told apart; a thing without one was touched alone. */
export const STATES = ['completed', 'denied', 'abandoned'] as const;
export type State = (typeof STATES)[number];

/** A thing's number and, in the last bits, what became of a user's attempts with it. */
export type Item = number;

const BITS = { completed: 1, denied: 2, abandoned: 4 } as const satisfies Record<State, number>;
/** Bits of an item that hold states; the thing's number stands above them. */
const STATE_BITS = 3;
const TOUCHED = 1 << STATE_BITS;
/** Parallel lists, plain data. */
export type UserSets = {
  /** Number + 1 of the set that it is without its last item, which stands before it; 0: it has one item alone. */
  readonly before: readonly number[];
  readonly items: readonly Item[];
  /** Users with exactly this set. */
  readonly users: readonly number[];
};

export type UserSetCounters = {
  /** Adds users of a set, which is one set in one order alone: ascending. */
  readonly add: (items: readonly Item[], users: number) => void;
  readonly sets: UserSets;
};

export function createUserSets(): UserSetCounters {
  const before: number[] = [];
  const items: Item[] = [];
  const users: number[] = [];
  /** Open addressing: number + 1; 0 = free. Never more than half full. */
  let slots = new Int32Array(1024);

  function slotOf(set: number, item: Item): number {
    const mask = slots.length - 1;
    let slot = mix(set, item) & mask;
    for (;;) {
      const at = (slots[slot] ?? 0) - 1;
      if (at < 0 || (items[at] === item && before[at] === set)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  /** Number + 1 of the set with one more item. */
  function withItem(set: number, item: Item): number {
    const slot = slotOf(set, item);
    const known = slots[slot] ?? 0;
    if (known > 0) return known;
    const added = items.push(item);
    before.push(set);
    users.push(0);
    slots[slot] = added;
    if (added * 2 >= slots.length) grow();
    return added;
  }

  function grow(): void {
    slots = new Int32Array(slots.length * 2);
    for (let at = 0; at < items.length; at += 1) slots[slotOf(before[at] ?? 0, items[at] ?? 0)] = at + 1;
  }

  return {
    add(set, more) {
      let last = 0;
      for (const item of set) last = withItem(last, item);
      users[last - 1] = (users[last - 1] ?? 0) + more;
    },
    sets: { before, items, users },
  };
}

function mix(a: number, b: number): number {
  const mixed = Math.imul(Math.imul(a, 0x9e3779b1) ^ b, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

/** As `BITS` has it; a name that changes from call to call is slow to find. */
function bitOf(state: State | undefined): number {
  if (state === undefined) return 0;
  return state === 'completed' ? BITS.completed : state === 'denied' ? BITS.denied : BITS.abandoned;
}

/** Collects what one user after the other touched. */
export type Touched = {
  readonly touch: (thing: number, state: State | undefined) => void;
  /** The user's set, by number of the thing, good until the next touch, which is of another user. */
  readonly take: () => readonly Item[];
};

export function createTouched(): Touched {
  /** By thing; 0: not touched. */
  const bits: number[] = [];
  const items: Item[] = [];
  let isTaken = false;
  return {
    touch(thing, state) {
      if (isTaken) items.length = 0;
      isTaken = false;
      const known = bits[thing] ?? 0;
      bits[thing] = known | TOUCHED | bitOf(state);
      if (known > 0) return;
      let place = items.push(thing) - 1;
      for (; place > 0 && (items[place - 1] ?? 0) > thing; place -= 1) items[place] = items[place - 1] ?? 0;
      items[place] = thing;
    },
    take() {
      isTaken = true;
      for (let at = 0; at < items.length; at += 1) {
        const thing = items[at] ?? 0;
        items[at] = (thing << STATE_BITS) | ((bits[thing] ?? 0) & (TOUCHED - 1));
        bits[thing] = 0;
      }
      return items;
    },
  };
}

export type UsersOfGroup = Readonly<Record<'all' | 'challenged' | State, number>>;
export const NO_USERS: UsersOfGroup = { all: 0, challenged: 0, completed: 0, denied: 0, abandoned: 0 };

/** Of two parts of a day, which have no user in common. */
export function addUsers(a: UsersOfGroup, b: UsersOfGroup): UsersOfGroup {
  return {
    all: a.all + b.all,
    challenged: a.challenged + b.challenged,
    completed: a.completed + b.completed,
    denied: a.denied + b.denied,
    abandoned: a.abandoned + b.abandoned,
  };
}

/** Distinct users of each group of things. `groupOf`: by thing, the number of its group; -1: of none that counts. */
export function countUsers(
  { before, items, users }: UserSets,
  groupOf: readonly number[],
  groups: number,
): UsersOfGroup[] {
  const counted = Array.from({ length: groups }, () => ({ ...NO_USERS }));
  const group = Int32Array.from(groupOf);
  const bits = new Uint8Array(groups);
  const touched = new Int32Array(groups);
  for (let set = 0; set < items.length; set += 1) {
    const some = users[set] ?? 0;
    if (some === 0) continue;
    let several = 0;
    for (let at = set + 1; at > 0; at = before[at - 1] ?? 0) {
      const item = items[at - 1] ?? 0;
      const mine = group[item >>> STATE_BITS] ?? -1;
      if (mine < 0) continue;
      const known = bits[mine] ?? 0;
      if (known === 0) {
        touched[several] = mine;
        several += 1;
      }
      bits[mine] = known | TOUCHED | (item & (TOUCHED - 1));
    }
    for (let nth = 0; nth < several; nth += 1) {
      const mine = touched[nth] ?? 0;
      const [count, states] = [counted[mine], (bits[mine] ?? 0) & (TOUCHED - 1)];
      bits[mine] = 0;
      if (count === undefined) continue;
      count.all += some;
      if (states === 0) continue;
      count.challenged += some;
      if ((states & BITS.completed) > 0) count.completed += some;
      if ((states & BITS.denied) > 0) count.denied += some;
      if ((states & BITS.abandoned) > 0) count.abandoned += some;
    }
  }
  return counted;
}
