/** Judges attempts, each kind once. */
import { asPending, isPending, type Judged, judgeRows } from './attempts.ts';
import type { FactsView } from './facts/facts-view.ts';

/** Sequences of that many evidences or fewer are judged once, as long as their numbers fit into one exact number. */
const EVIDENCES = 4096;
const ROWS_REMEMBERED = 4;
const MOST_REMEMBERED = 65_536;

/**
 * Judges the rows of one attempt (ascending, at least one). What they say together depends on their
 * evidence alone, and on which share an instant: a day has few such sequences, and each is judged once.
 * `readAt`: when the data was read, ms.
 */
export function createJudge(facts: FactsView, readAt: number): (rows: readonly number[]) => Judged {
  const { evidence, ms, ns } = facts.columns;
  const known = new Map<number, Judged>();
  const one = oneOfEach();

  /** One number for the sequence; `NaN` where it does not fit. */
  function keyOf(rows: readonly number[]): number {
    if (rows.length > ROWS_REMEMBERED) return Number.NaN;
    let key = 1;
    let previous = -1;
    for (const row of rows) {
      const number = evidence[row] ?? EVIDENCES;
      if (number >= EVIDENCES) return Number.NaN;
      const isTogether = previous >= 0 && ms[row] === ms[previous] && ns[row] === ns[previous];
      key = (key * EVIDENCES + number) * 2 + (isTogether ? 1 : 0);
      previous = row;
    }
    return key;
  }

  return (rows) => {
    const key = keyOf(rows);
    let judged = known.get(key);
    if (judged === undefined) {
      judged = one(judgeRows(facts, rows));
      if (!Number.isNaN(key) && known.size < MOST_REMEMBERED) known.set(key, judged);
    }
    if (judged.interrupt !== 'abandoned') return judged;
    return isPending(facts.instantOf(rows.at(-1) ?? 0), readAt) ? one(asPending(judged)) : judged;
  };
}

/** Attempts of which the same is to be said share it, as one object. */
function oneOfEach(): (judged: Judged) => Judged {
  const known = new Map<string, Judged>();
  return (judged) => {
    const key = JSON.stringify(judged);
    const same = known.get(key) ?? judged;
    known.set(key, same);
    return same;
  };
}
