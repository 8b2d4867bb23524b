import type { Classification } from './classify.ts';
import { scrubDetail } from './mask-user.ts';
import type { SignIn } from './sign-in.ts';

/** The phone or device text beside the method of a sign-in (contract §1, "method"), scrubbed. */
export function methodDetail(
  signIn: Pick<SignIn, 'stepDetails' | 'mfaDetail'>,
  said: Pick<Classification, 'methodStep'>,
): string | undefined {
  const detail =
    said.methodStep < 0 ? signIn.mfaDetail : (signIn.stepDetails[said.methodStep] ?? signIn.mfaDetail);
  return detail === undefined ? undefined : scrubDetail(detail);
}
