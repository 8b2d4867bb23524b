import type { Classification } from './classify.ts';
import { scrubDetail } from './mask-user.ts';
import type { SignIn } from './sign-in.ts';

/** The phone or device text beside the method of a sign-in (contract §1, "method"), scrubbed: it names no owner, whatever PRIVACY is. */
export function methodDetail(
  signIn: Pick<SignIn, 'stepDetails' | 'mfaDetail' | 'userPrincipalName' | 'userDisplayName'>,
  said: Pick<Classification, 'methodStep'>,
): string | undefined {
  const detail = detailAsWritten(signIn, said);
  if (detail === undefined) return undefined;
  const { userPrincipalName = '', userDisplayName = '' } = signIn;
  return scrubDetail(detail, [userPrincipalName, userDisplayName]);
}

/** The same as the record has it: not to be kept. */
export function detailAsWritten(
  { mfaDetail, stepDetails }: Pick<SignIn, 'stepDetails' | 'mfaDetail'>,
  { methodStep }: Pick<Classification, 'methodStep'>,
): string | undefined {
  return methodStep < 0 ? mfaDetail : (stepDetails[methodStep] ?? mfaDetail);
}
