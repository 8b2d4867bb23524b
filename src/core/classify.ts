/**
 * What the tables say of one evidence (contract §1). A pure function, computed once per distinct
 * evidence; what several rows of an attempt say together is decided in `attempts.ts`.
 */
import type { Evidence } from './evidence.ts';
import { type Heard, hear } from './hear.ts';
import { isMfaClass, lookUpMethod, type MethodName } from './methods.ts';
import type { ReasonName } from './reasons.ts';
import type { How, Interrupt, Outcome, Required, ResultList } from './report.ts';

/** Raised whenever the same evidence may be classified otherwise than before. */
export const CLASSIFIER = 1;

export type Classification = {
  readonly outcome: Outcome;
  readonly result: ResultList;
  readonly required: Required;
  /** For interrupted rows, as if nothing followed; `pending` is a matter of time, not of evidence. */
  readonly interrupt: Exclude<Interrupt, 'pending'> | undefined;
  readonly how: How | undefined;
  /** Reason of a denied or abandoned row, judged alone. */
  readonly reason: ReasonName | undefined;
  /** Everything the row gives as a reason for a denial, steps first: what an attempt chooses from. */
  readonly denials: readonly ReasonName[];
  /** One entry per denied prompt: the denied steps, or the row itself where it has none. */
  readonly prompts: readonly ReasonName[];
  /** True where a step or the row's text was denied, whatever came of it. */
  readonly heldDenial: boolean;
  readonly method: MethodName;
  readonly methodText: string | undefined;
  /** Index of the step that names the method; -1 where `mfaDetail` or nothing does. */
  readonly methodStep: number;
  /** The text that decided, else the last text of the row. */
  readonly text: string | undefined;
  /** Code 0, 50140 or 50199. */
  readonly success: boolean;
  /** What a later success row of the attempt would answer. */
  readonly asks: 'challenge' | 'handOver' | undefined;
  /** Only a registration nudge (50203): says nothing beside other rows. */
  readonly nudge: boolean;
  /** Order between two versions of a sign-in: evidence, then steps with a text. */
  readonly weight: 0 | 1 | 2;
  readonly stepsWithText: number;
  readonly unlistedTexts: readonly string[];
  readonly unlistedCode: number | undefined;
  readonly unlistedMethods: readonly string[];
};

export function classify(evidence: Evidence): Classification {
  const heard = hear(evidence);
  const outcome = outcomeOf(heard);
  const denied = outcome === 'denied';
  const denials = heard.denials.length > 0 || !denied ? heard.denials : [heard.code?.reason ?? 'unspecified'];
  const interrupt = outcome === 'interrupted' ? interruptOf(heard) : undefined;
  const method = methodOf(evidence);
  return {
    outcome,
    result: resultOf(heard, denied),
    required: requiredOf(heard),
    interrupt,
    how: outcome === 'satisfiedWithoutPrompt' ? (heard.how ?? 'externalProvider') : undefined,
    reason: denied
      ? worstReason(denials)
      : interrupt === 'abandoned'
        ? abandonedReason(heard.registration)
        : undefined,
    denials,
    prompts: heard.deniedSteps.length > 0 || !denied ? heard.deniedSteps : [worstReason(denials)],
    heldDenial: heard.denials.length > 0,
    ...method,
    text:
      heard.decisive[outcome] ??
      evidence.text ??
      evidence.steps.findLast((step) => step.text !== undefined)?.text,
    success: heard.success,
    asks: asksOf(heard, outcome),
    nudge: outcome === 'interrupted' && heard.nudgeOnly,
    weight:
      heard.answered || heard.denials.length > 0 || heard.code?.says === 'denied'
        ? 2
        : heard.mfaText || heard.registration || heard.mfaCode
          ? 1
          : 0,
    stepsWithText: evidence.steps.filter((step) => step.text !== undefined).length,
    unlistedTexts: [...heard.unlistedTexts],
    unlistedCode: evidence.code !== undefined && heard.code === undefined ? evidence.code : undefined,
    unlistedMethods: unlistedMethodsOf(evidence),
  };
}

/** The reason of an abandoned row or attempt (contract §1, "reason"). */
export function abandonedReason(registration: boolean): ReasonName {
  return registration ? 'registrationNeeded' : 'promptAbandoned';
}

