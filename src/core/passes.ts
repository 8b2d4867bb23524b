/** What the chunks of a day tell of its readings. */
import type { ChunkHeader } from './ports.ts';

export type PassProgress = {
  readonly number: number;
  readonly startedAt: number;
  /** A chunk is missing: it was removed while somebody was still reading. Nothing can be built on it. */
  readonly isBroken: boolean;
  /** The window was read to its end, and every chunk of it is there. */
  readonly isWhole: boolean;
  readonly newest: ChunkHeader;
};

/** The readings of a day, oldest first. Headers come in the order of their keys: by pass, then by chunk. */
export function passesOf(headers: readonly ChunkHeader[]): PassProgress[] {
  const passes: PassProgress[] = [];
  for (const header of headers) {
    const known = passes.at(-1);
    const goesOn = known !== undefined && known.number === header.pass;
    const isBroken = goesOn ? known.isBroken || header.chunk !== known.newest.chunk + 1 : header.chunk !== 0;
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
