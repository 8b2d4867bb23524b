/** How reading goes: one line that replaces itself on a terminal, and a last one that stays. */
import { count, counted } from '../core/format.ts';
import type { Reading } from './count-files.ts';
import type { Session } from './session.ts';

/** Milliseconds between two lines: as often as an eye can follow. */
const OFTEN = 100;
const MB = 1_000_000;
/** Bytes that are read in a moment: not worth a line that stays. */
const WORTH_TELLING = 100 * MB;

export function readingProgress({
  progress,
  tell,
  terminal,
}: Pick<Session, 'progress' | 'tell'> & { readonly terminal: Pick<Session['terminal'], 'now'> }) {
  const start = terminal.now();
  let told = start;
  let latest: Reading = { bytes: 0, of: undefined, records: 0 };

  function onProgress(reading: Reading): void {
    latest = reading;
    const now = terminal.now();
    if (now - told < OFTEN) return;
    told = now;
    progress(progressLine(reading, (now - start) / 1000));
  }

  return {
    onProgress,
    /** Once all is read: so many records. */
    end: (records: number) => {
      if (latest.bytes < WORTH_TELLING) return;
      tell(summaryLine({ ...latest, records }, (terminal.now() - start) / 1000));
    },
  };
}

/** `1.2 of 4.0 GB · 480,000 records · 210,000 a second · 13 s left`. */
export function progressLine({ bytes, of, records }: Reading, seconds: number): string {
  const parts = [
    of === undefined ? size(bytes) : `${size(bytes)} of ${size(of)}`,
    counted(records, 'record'),
    `${count(Math.round(records / seconds))} a second`,
  ];
  if (of !== undefined && bytes > 0)
    parts.push(`${count(Math.ceil((seconds * (of - bytes)) / bytes))} s left`);
  return parts.join(' · ');
}

/** `Read 1,000,000 records, 4.0 GB, in 4.2 s: 947 MB/s.` */
export function summaryLine({ bytes, records }: Reading, seconds: number): string {
  // No clock is that fine: what took no time took its smallest step.
  const taken = Math.max(seconds, 0.001);
  const speed = count(Math.round(bytes / MB / taken));
  return `Read ${counted(records, 'record')}, ${size(bytes)}, in ${taken.toFixed(1)} s: ${speed} MB/s.`;
}

function size(bytes: number): string {
  return bytes < 1000 * MB ? `${(bytes / MB).toFixed(1)} MB` : `${(bytes / (1000 * MB)).toFixed(1)} GB`;
}
