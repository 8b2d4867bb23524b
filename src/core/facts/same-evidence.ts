/** Evidence as a value to be met again, without writing its key. */
import type { Evidence, Step } from '../evidence.ts';
import { addText } from './remember-numbers.ts';

/** Whether two of them say the same; they then have the same key. */
export function sameEvidence(a: Evidence, b: Evidence): boolean {
  return (
    a.code === b.code &&
    a.canPrompt === b.canPrompt &&
    a.steps.length === b.steps.length &&
    a.requirement === b.requirement &&
    a.text === b.text &&
    a.mfaMethod === b.mfaMethod &&
    a.steps.every((step, index) => sameStep(step, b.steps[index]))
  );
}

/** Where it is remembered: the same for the same evidence. */
export function placeOfEvidence({ code = -1, mfaMethod, requirement, steps, text }: Evidence): number {
  let place = addText(addText(addText(code, text), requirement), mfaMethod);
  for (const step of steps) {
    place = addText(addText(place, step.method), step.text) + (step.succeeded === true ? 1 : 0);
  }
  return place ^ (place >>> 12);
}

function sameStep(a: Step, b: Step | undefined): boolean {
  return a.method === b?.method && a.text === b?.text && a.succeeded === b?.succeeded;
}
