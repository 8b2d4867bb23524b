/** A thread that counts pieces of files until there are none, and hands over what they came to. */
import { parentPort, workerData } from 'node:worker_threads';
import { createCalendar } from '../core/day.ts';
import { createDaysOfFiles, type FilesShare } from '../core/days-of-files.ts';
import { type Piece, readPiece } from '../sources/archive-pieces.ts';
import { createLineCounter } from '../sources/line-counter.ts';

/** What the thread is told at its start. */
export type Order = { readonly zone: string; readonly scan: boolean };

/** Wants the next piece. Of the one before: whether what follows may be read by itself, and its records. */
type Ready = { readonly kind: 'ready'; readonly wasClean: boolean; readonly records: number };
export type ToldByWorker = Ready | { readonly kind: 'share'; readonly share: FilesShare };

/** Runs in a thread started with an `Order`; told `undefined` for a piece, it hands over. */
export async function countPieces(): Promise<void> {
  const port = parentPort;
  if (port === null)
    throw new Error('count-worker.ts counts in a thread of its own, started by count-files.ts.');
  const { scan, zone }: Order = workerData;
  const days = createDaysOfFiles(createCalendar(zone));
  const reader = scan ? createLineCounter(days.intake) : undefined;
  const tell = (told: ToldByWorker, moved: readonly ArrayBuffer[] = []) => port.postMessage(told, moved);
  await new Promise<void>((resolve, reject) => {
    const count = async (piece: Piece | undefined): Promise<void> => {
      if (piece === undefined) {
        const share = days.toShare();
        tell({ kind: 'share', share }, columnsOf(share));
        port.close();
        resolve();
        return;
      }
      const before = days.records;
      const wasClean = await readPiece(piece, reader, (records) => {
        for (const record of records) days.add(record);
      });
      tell({ kind: 'ready', wasClean, records: days.records - before });
    };
    port.on('message', (piece: Piece | undefined) => {
      count(piece).catch(reject);
    });
    tell({ kind: 'ready', wasClean: true, records: 0 });
  });
}

/** What is handed over instead of copied. */
function columnsOf({ facts }: FilesShare): ArrayBuffer[] {
  return Object.values(facts.columns).flatMap(({ buffer }) =>
    buffer instanceof ArrayBuffer ? [buffer] : [],
  );
}
