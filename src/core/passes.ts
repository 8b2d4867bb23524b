/** What the chunks of a day tell of its readings. */
import type { ChunkHeader } from './ports.ts';

export type PassProgress = {
  readonly number: number;
  readonly startedAt: number;
  /** A chunk is missing, or of another reading: some were removed while somebody was still reading. */
  readonly isBroken: boolean;
  /** The window was read to its end, and every chunk of it is there. */
  readonly isWhole: boolean;
  readonly newest: ChunkHeader;
};

/** Numbers are used again after chunks were removed, so a chunk also tells when its reading began. */
function follows(header: ChunkHeader, before: ChunkHeader): boolean {
  return header.chunk === before.chunk + 1 && header.startedAt === before.startedAt;
}

/** The readings of a day, oldest first. Headers come in the order of their keys: by pass, then by chunk. */
export function passesOf(headers: readonly ChunkHeader[]): PassProgress[] {
  const passes: PassProgress[] = [];
  for (const header of headers) {
    const known = passes.at(-1);
    const goesOn = known !== undefined && known.number === header.pass;
    const isBroken = goesOn ? known.isBroken || !follows(header, known.newest) : header.chunk !== 0;
    const pass: PassProgress = {
      number: header.pass,
      startedAt: header.startedAt,
      isBroken,
      isWhole: header.done && !isBroken,
      newest: header,
    };
    if (goesOn) passes[passes.length - 1] = pass;
    else passes.push(pass);
  }
  return passes;
}
