/**
 * What one sign-in says, judged by the words of contract §1 alone. Written a second time and on its
 * own, to check the classifier of `src/core`; only the knowledge tables are shared.
 */
import { lookUpCode } from '../../src/core/codes.ts';
import type { Evidence, Step } from '../../src/core/evidence.ts';
import { isMfaClass, lookUpMethod, METHODS, type MethodName } from '../../src/core/methods.ts';
import type { ReasonName } from '../../src/core/reasons.ts';
import type { How, Outcome, Required, ResultList } from '../../src/core/report.ts';
import { lookUpText, type Says } from '../../src/core/results.ts';

/** What a row opens that a later success may close: "a challenge row", or "50158 or *redirected*". */
export type Opens = 'challenge' | 'handOver' | undefined;

export type Judgement = {
  readonly outcome: Outcome;
  readonly required: Required;
  readonly result: ResultList;
  readonly method: MethodName;
  /** Reasons of all denials: the steps' in array order, then the row's text; else the code's. */
  readonly denials: readonly ReasonName[];
  /** Prompts that were denied: "denied steps with that reason, a denied row without one counting once". */
  readonly prompts: readonly ReasonName[];
  readonly how: How | undefined;
  /** Of an interrupted row; a prompt or registration shown is `abandoned` until the attempt is known. */
  readonly interrupt: 'abandoned' | 'handedOff' | 'notPrompted' | undefined;
  readonly opens: Opens;
  /** A success row: code 0, 50140, 50199. */
  readonly success: boolean;
  /** "50203 counts only where no other row says anything": nothing but the nudge is on this row. */
  readonly onlyNudge: boolean;
  /** 50072, 50079, *registration prompted*. */
  readonly asksToRegister: boolean;
  readonly unlistedTexts: readonly string[];
  readonly unlistedCode: number | undefined;
  readonly unlistedMethods: readonly string[];
};

/** What a step or a text says. `mfaFailed`: an MFA-class step without a listed text that did not succeed. */
type Saying = Says | 'mfaFailed' | 'silent';

const SUCCESS_CODES = [0, 50140, 50199];
const CHALLENGE_CODES = [50072, 50074, 50076, 50077, 50078, 50079, 399210];
const HAND_OVER_CODE = 50158;
const NUDGE_CODE = 50203;
const FIRST_FACTOR_CODES = [
  50034, 50053, 50055, 50056, 50057, 50126, 50144, 50181, 50182, 50183, 50184, 50185, 501811, 51004,
];

export function judge(evidence: Evidence): Judgement {
  const outcome = outcomeOf(evidence);
  const denials = denialsOf(evidence, outcome);
  return {
    outcome,
    required: requiredOf(evidence),
    result: resultOf(evidence, outcome),
    method: methodOf(evidence),
    denials,
    prompts: promptsOf(evidence, outcome, denials),
    how: outcome === 'satisfiedWithoutPrompt' ? howOf(evidence) : undefined,
    interrupt: outcome === 'interrupted' ? interruptOf(evidence) : undefined,
    opens: opensOf(evidence, outcome),
    success: isSuccess(evidence),
    onlyNudge:
      outcome === 'interrupted' &&
      evidence.code === NUDGE_CODE &&
      !showsPrompt(evidence) &&
      !handsOver(evidence),
    asksToRegister: evidence.code === 50072 || evidence.code === 50079 || asksToRegister(evidence),
    unlistedTexts: unique(textsOf(evidence).filter((text) => typeof lookUpText(text) !== 'object')),
    unlistedCode:
      evidence.code !== undefined && lookUpCode(evidence.code) === undefined ? evidence.code : undefined,
    unlistedMethods: unique(methodTextsOf(evidence).filter((text) => !lookUpMethod(text).listed)),
  };
}

/** "First match: completed, denied, satisfiedWithoutPrompt, interrupted, firstFactorFailed, otherReason, singleFactor, unclassified." */
function outcomeOf(evidence: Evidence): Outcome {
  if (isCompleted(evidence)) return 'completed';
  if (isDenied(evidence)) return 'denied';
  if (isSatisfied(evidence)) return 'satisfiedWithoutPrompt';
  if (isInterrupted(evidence)) return 'interrupted';
  if (isFirstFactorFailed(evidence)) return 'firstFactorFailed';
  if (isOtherReason(evidence)) return 'otherReason';
  if (isSingleFactor(evidence)) return 'singleFactor';
  return 'unclassified';
}

/**
 * "A prompt or a multi-factor credential was answered: completion texts, …, a succeeded step with an
 * MFA-class method." On a success row also "*required*, *in progress*, *has expired*, a denied step,
 * a failed MFA-class step without a text", and "*registration prompted* … where the requirement is multi".
 */
function isCompleted(evidence: Evidence): boolean {
  if (says(evidence, 'completed')) return true;
  if (!isSuccess(evidence)) return false;
  if (says(evidence, 'challenge') || says(evidence, 'denied') || says(evidence, 'mfaFailed')) return true;
  return says(evidence, 'registration') && isMulti(evidence);
}

