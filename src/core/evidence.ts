/**
 * All that classification may look at. A few hundred distinct values make a day of a million
 * sign-ins, so each is classified once. Step requirement text and `failureReason` are never
 * evidence (domain facts, "Surprises" 6 and 10). "As written" is but for what may lead to a person: an
 * address, number or id in a text is the word for it.
 */
export type Step = {
  /** `authenticationMethod`, as written. */
  readonly method: string | undefined;
  /** `authenticationStepResultDetail`, as written. */
  readonly text: string | undefined;
  readonly succeeded: boolean | undefined;
};

export type Evidence = {
  readonly steps: readonly Step[];
  /** `status.additionalDetails`; in the portal's CSV the column "Multifactor authentication result". */
  readonly text: string | undefined;
  /** `status.errorCode`. */
  readonly code: number | undefined;
  /** `authenticationRequirement`, as written. */
  readonly requirement: string | undefined;
  /** `mfaDetail.authMethod`: a hint for the method, nothing else. */
  readonly mfaMethod: string | undefined;
  /** False for a client that cannot show a prompt (contract §1, interrupted). */
  readonly canPrompt: boolean;
};

export const NO_EVIDENCE: Evidence = {
  steps: [],
  text: undefined,
  code: undefined,
  requirement: undefined,
  mfaMethod: undefined,
  canPrompt: true,
};

/** Equal for equal evidence, different otherwise: the key it is interned under. */
export function evidenceKey(evidence: Evidence): string {
  let key = `${evidence.code ?? ''}\u0001${evidence.requirement ?? ''}\u0001${evidence.text ?? ''}\u0001${
    evidence.mfaMethod ?? ''
  }\u0001${evidence.canPrompt ? 1 : 0}`;
  for (const { method, text, succeeded } of evidence.steps) {
    key += `\u0002${method ?? ''}\u0001${text ?? ''}\u0001${succeeded === undefined ? '' : succeeded ? 1 : 0}`;
  }
  return key;
}
