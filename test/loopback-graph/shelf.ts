/** Sign-ins in the order of their time, found by time: a page of a million costs what a page costs. */

export type GraphRecord = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly createdDateTime: string;
};

/** A version of a sign-in and when it is to be seen, ms by the given clock: from the start, for ever where left out. */
export type ShownSignIn = {
  readonly record: GraphRecord;
  readonly from?: number;
  readonly until?: number;
};

/** Milliseconds since 1970 and nanoseconds within: Graph writes up to seven digits of a second. */
export type Moment = { readonly ms: number; readonly ns: number };

export type Shelf = {
  readonly size: number;
  /** How many lie before that moment, or with `orAt` before it or at it. */
  countBefore(moment: Moment, orAt: boolean): number;
  /** What stands at a place at that time; `undefined` where nothing is to be seen. */
  record(place: number, now: number): GraphRecord | undefined;
};

/** Sorted once; of one moment in the order given. */
export function shelfOf(signIns: readonly (GraphRecord | ShownSignIn)[]): Shelf {
  const rows = signIns
    .map((signIn) => (isShown(signIn) ? signIn : { record: signIn }))
    .map((shown) => ({ ...shown, at: momentOf(shown.record.createdDateTime) }))
    .sort((a, b) => compare(a.at, b.at));
  return shelf(
    rows.length,
    (place) => rows[place]?.at,
    (place, now) => {
      const row: ShownSignIn | undefined = rows[place];
      if (row === undefined || now < (row.from ?? now) || now >= (row.until ?? Number.POSITIVE_INFINITY)) {
        return undefined;
      }
      return row.record;
    },
  );
}

/** As many as one likes, made when they are asked for: the nth, at `at(n)` ms, which must not fall. */
export function lazyShelf(options: {
  readonly count: number;
  readonly at: (n: number) => number;
  readonly record: (n: number) => GraphRecord;
}): Shelf {
  const { count, at, record } = options;
  return shelf(count, (place) => ({ ms: at(place), ns: 0 }), record);
}

export function momentOf(text: string): Moment {
  const [, fraction = ''] = /\.(\d+)Z$/.exec(text) ?? [];
  return { ms: Date.parse(text), ns: Number(fraction.padEnd(9, '0').slice(3, 9)) };
}

function shelf(size: number, at: (place: number) => Moment | undefined, record: Shelf['record']): Shelf {
  return {
    size,
    countBefore(moment, orAt) {
      let [low, high] = [0, size];
      while (low < high) {
        const middle = (low + high) >>> 1;
        const order = compare(at(middle) ?? moment, moment);
        if (order < 0 || (orAt && order === 0)) low = middle + 1;
        else high = middle;
      }
      return low;
    },
    record,
  };
}

function isShown(signIn: GraphRecord | ShownSignIn): signIn is ShownSignIn {
  return typeof signIn.record === 'object' && signIn.record !== null && !('createdDateTime' in signIn);
}

function compare(a: Moment, b: Moment): number {
  return a.ms - b.ms || a.ns - b.ns;
}
