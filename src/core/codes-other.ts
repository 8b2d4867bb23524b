/** Codes that are not MFA: success, first factor, and everything else that ends or pauses a sign-in. */
import type { CodeRow } from './codes.ts';

const LEARN = 'Microsoft Learn, identity-platform/reference-error-codes (2024-04)';
const COMMUNITY = 'f-bader/EntraID-ErrorCodes, EntraIDErrorCodes.csv (2025-09)';
const WORKBOOK = 'microsoft/Application-Insights-Workbooks, SignInFailureAnalysis (2026-08)';
const RECORDS = 'Met in published sign-in records (2026-06)';
const ELASTIC = 'elastic/detection-rules, exclusion list of a rule';

export const OTHER_CODES: readonly CodeRow[] = [
  // Success: whoever sees these pages has passed everything before them, MFA included.
  success({
    code: 0,
    title: 'Signed in',
    meaning:
      'This sign-in succeeded. That is no proof of MFA: the texts and the requirement say whether it was asked.',
    source: 'rknightion/graph2otel, docs/graph-api-gotchas (2026-08); published records',
  }),
  success({
    code: 50140,
    name: 'KmsiInterrupt',
    title: '"Stay signed in?" shown',
    meaning: 'The page "Stay signed in?" was shown, after everything else was passed.',
    source: `${LEARN}; ${WORKBOOK} lists it as pending`,
  }),
  success({
    code: 50199,
    name: 'CmsiInterrupt',
    title: '"Are you trying to sign in?" shown',
    meaning:
      'The page that asks whether one means to sign in to this application was shown, after everything else was passed.',
    source: LEARN,
  }),
  // The first factor failed, so MFA was never reached.
  firstFactor({
    code: 50126,
    name: 'InvalidUserNameOrPassword',
    kind: 'failure',
    title: 'Wrong user name or password',
    meaning: 'The user name or password was wrong.',
    source: LEARN,
  }),
  firstFactor({
    code: 50034,
    name: 'UserAccountNotFound',
    kind: 'failure',
    title: 'No such account',
    meaning: 'The account does not exist in this directory.',
    likelyCause: 'A mistyped name, or somebody guessing names.',
    nextStep: 'Check the spelling of the name and which tenant it belongs to.',
    source: LEARN,
  }),
  firstFactor({
    code: 51004,
    name: 'UserAccountNotInDirectory',
    kind: 'failure',
    title: 'Account not in the directory',
    meaning: 'The account is not in this directory.',
    likelyCause: 'A deleted account, or one of another tenant.',
    nextStep: 'Check whether the account exists and is synchronised.',
    source: LEARN,
  }),
  firstFactor({
    code: 50053,
    name: 'IdsLocked',
    kind: 'failure',
    title: 'Locked out, or a known bad address',
    meaning: 'Too many wrong passwords locked the account, or the address is known for attacks.',
    likelyCause: 'Somebody guessing, or a device with an old saved password.',
    nextStep: 'Look where the tries come from; if it is a device of theirs, renew the saved password.',
    source: LEARN,
  }),
  firstFactor({
    code: 50055,
    name: 'InvalidPasswordExpiredPassword',
    kind: 'interrupt',
    title: 'Password expired',
    meaning: 'The password has run out; a change was offered.',
    likelyCause: 'The password is older than the policy allows.',
    nextStep: 'Let the person change the password.',
    source: LEARN,
  }),
  firstFactor({
    code: 50144,
    name: 'InvalidPasswordExpiredOnPremPassword',
    kind: 'interrupt',
    title: 'On-premises password expired',
    meaning: 'The password of the on-premises directory has run out.',
    likelyCause: 'The password is older than the policy allows.',
    nextStep: 'Let the person change the password on the network or by self-service.',
    source: LEARN,
  }),
  firstFactor({
    code: 50056,
    kind: 'failure',
    title: 'No password stored',
    meaning: 'The account has no password that could be checked here.',
    likelyCause: 'The account was made without a password, or its password is kept elsewhere.',
    nextStep: 'Check how the account is meant to sign in.',
    source: LEARN,
  }),
  firstFactor({
    code: 50057,
    name: 'UserDisabled',
    kind: 'failure',
    title: 'Account disabled',
    meaning: 'The account is switched off.',
    likelyCause: 'The person has left, or the account was disabled on suspicion.',
    nextStep: 'Find out why it was disabled before anything else.',
    source: LEARN,
  }),
  firstFactor({
    code: 50181,
    kind: 'failure',
    title: 'E-mail code could not be checked',
    meaning: 'A one-time code could not be checked. Such codes are mostly the first factor of a guest.',
    likelyCause: 'The mail was held back, or an older code was typed.',
    nextStep: 'Ask the guest to look in the junk folder and use the newest code.',
    source: COMMUNITY,
  }),
  firstFactor({
    code: 50182,
    kind: 'failure',
    title: 'E-mail code expired',
    meaning: 'The one-time code had run out.',
    likelyCause: 'The mail was held back, or an older code was typed.',
    nextStep: 'Ask the guest to look in the junk folder and use the newest code.',
    source: COMMUNITY,
  }),
  firstFactor({
    code: 50183,
    kind: 'failure',
    title: 'E-mail code could not be looked up',
    meaning: 'The one-time code could not be looked up.',
    likelyCause: 'The mail was held back, or an older code was typed.',
    nextStep: 'Ask the guest to look in the junk folder and use the newest code.',
    source: COMMUNITY,
  }),
  firstFactor({
    code: 50184,
    kind: 'failure',
    title: 'E-mail code wrong',
    meaning: 'The one-time code was wrong.',
    likelyCause: 'The mail was held back, or an older code was typed.',
    nextStep: 'Ask the guest to look in the junk folder and use the newest code.',
    source: COMMUNITY,
  }),
  firstFactor({
    code: 50185,
    kind: 'failure',
    title: 'E-mail code not delivered',
    meaning: 'The mail with the one-time code was not delivered.',
    likelyCause: 'The mail was held back, or an older code was typed.',
    nextStep: 'Ask the guest to look in the junk folder and use the newest code.',
    source: COMMUNITY,
  }),
  firstFactor({
    code: 501811,
    kind: 'failure',
    title: 'E-mail code wrong or unknown',
    meaning: 'The one-time code was wrong or is not known.',
    likelyCause: 'The mail was held back, or an older code was typed.',
    nextStep: 'Ask the guest to look in the junk folder and use the newest code.',
    source: COMMUNITY,
  }),
  // A page or a silent step of the sign-in itself.
  page({
    code: 16000,
    name: 'InteractionRequired',
    kind: 'interrupt',
    title: 'Account picker shown',
    meaning: 'Several accounts are signed in, or the one in use is not in the tenant.',
    source: LEARN,
  }),
  page({
    code: 16001,
    name: 'UserAccountSelectionInvalid',
    kind: 'interrupt',
    title: 'Account tile refused',
    meaning: 'The chosen tile of the account picker could not be used.',
    source: LEARN,
  }),
  page({
    code: 16002,
    name: 'AppSessionSelectionInvalid',
    kind: 'interrupt',
    title: 'Session of the application not found',
    meaning: 'The session the application asked for does not match one that is signed in.',
    source: LEARN,
  }),
  page({
    code: 16003,
    name: 'SsoUserAccountNotFoundInResourceTenant',
    kind: 'interrupt',
    title: 'Signed-in account not in the tenant',
    meaning: 'The account of the running session is not in this tenant.',
    source: LEARN,
  }),
  page({
    code: 29200,
    kind: 'interrupt',
    title: 'QR sign-in page shown',
    meaning: 'The page for signing in with a QR code was shown.',
    source: COMMUNITY,
  }),
  page({
    code: 50019,
    kind: 'interrupt',
    title: 'Certificate picker shown',
    meaning: 'The browser was asked for a certificate.',
    source: COMMUNITY,
  }),
  page({
    code: 50058,
    name: 'UserInformationNotProvided',
    kind: 'interrupt',
    title: 'No session for silent sign-on',
    meaning: 'The silent try found no session; this is expected and a page follows.',
    source: LEARN,
  }),
  page({
    code: 50059,
    name: 'MissingTenantRealmAndNoUserInformationProvided',
    kind: 'interrupt',
    title: 'Tenant not identified',
    meaning: 'Neither the request nor the account says which tenant is meant.',
    source: LEARN,
  }),
  page({
    code: 50085,
    kind: 'interrupt',
    title: 'Social account must sign in again',
    meaning: 'The social provider of the account asks for a new sign-in.',
    source: LEARN,
  }),
  page({
    code: 50089,
    kind: 'interrupt',
    title: 'Sign-in page left open too long',
    meaning: 'The page timed out. At times this was a prompt left standing.',
    source: LEARN,
  }),
  page({
    code: 50143,
    kind: 'interrupt',
    title: 'Session of another tenant',
    meaning: 'The running session belongs to another tenant.',
    source: LEARN,
  }),
  page({
    code: 50168,
    name: 'ChromeBrowserSsoInterruptRequired',
    kind: 'interrupt',
    title: 'Chrome asks the Windows account',
    meaning: 'The browser extension is asked for a token of the Windows account.',
    source: LEARN,
  }),
  page({
    code: 50180,
    name: 'WindowsIntegratedAuthMissing',
    kind: 'interrupt',
    title: 'Integrated Windows sign-in wanted',
    meaning: 'Integrated Windows authentication is needed for this step.',
    source: LEARN,
  }),
  page({
    code: 50201,
    kind: 'interrupt',
    title: 'Message page shown',
    meaning: 'A page with a message was shown.',
    source: COMMUNITY,
  }),
  page({
    code: 50207,
    kind: 'interrupt',
    title: 'Check of the native bridge',
    meaning: 'A silent check of the bridge between browser and device.',
    source: COMMUNITY,
  }),
  page({
    code: 51006,
    name: 'ForceReauthDueToInsufficientAuth',
    kind: 'interrupt',
    title: 'Sign-in again with Windows authentication',
    meaning: 'The session was made with a weaker method than the application asks for.',
    source: LEARN,
  }),
  page({
    code: 81010,
    name: 'DesktopSsoAuthTokenInvalid',
    kind: 'interrupt',
    title: 'Seamless sign-on ticket not usable',
    meaning: 'The ticket of seamless sign-on was not usable; the password page follows.',
    source: LEARN,
  }),
  page({
    code: 81012,
    kind: 'interrupt',
    title: 'Other account than that of Windows',
    meaning:
      'The person signs in with another account than that of Windows. Microsoft states that it is no error.',
    source: LEARN,
  }),
  page({
    code: 81014,
    kind: 'interrupt',
    title: 'Seamless sign-on not possible',
    meaning: 'Seamless sign-on was not possible; the password page follows.',
    source: COMMUNITY,
  }),
  page({
    code: 165100,
    kind: 'interrupt',
    title: 'Pending step without a published meaning',
    meaning: 'The meaning is not published; a Microsoft workbook lists it as pending.',
    source: WORKBOOK,
  }),
  page({
    code: 399218,
    kind: 'interrupt',
    title: 'Confirmation page shown',
    meaning: 'The person was asked to confirm something.',
    source: COMMUNITY,
  }),
  page({
    code: 500581,
    kind: 'interrupt',
    title: 'Silent page for single sign-on',
    meaning: 'A page with a script was shown for single sign-on.',
    source: COMMUNITY,
  }),
  page({
    code: 501314,
    kind: 'interrupt',
    title: 'Silent probe of the browser',
    meaning: 'A silent probe of what the browser can do.',
    source: COMMUNITY,
  }),
  // The device was asked for a proof, or could not give it.
  device({
    code: 50097,
    name: 'DeviceAuthenticationRequired',
    kind: 'interrupt',
    title: 'Device proof asked for',
    meaning: 'The device was asked to prove who it is.',
    source: LEARN,
  }),
  device({
    code: 50127,
    name: 'BrokerAppNotInstalled',
    kind: 'interrupt',
    title: 'Broker app needed',
    meaning: 'The broker app or the registration of the device is missing.',
    source: LEARN,
  }),
  device({
    code: 50129,
    name: 'DeviceIsNotWorkplaceJoined',
    kind: 'interrupt',
    title: 'Device not registered',
    meaning: 'The device must be registered first.',
    source: LEARN,
  }),
  device({
    code: 50155,
    name: 'DeviceAuthenticationFailed',
    kind: 'failure',
    title: 'Device proof failed',
    meaning: 'The device could not prove who it is.',
    source: LEARN,
  }),
  device({
    code: 50187,
    name: 'DeviceInformationNotProvided',
    kind: 'failure',
    title: 'Device proof not possible',
    meaning: 'The device gave no information to check.',
    source: LEARN,
  }),
  device({
    code: 50208,
    kind: 'failure',
    title: 'Native bridge answered for another user',
    meaning: 'The bridge between browser and device returned another person.',
    source: COMMUNITY,
  }),
  device({
    code: 135011,
    kind: 'failure',
    title: 'Device disabled',
    meaning: 'The device is disabled in the directory.',
    source: COMMUNITY,
  }),
  device({
    code: 700003,
    kind: 'failure',
    title: 'Device not found',
    meaning: 'The device object is not in the tenant.',
    source: RECORDS,
  }),
  device({
    code: 5001211,
    kind: 'failure',
    title: 'No primary refresh token',
    meaning:
      'The device could not be given a primary refresh token. Not a denial of MFA, although the number begins like one.',
    source: COMMUNITY,
  }),
  // A policy ended the sign-in. MFA may have been passed before.
  policy({
    code: 29210,
    kind: 'failure',
    title: 'QR sign-in switched off',
    meaning: 'Signing in with a QR code is switched off by policy.',
    source: COMMUNITY,
  }),
  policy({
    code: 50005,
    name: 'DevicePolicyError',
    kind: 'failure',
    title: 'Platform not supported by policy',
    meaning: 'The policy does not allow this platform.',
    source: LEARN,
  }),
  policy({
    code: 50075,
    kind: 'failure',
    title: 'Security defaults are not on',
    meaning: 'The tenant does not use security defaults.',
    source: COMMUNITY,
  }),
  policy({
    code: 50131,
    name: 'ConditionalAccessFailed',
    kind: 'failure',
    title: 'Blocked by Conditional Access',
    meaning: 'A policy on device, place or risk blocks the sign-in.',
    source: LEARN,
  }),
  policy({
    code: 50178,
    name: 'SessionControlNotSupportedForPassthroughUsers',
    kind: 'failure',
    title: 'Session control for a passthrough guest',
    meaning: 'The session control cannot be used for accounts that only pass through this tenant.',
    source: LEARN,
  }),
  policy({
    code: 53000,
    name: 'DeviceNotCompliant',
    kind: 'failure',
    title: 'Device not compliant',
    meaning: 'The policy wants a compliant device.',
    source: LEARN,
  }),
  policy({
    code: 53001,
    name: 'DeviceNotDomainJoined',
    kind: 'failure',
    title: 'Device not joined',
    meaning: 'The policy wants a joined device.',
    source: LEARN,
  }),
  policy({
    code: 53002,
    name: 'ApplicationUsedIsNotAnApprovedApp',
    kind: 'failure',
    title: 'Application not approved',
    meaning: 'The policy wants an approved application.',
    source: LEARN,
  }),
  policy({
    code: 53003,
    name: 'BlockedByConditionalAccess',
    kind: 'failure',
    title: 'Blocked by Conditional Access',
    meaning: 'A policy blocks the token.',
    source: LEARN,
  }),
  policy({
    code: 53008,
    kind: 'failure',
    title: 'Browser not supported',
    meaning: 'The policy cannot be met with this browser.',
    source: COMMUNITY,
  }),
  policy({
    code: 53009,
    kind: 'failure',
    title: 'App protection policy needed',
    meaning: 'The policy wants an application under app protection.',
    source: COMMUNITY,
  }),
  policy({
    code: 53011,
    kind: 'failure',
    title: 'Blocked for risk in the home tenant',
    meaning: 'The home tenant of the account holds it to be risky.',
    source: LEARN,
  }),
  policy({
    code: 530002,
    kind: 'failure',
    title: 'Compliant device needed',
    meaning: 'The policy wants a compliant device.',
    source: COMMUNITY,
  }),
  policy({
    code: 530003,
    kind: 'failure',
    title: 'Managed device needed',
    meaning: 'The policy wants a managed device.',
    source: COMMUNITY,
  }),
  policy({
    code: 530021,
    kind: 'failure',
    title: 'Approved application needed',
    meaning: 'The policy wants an approved application.',
    source: COMMUNITY,
  }),
  policy({
    code: 530032,
    kind: 'failure',
    title: 'Blocked by a risk or security policy',
    meaning: 'A risk or security policy blocks the sign-in.',
    source: COMMUNITY,
  }),
  policy({
    code: 530034,
    name: 'DelegatedAdminBlockedDueToSuspiciousActivity',
    kind: 'failure',
    title: 'Delegated administrator blocked',
    meaning: 'A delegated administrator is blocked because of suspicious activity.',
    source: LEARN,
  }),
  policy({
    code: 530035,
    name: 'BlockedBySecurityDefaults',
    kind: 'failure',
    title: 'Blocked by security defaults',
    meaning: 'Security defaults block the sign-in, as with old protocols.',
    source: LEARN,
  }),
  // The password must be changed or its reset set up.
  passwordChange({
    code: 50125,
    name: 'PasswordResetRegistrationRequiredInterrupt',
    kind: 'interrupt',
    title: 'Password reset page shown',
    meaning: 'The person was sent to reset the password or to register for it.',
    source: LEARN,
  }),
  passwordChange({
    code: 50135,
    name: 'PasswordChangeCompromisedPassword',
    kind: 'interrupt',
    title: 'Password change because of risk',
    meaning: 'A risk policy asks for a new password.',
    source: LEARN,
  }),
  passwordChange({
    code: 50142,
    kind: 'interrupt',
    title: 'Password change by policy',
    meaning: 'A policy asks for a new password.',
    source: COMMUNITY,
  }),
  // Consent, assignment or the application itself.
  application({
    code: 50202,
    kind: 'interrupt',
    title: 'Guest must agree to the tenant',
    meaning: 'The guest was asked to agree before entering the tenant.',
    source: COMMUNITY,
  }),
  application({
    code: 50206,
    kind: 'interrupt',
    title: 'Agreement to the target device',
    meaning: 'The person was asked to agree to signing in on another device.',
    source: COMMUNITY,
  }),
  application({
    code: 52004,
    name: 'DelegationDoesNotExistForLinkedIn',
    kind: 'interrupt',
    title: 'Consent for LinkedIn asked',
    meaning: 'The person has not agreed to share with LinkedIn.',
    source: LEARN,
  }),
  application({
    code: 65001,
    name: 'DelegationDoesNotExist',
    kind: 'interrupt',
    title: 'Consent page shown',
    meaning: 'Nobody has agreed to what the application asks for.',
    source: LEARN,
  }),
  application({
    code: 65004,
    name: 'UserDeclinedConsent',
    kind: 'failure',
    title: 'Consent refused',
    meaning: 'The person did not agree to what the application asks for. This is consent, not MFA.',
    source: LEARN,
  }),
  application({
    code: 90094,
    kind: 'interrupt',
    title: 'Consent of an administrator needed',
    meaning: 'An administrator must agree to what the application asks for.',
    source: COMMUNITY,
  }),
  application({
    code: 90095,
    kind: 'interrupt',
    title: 'Request for consent shown',
    meaning: 'The person may ask an administrator to agree.',
    source: COMMUNITY,
  }),
  application({
    code: 50020,
    name: 'UserUnauthorized',
    kind: 'failure',
    title: 'Account of another tenant',
    meaning: 'The account is not in this tenant.',
    source: LEARN,
  }),
  application({
    code: 50105,
    name: 'EntitlementGrantsNotFound',
    kind: 'failure',
    title: 'Not assigned to the application',
    meaning: 'The person is not assigned to the application.',
    source: LEARN,
  }),
  application({
    code: 50128,
    kind: 'failure',
    title: 'Tenant not identified',
    meaning: 'The request does not say which tenant is meant.',
    source: LEARN,
  }),
  application({
    code: 50192,
    name: 'RawCredentialExpectedNotFound',
    kind: 'failure',
    title: 'Certificate missing',
    meaning: 'A sign-in by certificate came without one.',
    source: LEARN,
  }),
  application({
    code: 75011,
    name: 'NoMatchedAuthnContextInOutputClaims',
    kind: 'failure',
    title: 'Application asks for another method',
    meaning: 'The application insists on another method than the one that was used, often on a password.',
    source: LEARN,
  }),
  application({
    code: 500111,
    kind: 'failure',
    title: 'Reply address malformed',
    meaning: 'The reply address of the application has a wrong scheme. Not MFA.',
    source: COMMUNITY,
  }),
  application({
    code: 650053,
    kind: 'failure',
    title: 'Application asks for an unknown permission',
    meaning: 'The application asks for a permission that does not exist.',
    source: RECORDS,
  }),
  application({
    code: 1002016,
    kind: 'failure',
    title: 'Old TLS version',
    meaning: 'The client uses a version of TLS that is no longer accepted.',
    source: COMMUNITY,
  }),
  application({
    code: 7000113,
    kind: 'failure',
    title: 'Application not authorised',
    meaning: 'The application may not act on behalf of others; mostly a service, not a person.',
    source: RECORDS,
  }),
  application({
    code: 7000215,
    kind: 'failure',
    title: 'Client secret wrong',
    meaning: 'The secret of the application is wrong; mostly a service, not a person.',
    source: RECORDS,
  }),
  // Device-code flow: a code typed on another device, not an MFA code.
  deviceCode({
    code: 70016,
    name: 'AuthorizationPending',
    kind: 'info',
    title: 'Waiting for the device code',
    meaning: 'The device asks again and again until the code is typed.',
    source: LEARN,
  }),
  deviceCode({
    code: 70018,
    name: 'BadVerificationCode',
    kind: 'failure',
    title: 'Device code wrong',
    meaning: 'The code of the device-code flow was wrong. It is not an MFA code.',
    source: LEARN,
  }),
  deviceCode({
    code: 70019,
    name: 'CodeExpired',
    kind: 'failure',
    title: 'Device code expired',
    meaning: 'The code of the device-code flow had run out. It is not an MFA code.',
    source: LEARN,
  }),
  // Sessions and tokens that ended; signing in again is the remedy.
  session({
    code: 50132,
    name: 'SsoArtifactInvalidOrExpired',
    kind: 'info',
    title: 'Session ended',
    meaning: 'The session has run out or the password was changed.',
    source: LEARN,
  }),
  session({
    code: 50133,
    name: 'SsoArtifactRevoked',
    kind: 'info',
    title: 'Session revoked',
    meaning: 'The session was revoked, as after a change of password.',
    source: LEARN,
  }),
  session({
    code: 50148,
    kind: 'info',
    title: 'Proof of the client does not match',
    meaning: 'The client sent another proof (PKCE) than it began with.',
    source: COMMUNITY,
  }),
  session({
    code: 50173,
    name: 'FreshTokenNeeded',
    kind: 'info',
    title: 'Grant revoked',
    meaning: 'The grant was revoked; a fresh sign-in is needed.',
    source: LEARN,
  }),
  session({
    code: 70008,
    name: 'ExpiredOrRevokedGrant',
    kind: 'info',
    title: 'Refresh token expired',
    meaning: 'The refresh token has run out or was revoked.',
    source: LEARN,
  }),
  session({
    code: 70043,
    name: 'BadTokenDueToSignInFrequency',
    kind: 'interrupt',
    title: 'Sign-in frequency reached',
    meaning: 'The policy asks for a fresh sign-in, often with MFA.',
    source: LEARN,
  }),
  session({
    code: 70044,
    kind: 'interrupt',
    title: 'Session past the sign-in frequency',
    meaning: 'The session is older than the policy allows.',
    source: COMMUNITY,
  }),
  session({
    code: 70045,
    kind: 'interrupt',
    title: 'Token past the sign-in frequency',
    meaning: 'The token cannot be used any more under the sign-in frequency for all applications.',
    source: COMMUNITY,
  }),
  session({
    code: 70046,
    kind: 'interrupt',
    title: 'Sign-in again asked for',
    meaning: 'The person was asked to sign in again.',
    source: COMMUNITY,
  }),
  session({
    code: 399284,
    kind: 'info',
    title: 'Step without a published meaning',
    meaning: 'The meaning is not published; a detection rule of Elastic leaves it out.',
    source: ELASTIC,
  }),
  session({
    code: 500133,
    kind: 'info',
    title: 'Assertion outside its time',
    meaning: 'An assertion was used before or after the time it is good for.',
    source: LEARN,
  }),
  session({
    code: 700082,
    name: 'ExpiredOrRevokedGrantInactiveToken',
    kind: 'info',
    title: 'Refresh token idle too long',
    meaning: 'The refresh token was not used for too long.',
    source: LEARN,
  }),
];

