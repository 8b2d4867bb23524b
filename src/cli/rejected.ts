/** Records that could not be read: counted by cause, and told on stderr. */
import type { ReadRecord, Rejection } from '../core/sign-in.ts';
import type { Session } from './session.ts';

type ByCause = Readonly<Partial<Record<Rejection, number>>>;

export function countRejected() {
  const byCause: Partial<Record<Rejection, number>> = {};
  return {
    byCause,
    add(record: ReadRecord): void {
      if (record.kind === 'rejected') byCause[record.cause] = (byCause[record.cause] ?? 0) + 1;
    },
    total: () => Object.values(byCause).reduce((sum, count) => sum + count, 0),
  };
}

export function tellRejected(session: Session, byCause: ByCause): void {
  const causes = Object.entries(byCause).map(([cause, count]) => `${count} ${cause}`);
  if (causes.length > 0) session.warn(`Rejected records: ${causes.join(', ')}.`);
}