/** "A denial text (with or without its prefix), or an MFA failure code." Success rows are never denied. */
function isDenied(evidence: Evidence): boolean {
  return !isSuccess(evidence) && (says(evidence, 'denied') || isMfaFailureCode(evidence.code));
}

/** "A claim, skip or external-provider text, whatever the code"; on a success row also *redirected*. */
function isSatisfied(evidence: Evidence): boolean {
  return says(evidence, 'satisfied') || (isSuccess(evidence) && says(evidence, 'handOver'));
}

/** A prompt, a registration, a hand-over or the nudge; "a success row is never interrupted". */
function isInterrupted(evidence: Evidence): boolean {
  if (isSuccess(evidence)) return false;
  return showsPrompt(evidence) || handsOver(evidence) || evidence.code === NUDGE_CODE;
}

function showsPrompt(evidence: Evidence): boolean {
  return says(evidence, 'challenge') || asksToRegister(evidence) || isOneOf(CHALLENGE_CODES, evidence.code);
}

function handsOver(evidence: Evidence): boolean {
  return says(evidence, 'handOver') || evidence.code === HAND_OVER_CODE;
}

/** *registration prompted*, which on a success row counts "as nothing" unless the requirement is multi. */
function asksToRegister(evidence: Evidence): boolean {
  return says(evidence, 'registration') && !registrationIsNothing(evidence);
}

function registrationIsNothing(evidence: Evidence): boolean {
  return isSuccess(evidence) && !isMulti(evidence);
}

/**
 * "First-factor codes → firstFactorFailed. Every other failure or interrupt … → otherReason", so the
 * code decides where there is one, and a text or step only where there is none.
 */
function isFirstFactorFailed(evidence: Evidence): boolean {
  if (evidence.code === undefined) return says(evidence, 'firstFactorFailed');
  return isOneOf(FIRST_FACTOR_CODES, evidence.code);
}

/** "A known code ended or paused the sign-in for a reason that is neither MFA nor the first factor …, and there is no MFA evidence." */
function isOtherReason(evidence: Evidence): boolean {
  if (isSuccess(evidence) || evidence.code === undefined) return false;
  const row = lookUpCode(evidence.code);
  return (
    row !== undefined && !row.mfa && !isOneOf(FIRST_FACTOR_CODES, evidence.code) && !hasMfaEvidence(evidence)
  );
}

/**
 * "Success without MFA evidence where the requirement is singleFactorAuthentication, or is absent
 * while steps show only first factors that succeeded."
 */
function isSingleFactor(evidence: Evidence): boolean {
  if (!isSuccess(evidence) || hasMfaEvidence(evidence)) return false;
  if (isSingle(evidence)) return true;
  if (evidence.requirement !== undefined) return false;
  const sayings = evidence.steps.map(sayingOfStep);
  return sayings.length > 0 && sayings.every((saying) => saying === 'firstFactorPassed');
}

/** yes: "requirement multiFactorAuthentication, or any MFA text or code"; no: success with single and neither; else unknown. */
function requiredOf(evidence: Evidence): Required {
  if (isMulti(evidence) || textsOf(evidence).some(isMfaText) || hasMfaCode(evidence)) return 'yes';
  return isSuccess(evidence) && isSingle(evidence) ? 'no' : 'unknown';
}

/** "From texts alone: a denial text on a row that is denied → denied; else a text of the *Satisfied* list → satisfied; else none." */
function resultOf(evidence: Evidence, outcome: Outcome): ResultList {
  if (outcome === 'denied' && says(evidence, 'denied')) return 'denied';
  return textsOf(evidence).some(isOnSatisfiedList) ? 'satisfied' : 'none';
}

/** "outcome satisfied, and the three named here": *has expired*, *registration prompted*, *redirected*. */
function isOnSatisfiedList(text: string): boolean {
  switch (sayingOfText(text)) {
    case 'completed':
    case 'satisfied':
    case 'registration':
    case 'handOver':
      return true;
    case 'challenge':
      return text.toLowerCase().includes('has expired');
    default:
      return false;
  }
}

/** "The last MFA-class step's, else `mfaDetail.authMethod`, else unknown." */
function methodOf(evidence: Evidence): MethodName {
  const last = evidence.steps.map(methodOfStep).findLast(isMfaClass);
  return last ?? lookUpMethod(evidence.mfaMethod).method;
}

/** "Texts speak before codes, codes before the generic (500121 alone = unspecified)." */
function denialsOf(evidence: Evidence, outcome: Outcome): ReasonName[] {
  const texts = textsOf(evidence)
    .map(reasonOfText)
    .filter((reason) => reason !== undefined);
  if (texts.length > 0) return texts;
  if (outcome !== 'denied' || evidence.code === undefined) return [];
  return [lookUpCode(evidence.code)?.reason ?? 'unspecified'];
}

function promptsOf(evidence: Evidence, outcome: Outcome, denials: readonly ReasonName[]): ReasonName[] {
  const steps = evidence.steps
    .map(({ text }) => (text === undefined ? undefined : reasonOfText(text)))
    .filter((reason) => reason !== undefined);
  if (steps.length > 0 || outcome !== 'denied') return steps;
  return denials.slice(-1);
}