/**
 * The highest of fraudReported, declined, any other specific reason (the latest), unlisted, overlap,
 * unspecified: contract §1, "reason". `denials` in the order they happened, at least one.
 */
export function worstReason(denials: readonly ReasonName[]): ReasonName {
  const specific = denials.findLast((reason) => !VAGUE.has(reason) && !URGENT.has(reason));
  for (const reason of ['fraudReported', 'declined'] as const) if (denials.includes(reason)) return reason;
  if (specific !== undefined) return specific;
  for (const reason of ['unlisted', 'overlap'] as const) if (denials.includes(reason)) return reason;
  return 'unspecified';
}

const URGENT: ReadonlySet<ReasonName> = new Set(['fraudReported', 'declined']);
const VAGUE: ReadonlySet<ReasonName> = new Set(['unlisted', 'overlap', 'unspecified']);

function outcomeOf(heard: Heard): Outcome {
  if (heard.success) return outcomeOfSuccess(heard);
  if (heard.completed) return 'completed';
  if (heard.denials.length > 0 || heard.code?.says === 'denied') return 'denied';
  if (heard.satisfied) return 'satisfiedWithoutPrompt';
  if (heard.challenge || heard.handOver || heard.registration || heard.code?.says === 'nudge')
    return 'interrupted';
  if (heard.code?.says === 'firstFactorFailed') return 'firstFactorFailed';
  if (heard.code?.says === 'otherReason' && !heard.mfaText) return 'otherReason';
  // Without any code, a wrong password is all that is known.
  if (!heard.hasCode && heard.wrongFirstFactor) return 'firstFactorFailed';
  return 'unclassified';
}

/** A success row is never interrupted and never denied: contract §1, "success rows". */
function outcomeOfSuccess(heard: Heard): Outcome {
  const answeredChallenge = heard.challenge || heard.failedStep || heard.denials.length > 0;
  const registered = heard.registration && heard.requirement === 'multi';
  if (heard.completed || answeredChallenge || registered) return 'completed';
  if (heard.satisfied || heard.handOver) return 'satisfiedWithoutPrompt';
  if (heard.mfaText) return 'unclassified';
  if (heard.requirement === 'single') return 'singleFactor';
  return heard.requirement === 'absent' && heard.onlyFirstFactors ? 'singleFactor' : 'unclassified';
}

function resultOf(heard: Heard, denied: boolean): ResultList {
  if (denied && heard.denials.length > 0) return 'denied';
  return heard.publishedSatisfied ? 'satisfied' : 'none';
}

function requiredOf(heard: Heard): Required {
  if (heard.requirement === 'multi' || heard.mfaText || heard.registration || heard.mfaCode) return 'yes';
  return heard.success && heard.requirement === 'single' ? 'no' : 'unknown';
}

/** Where a row says several things, in the contract's order; a client that cannot prompt shows nothing. */
function interruptOf(heard: Heard): Exclude<Interrupt, 'pending'> {
  if (!heard.canPrompt) return 'notPrompted';
  if (heard.challenge || heard.registration) return 'abandoned';
  return heard.handOver ? 'handedOff' : 'notPrompted';
}

function asksOf(heard: Heard, outcome: Outcome): Classification['asks'] {
  if (outcome === 'completed') return undefined;
  // A success row that says *redirected* was handed over and came back: it answers itself.
  if (heard.success) return outcome === 'satisfiedWithoutPrompt' && heard.handOver ? 'handOver' : undefined;
  if (outcome === 'denied' || heard.challenge || heard.registration) return 'challenge';
  return heard.handOver ? 'handOver' : undefined;
}

function methodOf(evidence: Evidence): Pick<Classification, 'method' | 'methodText' | 'methodStep'> {
  const methodStep = evidence.steps.findLastIndex((step) => isMfaClass(lookUpMethod(step.method).method));
  const methodText = methodStep < 0 ? evidence.mfaMethod : evidence.steps[methodStep]?.method;
  return { method: lookUpMethod(methodText).method, methodText, methodStep };
}

function unlistedMethodsOf(evidence: Evidence): string[] {
  const texts = [...evidence.steps.map((step) => step.method), evidence.mfaMethod];
  const unlisted = texts.filter((text) => text !== undefined && !lookUpMethod(text).listed);
  return [...new Set(unlisted.filter((text) => text !== undefined))];
}
