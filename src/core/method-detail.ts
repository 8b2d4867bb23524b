import type { Classification } from './classify.ts';
import { scrubDetail } from './mask-user.ts';
import type { SignIn } from './sign-in.ts';

/** The phone or device text beside the method of a sign-in (contract §1, "method"), scrubbed: it names no owner, whatever PRIVACY is. */
export function methodDetail(
  signIn: Pick<SignIn, 'stepDetails' | 'mfaDetail' | 'userPrincipalName' | 'userDisplayName'>,
  said: Pick<Classification, 'methodStep'>,
): string | undefined {
  const detail =
    said.methodStep < 0 ? signIn.mfaDetail : (signIn.stepDetails[said.methodStep] ?? signIn.mfaDetail);
  if (detail === undefined) return undefined;
  const { userPrincipalName = '', userDisplayName = '' } = signIn;
  return scrubDetail(detail, [userPrincipalName, userDisplayName]);
}