function reasonOfText(text: string): ReasonName | undefined {
  const row = lookUpText(text);
  if (row === 'unlistedDenial') return 'unlisted';
  return row?.says === 'denied' ? (row.reason ?? 'unspecified') : undefined;
}

/** The last text that says how; *redirected* on a success row: "handed over and returned (how `externalProvider`)". */
function howOf(evidence: Evidence): How | undefined {
  return textsOf(evidence)
    .map((text) => {
      const row = lookUpText(text);
      if (typeof row !== 'object') return undefined;
      return row.says === 'handOver' && isSuccess(evidence) ? 'externalProvider' : row.how;
    })
    .findLast((how) => how !== undefined);
}

/** abandoned = "prompt or registration shown", handedOff = "50158, redirected", notPrompted = "a client that cannot prompt … the nudge 50203", in this order. */
function interruptOf(evidence: Evidence): 'abandoned' | 'handedOff' | 'notPrompted' {
  if (!evidence.canPrompt) return 'notPrompted';
  if (showsPrompt(evidence)) return 'abandoned';
  return handsOver(evidence) ? 'handedOff' : 'notPrompted';
}

/** A completed row has its answer already, and a success row has nothing left to wait for. */
function opensOf(evidence: Evidence, outcome: Outcome): Opens {
  if (outcome === 'completed') return undefined;
  // "*redirected* as handed over and returned": the hand-over is in the row, later than any challenge before it.
  if (isSuccess(evidence))
    return outcome === 'satisfiedWithoutPrompt' && handsOver(evidence) ? 'handOver' : undefined;
  if (outcome === 'denied' || showsPrompt(evidence)) return 'challenge';
  return handsOver(evidence) ? 'handOver' : undefined;
}

function says(evidence: Evidence, wanted: Saying): boolean {
  const row = evidence.text === undefined ? 'silent' : sayingOfText(evidence.text);
  return [...evidence.steps.map(sayingOfStep), row].includes(wanted);
}

/** "A step speaks by its text; `succeeded` only where the text is absent or unlisted." */
function sayingOfStep(step: Step): Saying {
  const text = step.text === undefined ? 'silent' : sayingOfText(step.text);
  if (text !== 'silent') return text;
  const method = methodOfStep(step);
  const strength = METHODS[method].strength;
  if (isMfaClass(method)) {
    if (step.succeeded === undefined) return 'silent';
    return step.succeeded ? 'completed' : 'mfaFailed';
  }
  if (step.succeeded === true && (strength === 'knowledge' || strength === 'token'))
    return 'firstFactorPassed';
  // A token that was not taken is followed by a password, so it fails nothing.
  return step.succeeded === false && strength === 'knowledge' ? 'firstFactorFailed' : 'silent';
}

function sayingOfText(text: string): Saying {
  const row = lookUpText(text);
  if (row === 'unlistedDenial') return 'denied';
  return row === undefined ? 'silent' : row.says;
}

/** "Without MFA evidence": a registration prompt that counts "as nothing" is none. */
function hasMfaEvidence(evidence: Evidence): boolean {
  return textsOf(evidence).some(
    (text) => isMfaText(text) && !(sayingOfText(text) === 'registration' && registrationIsNothing(evidence)),
  );
}

/** Texts that speak of MFA at all. */
function isMfaText(text: string): boolean {
  switch (sayingOfText(text)) {
    case 'completed':
    case 'denied':
    case 'satisfied':
    case 'challenge':
    case 'registration':
    case 'handOver':
    case 'generic':
      return true;
    default:
      return false;
  }
}

/** "50203 is none." */
function hasMfaCode({ code }: Evidence): boolean {
  return code !== undefined && code !== NUDGE_CODE && lookUpCode(code)?.mfa === true;
}

function isMfaFailureCode(code: number | undefined): boolean {
  const row = code === undefined ? undefined : lookUpCode(code);
  return row?.mfa === true && row.kind === 'failure';
}

function isSuccess({ code }: Evidence): boolean {
  return isOneOf(SUCCESS_CODES, code);
}

function isMulti({ requirement }: Evidence): boolean {
  return requirement?.toLowerCase() === 'multifactorauthentication';
}

function isSingle({ requirement }: Evidence): boolean {
  return requirement?.toLowerCase() === 'singlefactorauthentication';
}

function isOneOf(codes: readonly number[], code: number | undefined): boolean {
  return code !== undefined && codes.includes(code);
}

function methodOfStep(step: Step): MethodName {
  return lookUpMethod(step.method).method;
}

function textsOf(evidence: Evidence): string[] {
  return [...evidence.steps.map(({ text }) => text), evidence.text].filter((text) => text !== undefined);
}

function methodTextsOf(evidence: Evidence): string[] {
  return [...evidence.steps.map(({ method }) => method), evidence.mfaMethod].filter(
    (text) => text !== undefined,
  );
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
