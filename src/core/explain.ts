/** What one status text, code or method means, for the command line and for curious readers. */
import { type CodeRow, lookUpCode } from './codes.ts';
import { lookUpMethod, METHODS } from './methods.ts';
import { type Cause, REASONS, type ReasonName } from './reasons.ts';
import type { How, Outcome } from './report.ts';
import { lookUpText, type ResultRow, type Says } from './results.ts';

export type Explanation = {
  /** As asked. */
  readonly input: string;
  readonly kind: 'text' | 'code' | 'method' | 'unknown';
  /** Of a sign-in that says only this; `null` for what decides nothing alone. */
  readonly outcome: Outcome | null;
  readonly reason: ReasonName | null;
  readonly cause: Cause | null;
  readonly how: How | null;
  readonly title: string;
  readonly meaning: string;
  readonly likelyCause: string;
  readonly nextStep: string;
  readonly source: string;
};

const OUTCOME_OF = {
  success: null,
  completed: 'completed',
  denied: 'denied',
  satisfied: 'satisfiedWithoutPrompt',
  challenge: 'interrupted',
  registration: 'interrupted',
  handOver: 'interrupted',
  nudge: 'interrupted',
  firstFactorPassed: null,
  firstFactorFailed: 'firstFactorFailed',
  otherReason: 'otherReason',
  generic: null,
  nothing: null,
} as const satisfies Record<Says | CodeRow['says'], Outcome | null>;

/** Accepts a code (`500121`, `AADSTS500121`, a pasted error message), a status text or a method's name. */
export function explain(input: string): Explanation {
  const code = codeIn(input);
  if (code !== undefined) {
    const row = lookUpCode(code);
    return row ? fromRow(input, 'code', row) : unknownCode(input);
  }
  const row = lookUpText(input);
  if (row === 'unlistedDenial') {
    return {
      input,
      kind: 'text',
      outcome: 'denied',
      reason: 'unlisted',
      cause: REASONS.unlisted.cause,
      how: null,
      ...proseOf(REASONS.unlisted),
    };
  }
  if (row) return fromRow(input, 'text', row);
  const { method, listed } = lookUpMethod(input);
  if (listed && method !== 'unknown') return { ...undecided(input, 'method'), ...proseOf(METHODS[method]) };
  return unknownText(input);
}

/** `AADSTS50126: Invalid …` is how people meet a code on the sign-in page. */
function codeIn(input: string): number | undefined {
  const digits = /^\s*(?:AADSTS)?(\d+)\s*$/iu.exec(input)?.[1] ?? /^\s*AADSTS(\d+)\b/iu.exec(input)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function fromRow(input: string, kind: 'text' | 'code', row: ResultRow | CodeRow): Explanation {
  const reason = row.reason ?? reasonWhenLeft(row.says);
  return {
    input,
    kind,
    outcome: OUTCOME_OF[row.says],
    reason,
    cause: reason === null ? null : REASONS[reason].cause,
    how: 'how' in row ? (row.how ?? null) : null,
    ...proseOf(row),
  };
}

/** A prompt or a registration after which nothing follows has a reason too (contract §1, reason). */
function reasonWhenLeft(says: Says | CodeRow['says']): ReasonName | null {
  if (says === 'registration') return 'registrationNeeded';
  return says === 'challenge' ? 'promptAbandoned' : null;
}

function unknownCode(input: string): Explanation {
  return {
    ...undecided(input, 'unknown'),
    outcome: 'unclassified',
    title: 'Code not in the table',
    meaning:
      'This version does not know the code. A sign-in that has nothing else is counted as unclassified and the code is listed.',
    likelyCause: 'A new or rare code.',
    nextStep:
      'Look the number up at login.microsoftonline.com/error, and report it so that it can be added to the table.',
    source: 'Rule of this project: a code that no table has decides nothing',
  };
}

function unknownText(input: string): Explanation {
  return {
    ...undecided(input, 'unknown'),
    title: 'Not in the tables',
    meaning:
      'This version does not know the text. In a sign-in it decides nothing, and it is listed as written.',
    likelyCause: 'A new wording, or a text that is not part of the sign-in log.',
    nextStep:
      'Check the spelling; if it stands like this in a sign-in, report it so that it can be added to the table.',
    source: 'Rule of this project: an unknown text is kept as written and decides nothing',
  };
}

function undecided<K extends Explanation['kind']>(input: string, kind: K) {
  return { input, kind, outcome: null, reason: null, cause: null, how: null };
}

type Prose = Pick<Explanation, 'title' | 'meaning' | 'likelyCause' | 'nextStep' | 'source'>;

function proseOf({ title, meaning, likelyCause, nextStep, source }: Prose): Prose {
  return { title, meaning, likelyCause, nextStep, source };
}
