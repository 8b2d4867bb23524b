/** The one line of a mail that everybody reads. */
import type { Message } from './ports.ts';

const MARKS = { daily: '', correction: 'Corrected: ', test: '[Test] ' } as const satisfies Record<
  Message['kind'],
  string
>;

/** Line breaks and control characters, each run of which becomes one space. */
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;
/** Zero-width, bidi and tag characters, which show nothing and reorder what does show. */
const HIDDEN =
  /[\u{34f}\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** The digest's own subject, marked where the mail is a correction or a test; nothing in it can end its header. */
export function mailSubject(subject: string, kind: Message['kind']): string {
  return MARKS[kind] + subject.toWellFormed().replace(HIDDEN, '').replace(BREAKS, ' ').trim();
}
