/** What goes first where a mail is too large for its way, and what it says then. */
import type { Digest } from '../core/digest.ts';
import type { Block } from '../core/sections/block.ts';

/** Figures, issues and findings stay: they are what the mail is for. */
const EVIDENCE: ReadonlySet<Block['kind']> = new Set(['table', 'list', 'shares']);

const SORRY = 'The mail would have been larger than its mail server takes. Left out:';

type Form = {
  readonly hasCsv: boolean;
  readonly note: string | undefined;
  readonly isKept: (block: Block) => boolean;
};

/** From the whole mail down; each leaves out what the one before it does, too. */
export const MAIL_FORMS: readonly Form[] = [
  { hasCsv: true, note: undefined, isKept: () => true },
  { hasCsv: false, note: `${SORRY} the CSV of the day.`, isKept: () => true },
  {
    hasCsv: false,
    note: `${SORRY} the CSV of the day, and all tables and lists of this digest.`,
    isKept: ({ kind }) => !EVIDENCE.has(kind),
  },
];

/** The digest as one of the forms has it; what it leaves out it says at its end. */
export function smallerDigest(digest: Digest, { note, isKept }: Form): Digest {
  if (note === undefined) return digest;
  const { blocks, footer } = digest;
  const kept = blocks.filter((block, index) => {
    const next = blocks[index + 1];
    // A heading goes with what it stands above.
    return isKept(block) && (block.kind !== 'heading' || next === undefined || isKept(next));
  });
  return { ...digest, blocks: kept, footer: { ...footer, notes: [note, ...footer.notes] } };
}
