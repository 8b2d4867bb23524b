/** Codes that show MFA was asked for: challenges, and denials with the reason each gives (contract §3). */
import type { CodeRow } from './codes.ts';
import { REASONS, type ReasonName } from './reasons.ts';

const LEARN = 'Microsoft Learn, identity-platform/reference-error-codes (2024-04)';
const COMMUNITY = 'f-bader/EntraID-ErrorCodes, EntraIDErrorCodes.csv (2025-09)';
const WORKBOOK = 'microsoft/Application-Insights-Workbooks, SignInFailureAnalysis (2026-08)';
const NO_MEANING =
  'No meaning of its own is published; it lies within a range of codes that share this reason.';
const NO_ENTRY = 'Rule of this project: a number within a published range, without an entry of its own';

export const MFA_CODES: readonly CodeRow[] = [
  // Interrupts: a prompt or a page was shown. What came of it stands in the rows that follow.
  {
    code: 50072,
    name: 'UserStrongAuthEnrollmentRequiredInterrupt',
    kind: 'interrupt',
    mfa: true,
    says: 'registration',
    title: 'Sent to register for MFA',
    meaning: 'The password was right; the person was sent to set up a method.',
    likelyCause: REASONS.registrationNeeded.likelyCause,
    nextStep: REASONS.registrationNeeded.nextStep,
    source: `${LEARN}; ${WORKBOOK}`,
  },
  {
    code: 50074,
    name: 'UserStrongAuthClientAuthNRequiredInterrupt',
    kind: 'interrupt',
    mfa: true,
    says: 'challenge',
    title: 'MFA prompt shown',
    meaning:
      'A prompt was shown. The code is written for prompts that are passed afterwards and for those that are left.',
    likelyCause: 'The ordinary first half of a prompt; if nothing follows, the prompt was left.',
    nextStep: REASONS.promptAbandoned.nextStep,
    source: `${LEARN}; MicrosoftDocs/entra-docs issue 943; ${WORKBOOK}`,
  },
  {
    code: 50076,
    name: 'UserStrongAuthClientAuthNRequired',
    kind: 'interrupt',
    mfa: true,
    says: 'challenge',
    title: 'MFA needed for this request',
    meaning:
      'A token was asked for that needs MFA first, because of a policy, a per-user setting or a new place.',
    likelyCause:
      'An ordinary step; a script or an old client that cannot show a prompt repeats it without end.',
    nextStep:
      'Nothing to do if a success follows; otherwise look at which client asks, and change it if it cannot show a prompt.',
    source: `${LEARN}; ${WORKBOOK}`,
  },
  {
    code: 50077,
    kind: 'interrupt',
    mfa: true,
    says: 'challenge',
    title: 'Location asked for',
    meaning: 'A policy wants the location of the phone through the authenticator app.',
    likelyCause: 'An ordinary step; if nothing follows, the app may not be allowed to read the location.',
    nextStep: 'Open the app and allow it to read the location.',
    source: COMMUNITY,
  },
  {
    code: 50078,
    name: 'UserStrongAuthExpired',
    kind: 'interrupt',
    mfa: true,
    says: 'challenge',
    title: 'Earlier MFA too old',
    meaning: 'The last MFA is older than the policy allows; a fresh prompt is due.',
    likelyCause: 'Sign-in frequency or the "remember MFA" period has passed.',
    nextStep:
      'Nothing to do after one fresh prompt; review the sign-in frequency if people meet it all the time.',
    source: LEARN,
  },
  {
    code: 50079,
    name: 'UserStrongAuthEnrollmentRequired',
    kind: 'interrupt',
    mfa: true,
    says: 'registration',
    title: 'Must register for MFA',
    meaning:
      'The account must set up a method; a federated account must bring the proof from its home provider.',
    likelyCause: REASONS.registrationNeeded.likelyCause,
    nextStep: REASONS.registrationNeeded.nextStep,
    source: `${LEARN}; missing from both lists of ${WORKBOOK}`,
  },
  {
    code: 50158,
    name: 'ExternalSecurityChallenge',
    kind: 'interrupt',
    mfa: true,
    says: 'handOver',
    title: 'Handed to an external provider',
    meaning: 'The person was sent to an external provider; its result is not in this row.',
    likelyCause: 'A custom control or an external method asks for it.',
    nextStep: REASONS.externalProvider.nextStep,
    source: `${LEARN}; ${WORKBOOK}; MicrosoftDocs/azure-docs issue 51401`,
  },
  {
    code: 50203,
    kind: 'interrupt',
    mfa: false,
    says: 'nudge',
    title: 'Reminder to set up the app',
    meaning: 'A registration campaign asked the person to set up the authenticator app; it can be put off.',
    likelyCause: 'The campaign is on for this person.',
    nextStep: 'Nothing to do; explain the reminder if asked.',
    source: COMMUNITY,
  },
  {
    code: 399210,
    kind: 'interrupt',
    mfa: true,
    says: 'challenge',
    title: 'Verifiable credential asked for',
    meaning: 'The person is asked to present a verifiable credential.',
    likelyCause: 'An ordinary step; if nothing follows, the credential was not presented.',
    nextStep: 'Ask whether they hold the credential, and let them present it.',
    source: COMMUNITY,
  },

  // Failures: the challenge ended badly.
  denied(50086, 'serviceError', LEARN, {
    name: 'SasNonRetryableError',
    meaning: 'The strong authentication service failed, and trying again will not help.',
    likelyCause: 'A damaged method entry, such as a malformed phone number.',
    nextStep: 'Check the registered methods and the form of the phone number, then open a support case.',
  }),
  denied(50087, 'serviceError', LEARN, {
    name: 'SasRetryableError',
    meaning: 'The strong authentication service failed for the moment.',
  }),
  denied(50088, 'telephonyLimit', LEARN, {
    meaning: 'The limit of verification calls and texts was reached.',
  }),
  denied(500881, 'telephonyLimit', COMMUNITY, {
    meaning: 'The limit of calls and texts was reached; the person is pointed to the app notification.',
    nextStep: 'Use the app notification, and look for a loop if many people are affected.',
  }),
  denied(500882, 'telephonyLimit', COMMUNITY, {
    meaning: 'The limit of calls and texts was reached; the person is pointed to the code in the app.',
    nextStep: 'Use the code in the app, and look for a loop if many people are affected.',
  }),
  denied(500883, 'telephonyLimit', COMMUNITY, {
    meaning:
      'The limit of calls and texts was reached; the person is pointed to the notification of a companion app.',
    nextStep: 'Use the companion app, and look for a loop if many people are affected.',
  }),
  denied(50159, 'externalProvider', COMMUNITY, {
    title: 'External provider returned too few claims',
    meaning: 'The answer of the external provider lacks claims that are needed.',
    nextStep: 'Hand it to whoever owns the provider or the custom control.',
  }),
  denied(50161, 'externalProvider', `${LEARN}; ${COMMUNITY}`, {
    name: 'InvalidExternalSecurityChallengeConfiguration',
    title: 'External provider set up wrongly',
    meaning: 'The set-up of the external provider, or a claim of it, is wrong.',
    nextStep: 'Hand it to whoever owns the provider or the custom control.',
  }),
  denied(50166, 'externalProvider', LEARN, {
    name: 'ExternalClaimsProviderThrottled',
    title: 'External provider could not be called',
    meaning: 'The external provider could not be reached, or refused because of too many calls.',
    nextStep: "Try again, and look at the provider's status page.",
  }),
  denied(50170, 'externalProvider', LEARN, {
    name: 'MissingExternalClaimsProviderMapping',
    title: 'External control not mapped',
    meaning: 'The mapping of the external control is missing in the tenant.',
    nextStep: 'Hand it to whoever owns the custom control.',
  }),
  denied(50172, 'externalProvider', COMMUNITY, {
    title: 'External provider not approved',
    meaning: 'The external provider is not approved in the tenant.',
    nextStep: 'Ask an administrator to approve the provider.',
  }),
  denied(1000021, 'externalProvider', COMMUNITY, {
    title: 'External provider unavailable',
    meaning: 'The external provider is unavailable.',
    nextStep: "Look at the provider's status page, then try again.",
  }),
  denied(1000022, 'externalProvider', COMMUNITY, {
    title: 'External provider unavailable',
    meaning: 'The external provider answered with a web error.',
    nextStep: "Look at the provider's status page, then try again.",
  }),
  denied(50177, 'misconfiguration', LEARN, {
    name: 'ExternalChallengeNotSupportedForPassthroughUsers',
    title: 'External challenge for a passthrough guest',
    meaning: 'The external challenge cannot be used for accounts that only pass through this tenant.',
    likelyCause: 'The policy with the custom control includes guests it cannot serve.',
    nextStep: 'Ask the owner of the policy to leave these guests out of the custom control.',
  }),
  denied(90072, 'misconfiguration', `${LEARN}; ${COMMUNITY}`, {
    name: 'PassThroughUserMfaError',
    title: 'Account is not in this tenant',
    meaning: 'An account from outside is not known in this tenant, so it cannot meet its MFA requirement.',
    likelyCause: 'The person is signed in with another account than the invited one.',
    nextStep: 'Sign in with the invited account, or invite this one.',
  }),
  denied(53004, 'registrationBlocked', `${LEARN}; ${COMMUNITY}`, {
    name: 'ProofUpBlockedDueToRisk',
    meaning: 'The person must register for MFA, and registration is blocked because the sign-in looks risky.',
    likelyCause: 'A new place or device, or somebody else at work.',
    nextStep: 'Confirm who they are, then dismiss the risk or issue a Temporary Access Pass.',
  }),
  denied(53010, 'registrationBlocked', LEARN, {
    name: 'ProofUpBlockedDueToSecurityInfoAcr',
    meaning: 'Methods may be registered only from set places or devices.',
    likelyCause: 'The person is outside the trusted network or on an unknown device.',
    nextStep: 'Register from a trusted network, or issue a Temporary Access Pass.',
  }),
  denied(54010, 'registrationBlocked', COMMUNITY, {
    meaning: 'Registration is blocked because of the credential that was used to sign in.',
    likelyCause: 'The credential is too weak to register another one.',
    nextStep: 'Sign in with another credential, or issue a Temporary Access Pass.',
  }),
  denied(54008, 'methodBlocked', COMMUNITY, {
    meaning: 'MFA is needed, and the credential that was used may not be a first factor.',
    nextStep: 'Sign in with an allowed first factor.',
  }),
  denied(54009, 'methodBlocked', COMMUNITY, {
    meaning: 'MFA is needed, and the credential that was used is not supported for it.',
    nextStep: 'Use another method.',
  }),
  denied(130500, 'methodBlocked', COMMUNITY, {
    title: 'Phone sign-in not allowed',
    meaning: 'The policy for methods does not allow phone sign-in for this person.',
  }),
  denied(130501, 'methodBlocked', COMMUNITY, {
    meaning: 'The policy for methods does not allow the method that was used.',
  }),
  denied(130502, 'methodBlocked', COMMUNITY, {
    title: 'Temporary Access Pass not allowed',
    meaning: 'The policy for methods does not allow a Temporary Access Pass for this person.',
    nextStep: 'Allow the pass for this person in the authentication methods policy.',
  }),
  denied(135016, 'methodBlocked', COMMUNITY, {
    title: 'Passkey not allowed',
    meaning: 'Sign-in with a passkey or security key is switched off by policy.',
    nextStep: 'Allow passkeys (FIDO2) for this person in the authentication methods policy.',
  }),
  denied(70037, 'declined', COMMUNITY, {
    title: 'Phone sign-in refused or answered wrongly',
    meaning:
      'The prompt of a phone sign-in was refused, or its number was answered wrongly; the code does not say which.',
  }),
  denied(1003033, 'declined', COMMUNITY, {
    title: 'Phone sign-in declined',
    meaning: 'Somebody with the phone in hand refused a sign-in without password.',
  }),
  denied(130004, 'deviceKey', COMMUNITY, {
    title: 'No Windows Hello key',
    meaning: 'The account has no Windows Hello key.',
    nextStep: 'Set up Windows Hello on the device again.',
  }),
  denied(130005, 'deviceKey', COMMUNITY, {
    meaning: 'The signature of the Windows Hello key did not verify.',
    nextStep: 'Reset the Windows Hello PIN, which makes a new key.',
  }),
  denied(130006, 'deviceKey', COMMUNITY, {
    title: 'Transport key missing on the device',
    meaning: 'The transport key of Windows Hello is not on the device.',
    nextStep: 'Repair the registration of the device, or join it again.',
  }),
  denied(130007, 'deviceKey', COMMUNITY, {
    title: 'Device of the Hello key is disabled',
    meaning: 'The device that holds the Windows Hello key is disabled.',
    nextStep: 'Find out why the device is disabled, then enable it.',
  }),
  denied(130008, 'deviceKey', COMMUNITY, {
    title: 'Device of the Hello key not found',
    meaning: 'The device that holds the Windows Hello key is not in the directory.',
    nextStep: 'Register the device again.',
  }),
  denied(500129, 'deviceKey', COMMUNITY, {
    title: 'Transport key missing',
    meaning: 'The device has no transport key for Windows Hello.',
    nextStep: 'Register the device again.',
  }),
  denied(130503, 'accessPass', COMMUNITY, {
    title: 'Temporary Access Pass wrong',
    meaning: 'The pass was typed and did not match.',
    likelyCause: 'A slip, or an older pass.',
    nextStep: 'Type it once more, or issue a new pass.',
  }),
  denied(130504, 'accessPass', COMMUNITY, {
    title: 'Temporary Access Pass expired',
    meaning: 'The pass has run out.',
    likelyCause: 'Its life ended before the person came to it.',
    nextStep: 'Issue a new pass.',
  }),
  denied(130505, 'accessPass', COMMUNITY, {
    title: 'Temporary Access Pass already used',
    meaning: 'A pass of one use was used before.',
    likelyCause: 'It was used on another device or in a first try.',
    nextStep: 'Issue a new pass, for more than one use if several devices are set up.',
  }),
  withoutMeaning(130506, 'accessPass'),
  denied(130507, 'accessPass', COMMUNITY, {
    title: 'Temporary Access Pass not found',
    meaning: 'The account has no such pass.',
    likelyCause: 'The pass was removed or replaced.',
    nextStep: 'Issue a new pass.',
  }),
  denied(135000, 'securityKey', COMMUNITY, { meaning: 'The signature of the key did not verify.' }),
  withoutMeaning(135001, 'securityKey'),
  denied(135002, 'securityKey', COMMUNITY, { meaning: 'The key sent no authenticator data.' }),
  denied(135003, 'securityKey', COMMUNITY, {
    meaning: 'The answer of the key was refused, as the touch or PIN was not proven.',
    likelyCause: 'The key was not touched or its PIN was not entered.',
    nextStep: 'Try once more: insert the key, enter its PIN and touch it when it blinks.',
  }),
  ...[135004, 135005, 135006, 135007, 135008, 135009, 135010].map((code) =>
    withoutMeaning(code, 'securityKey'),
  ),
  // 135011 is a disabled device, not a key: see the other codes.
  ...[135012, 135013, 135014].map((code) => withoutMeaning(code, 'securityKey')),
  denied(135015, 'securityKey', COMMUNITY, { meaning: 'The list of keys to leave out was malformed.' }),
  denied(135017, 'securityKey', COMMUNITY, {
    title: 'Counter of the security key does not fit',
    meaning: 'The counter of the key is not the one expected, which a copied key would show.',
    likelyCause: 'A faulty key, or a copy of it.',
    nextStep: 'Take the key out of use and register another one.',
  }),
  denied(135018, 'securityKey', COMMUNITY, { meaning: 'The challenge that the key answered is not valid.' }),
  denied(135019, 'securityKey', COMMUNITY, {
    title: 'Security key answered too late',
    meaning: 'The challenge had run out when the key answered.',
    likelyCause: 'The key was looked for, or the page was left open.',
    nextStep: 'Start the sign-in again with the key at hand.',
  }),
  denied(135020, 'securityKey', COMMUNITY, { meaning: 'The answer of the key is not valid.' }),
  denied(500344, 'securityKey', COMMUNITY, {
    title: 'Security key belongs to no account',
    meaning: 'No account matches the key that was presented.',
    likelyCause: 'Another key was used, or the key was removed from the account.',
    nextStep: 'Check that it is the right key, then register it again.',
  }),
  denied(500342, 'noMethod', COMMUNITY, {
    title: 'Phone sign-in not set up',
    meaning: 'The account is not set up for sign-in without password on a phone.',
    likelyCause: 'A replaced phone, or phone sign-in was never turned on.',
    nextStep: 'Set up phone sign-in in the app again.',
  }),
  denied(500121, 'unspecified', `${COMMUNITY}; MicrosoftDocs/azure-docs issue 23238`, {
    meaning: 'The person failed, refused or left the challenge. The reason stands in the steps, if anywhere.',
  }),
];

/** A failed challenge: its prose is that of its reason, save where the code says more. */
function denied(
  code: number,
  reason: ReasonName,
  source: string,
  own: Partial<Pick<CodeRow, 'name' | 'title' | 'likelyCause' | 'nextStep'>> & Pick<CodeRow, 'meaning'>,
): CodeRow {
  const { title, likelyCause, nextStep } = REASONS[reason];
  return {
    code,
    kind: 'failure',
    mfa: true,
    says: 'denied',
    reason,
    title,
    likelyCause,
    nextStep,
    source,
    ...own,
  };
}

/** A number inside a range that contract §3 names, for which no text is published. */
function withoutMeaning(code: number, reason: ReasonName): CodeRow {
  return denied(code, reason, NO_ENTRY, { meaning: NO_MEANING });
}
