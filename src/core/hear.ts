/** Listening to an evidence: everything its texts, steps and code say, before anything is concluded. */
import { type CodeRow, lookUpCode } from './codes.ts';
import type { Evidence, Step } from './evidence.ts';
import { isMfaClass, lookUpMethod, METHODS, type MethodName } from './methods.ts';
import type { ReasonName } from './reasons.ts';
import type { How, Outcome } from './report.ts';
import { lookUpText, type ResultRow } from './results.ts';

/** All that texts, steps and code say, before anything is concluded. */
export type Heard = {
  code: CodeRow | undefined;
  success: boolean;
  requirement: 'single' | 'multi' | 'absent' | 'other';
  canPrompt: boolean;
  /** A completion text, or one was spoken by a succeeded step of an MFA method. */
  answered: boolean;
  completed: boolean;
  denials: ReasonName[];
  deniedSteps: ReasonName[];
  how: How | undefined;
  satisfied: boolean;
  challenge: boolean;
  handOver: boolean;
  registration: boolean;
  /** A failed step of an MFA method without a listed text. */
  failedStep: boolean;
  wrongFirstFactor: boolean;
  /** The evidence has a code, known or not. */
  hasCode: boolean;
  /** There are steps, and all of them are first factors that succeeded. */
  onlyFirstFactors: boolean;
  publishedSatisfied: boolean;
  /** An MFA text other than *registration prompted*. */
  mfaText: boolean;
  mfaCode: boolean;
  nudgeOnly: boolean;
  unlistedTexts: Set<string>;
  /** The text behind an outcome. */
  decisive: Partial<Record<Outcome, string>>;
};

export function hear(evidence: Evidence): Heard {
  const code = lookUpCode(evidence.code);
  const heard: Heard = {
    code,
    success: code?.says === 'success',
    requirement: requirementOf(evidence.requirement),
    canPrompt: evidence.canPrompt,
    answered: false,
    completed: false,
    denials: [],
    deniedSteps: [],
    how: undefined,
    satisfied: false,
    challenge: code?.says === 'challenge',
    handOver: code?.says === 'handOver',
    registration: code?.says === 'registration',
    failedStep: false,
    wrongFirstFactor: false,
    hasCode: evidence.code !== undefined,
    onlyFirstFactors: evidence.steps.length > 0,
    publishedSatisfied: false,
    mfaText: false,
    mfaCode: code?.mfa === true && code.says !== 'nudge',
    nudgeOnly: false,
    unlistedTexts: new Set(),
    decisive: {},
  };
  for (const step of evidence.steps) hearStep(heard, step);
  if (evidence.text !== undefined) hearText(heard, evidence.text);
  heard.nudgeOnly = code?.says === 'nudge' && !heard.challenge && !heard.handOver && !heard.registration;
  return heard;
}

function hearStep(heard: Heard, step: Step): void {
  const { method } = lookUpMethod(step.method);
  const row = step.text === undefined ? undefined : hearText(heard, step.text, heard.deniedSteps);
  // A step speaks by its text; `succeeded` only where the text is absent or unlisted.
  if (row === undefined && isMfaClass(method)) {
    if (step.succeeded === true) heard.completed = true;
    if (step.succeeded === false) heard.failedStep = true;
  } else if (row === undefined && step.succeeded === false && METHODS[method].strength === 'knowledge') {
    heard.wrongFirstFactor = true;
  }
  if (!isFirstFactor(row, step, method)) heard.onlyFirstFactors = false;
}

function isFirstFactor(
  row: ResultRow | 'unlistedDenial' | undefined,
  step: Step,
  method: MethodName,
): boolean {
  if (row === 'unlistedDenial') return false;
  if (row !== undefined) return row.says === 'firstFactorPassed';
  return step.succeeded === true && method !== 'unknown' && !isMfaClass(method);
}

function hearText(
  heard: Heard,
  text: string,
  deniedSteps?: ReasonName[],
): ResultRow | 'unlistedDenial' | undefined {
  const row = lookUpText(text);
  if (row === undefined || row === 'unlistedDenial') heard.unlistedTexts.add(text);
  if (row === undefined) return undefined;
  if (row === 'unlistedDenial' || row.says === 'denied') {
    const reason = row === 'unlistedDenial' ? 'unlisted' : (row.reason ?? 'unlisted');
    heard.mfaText = true;
    heard.denials.push(reason);
    deniedSteps?.push(reason);
    heard.decisive.denied = text;
    return row;
  }
  if (row.published === 'satisfied') heard.publishedSatisfied = true;
  if (row.says !== 'registration' && !SAYS_NOTHING_OF_MFA.has(row.says)) heard.mfaText = true;
  switch (row.says) {
    case 'completed':
      heard.answered = true;
      heard.completed = true;
      heard.decisive.completed = text;
      break;
    case 'satisfied':
      heard.satisfied = true;
      heard.how = row.how;
      heard.decisive.satisfiedWithoutPrompt = text;
      break;
    case 'challenge':
      heard.challenge = true;
      heard.decisive.interrupted = text;
      break;
    case 'handOver':
      heard.handOver = true;
      if (heard.success) heard.how = 'externalProvider';
      heard.decisive.interrupted = text;
      break;
    case 'registration':
      heard.registration = true;
      heard.decisive.interrupted = text;
      break;
    case 'firstFactorFailed':
      heard.wrongFirstFactor = true;
      heard.decisive.firstFactorFailed = text;
      break;
    case 'firstFactorPassed':
    case 'generic':
    case 'nothing':
      break;
  }
  return row;
}

const SAYS_NOTHING_OF_MFA: ReadonlySet<ResultRow['says']> = new Set([
  'firstFactorPassed',
  'firstFactorFailed',
  'nothing',
]);

function requirementOf(requirement: string | undefined): Heard['requirement'] {
  if (requirement === undefined) return 'absent';
  const name = requirement.toLowerCase();
  return name === 'singlefactorauthentication'
    ? 'single'
    : name === 'multifactorauthentication'
      ? 'multi'
      : 'other';
}
