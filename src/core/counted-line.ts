/** One value of a breakdown, counted; and its place among the others. */
import { compareText } from './compare-text.ts';
import type { Row } from './report.ts';

/** Where PRIVACY is aggregate, no row stands for fewer users. */
export const FEWEST_USERS = 3;

export type CountedLine = {
  /** `valueKey` of the value. */
  readonly key: string;
  readonly row: Row;
};

/** For a place in the list. */
export function byChallenged(a: CountedLine, b: CountedLine): number {
  return b.row.challenged.attempts - a.row.challenged.attempts || asListed(a, b);
}

/** In a list: by attempts, then name. */
export function asListed({ row: a }: CountedLine, { row: b }: CountedLine): number {
  return b.attempts - a.attempts || compareText(a.name, b.name) || compareText(a.id ?? '', b.id ?? '');
}

/** Fewest users; of equals, the one listed last. */
export function smallestFirst(a: CountedLine, b: CountedLine): number {
  return a.row.users - b.row.users || asListed(b, a);
}

/** Too few users to be shown alone. */
export function isSmall({ row }: CountedLine): boolean {
  return row.users < FEWEST_USERS;
}