type Prose = Pick<CodeRow, 'code' | 'title' | 'meaning' | 'source'> &
  Partial<Pick<CodeRow, 'name' | 'likelyCause' | 'nextStep'>>;
type KindProse = Prose & Pick<CodeRow, 'kind'>;

function success(own: Prose): CodeRow {
  return {
    kind: 'success',
    mfa: false,
    says: 'success',
    likelyCause: 'No fault: this is what should happen.',
    nextStep: 'Nothing to do.',
    ...own,
  };
}

function firstFactor(own: KindProse): CodeRow {
  return {
    mfa: false,
    says: 'firstFactorFailed',
    likelyCause: 'A slip, an old saved password, or somebody guessing.',
    nextStep: 'Treat it as a password question, not as an MFA question.',
    ...own,
  };
}

function page(own: KindProse): CodeRow {
  return otherReason({
    likelyCause: 'An ordinary step of a sign-in.',
    nextStep: 'Nothing to do; if the person gets no further, let them try in a private window.',
    ...own,
  });
}

function device(own: KindProse): CodeRow {
  return otherReason({
    likelyCause: 'The device is not registered, was disabled or was reset.',
    nextStep: 'Check the device in Microsoft Entra, then register it again if needed.',
    ...own,
  });
}

function policy(own: KindProse): CodeRow {
  return otherReason({
    likelyCause: 'The sign-in does not meet the conditions of a policy.',
    nextStep:
      'Open the sign-in in the Entra portal and read which policy applied; ask its owner before changing anything.',
    ...own,
  });
}

function passwordChange(own: KindProse): CodeRow {
  return otherReason({
    likelyCause: 'A policy, or a password that is known to be compromised.',
    nextStep: 'Let the person finish the page, or reset the password for them.',
    ...own,
  });
}

function application(own: KindProse): CodeRow {
  return otherReason({
    likelyCause: 'The application, its permissions or the assignment of the person are not set up for this.',
    nextStep: 'Hand it to whoever owns the application, with the time and the request id.',
    ...own,
  });
}

function deviceCode(own: KindProse): CodeRow {
  return otherReason({
    likelyCause: 'The code was typed late or wrongly, or somebody else sent it.',
    nextStep: 'Ask whether they started a sign-in on another device; if not, treat it as a lure.',
    ...own,
  });
}

function session(own: KindProse): CodeRow {
  return otherReason({
    likelyCause: 'Time, a change of password, or a rule on how often to sign in.',
    nextStep: 'Let the person sign in again; review the sign-in frequency if it happens all the time.',
    ...own,
  });
}

function otherReason(own: Omit<CodeRow, 'mfa' | 'says'>): CodeRow {
  return { mfa: false, says: 'otherReason', ...own };
}
