/** Lines that are one sign-in each, straight to the facts: of what was met before no text is made. */
import { isLogTime } from '../core/day.ts';
import { blankDraft } from '../core/facts/draft.ts';
import type { Intake } from '../core/facts.ts';
import type { ScanMemory } from '../scan/assembly.ts';
import type { Ahead } from '../scan/bays.ts';
import { createScanAhead, type ScanAhead } from '../scan/scan-ahead.ts';
import { createScanner } from '../scan/scanner.ts';
import { type LineReader, lineReader, writtenAt } from './line-reader.ts';
import { type Parts, SIGN_IN_PLAN, type Slot } from './sign-in-plan.ts';

/** Numbers of the facts' dictionaries, as far as a part gives them. */
type Numbers = {
  user: number;
  app: number;
  context: { readonly number: number; readonly scope: 'interactive' | 'nonInteractive' };
  /** Not numbered before a record has it. */
  evidence: { readonly said: Parts['evidence']; prompted?: number; promptless?: number };
  client: boolean;
  agent: boolean;
  /** False where they hold nothing, as mostly. */
  details: Parts['details'] | false;
};

/** Of users only numbers are kept here, so as many can be known again as a large tenant has. */
const PLAN = {
  ...SIGN_IN_PLAN,
  parts: { ...SIGN_IN_PLAN.parts, user: { ...SIGN_IN_PLAN.parts.user, most: 256 * 1024 } },
};

/**
 * Sign-ins go into the intake, all other records are told; `undefined` where this is not possible here.
 * `memory`: where threads that scan ahead have a share.
 */
export function createLineCounter(
  { put, number, detail }: Intake,
  memory?: ScanMemory,
): LineReader | undefined {
  const scanner = createScanner<Parts, Numbers, Slot>(
    PLAN,
    {
      user: number.user,
      app: number.app,
      context: (context) => ({ number: number.context(context), scope: context.scope }),
      evidence: (said) => ({ said }),
      client: ({ canPrompt }) => canPrompt,
      agent: ({ canPrompt }) => canPrompt,
      details: (details) => (isEmpty(details) ? false : details),
    },
    memory,
  );
  if (scanner === undefined) return undefined;
  const { parts } = scanner;
  const { correlation, id, time, written } = scanner.slots;
  /** Filled anew for each row: a day has millions. */
  const draft = blankDraft();

  return lineReader(scanner, (row) => {
    draft.ms = time.ms(row);
    if (!isLogTime(draft.ms)) return false;
    const app = parts.app(row);
    const context = parts.context(row);
    const evidence = parts.evidence(row);
    const client = parts.client(row);
    const agent = parts.agent(row);
    const details = parts.details(row);
    if (app === undefined || context === undefined || evidence === undefined) return false;
    if (client === undefined || agent === undefined || details === undefined) return false;
    // Last, so that nobody is remembered of a record that proves to be none.
    const user = parts.user(row);
    if (user === undefined) return false;
    draft.ns = time.ns(row);
    draft.readAt = writtenAt(written, row);
    draft.user = user;
    draft.app = app;
    draft.context = context.number;
    draft.scope = context.scope === 'interactive' ? 0 : 1;
    const kind = client && agent ? 'prompted' : 'promptless';
    evidence[kind] ??= number.evidence(evidence.said[kind]);
    draft.evidence = evidence[kind];
    draft.detail = details === false ? undefined : detail(details, draft);
    id.words(row, draft.id);
    correlation.words(row, draft.group);
    put(draft);
    return true;
  });
}

/** For a thread that scans ahead of the one that counts; `undefined` where this is not possible here. */
export function createLinesAhead(ahead: Ahead): ScanAhead | undefined {
  return createScanAhead(PLAN, ahead);
}

function isEmpty({ mfaDetail, stepDetails }: Parts['details']): boolean {
  return mfaDetail === undefined && stepDetails.every((text) => text === undefined);
}
