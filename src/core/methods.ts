/**
 * How people prove who they are, and what each way is worth. Names of `authenticationMethod` as
 * they stand in records; strengths after the ladder of Microsoft's authentication strengths.
 */
import { foldText } from './normalise-text.ts';

type StrengthRow = {
  readonly title: string;
  readonly meaning: string;
  /** A succeeded step of this strength answers an MFA challenge (contract §3). */
  readonly mfaClass: boolean;
};

/** From what resists phishing down to what proves nothing. */
export const STRENGTHS = {
  phishingResistant: {
    title: 'Phishing-resistant',
    meaning: 'Bound to the site and the device: it cannot be read out, forwarded or approved by mistake.',
    mfaClass: true,
  },
  passwordless: {
    title: 'Passwordless',
    meaning: 'Approved on the phone with number and PIN or biometrics, no password in play.',
    mfaClass: true,
  },
  strong: {
    title: 'App or code',
    meaning:
      'A second factor of the app or a token beside the password. A push with number matching is worth more than a typed code.',
    mfaClass: true,
  },
  telephony: {
    title: 'Phone call or text',
    meaning:
      'A second factor over the telephone network, which can be diverted or read along. The one to move away from.',
    mfaClass: true,
  },
  bootstrap: {
    title: 'Temporary pass',
    meaning: 'A pass of short life, issued so that somebody can register a lasting method.',
    mfaClass: true,
  },
  knowledge: {
    title: 'First factor only',
    meaning: 'Something known or mailed. It does not answer an MFA challenge.',
    mfaClass: false,
  },
  token: {
    title: 'Carried over',
    meaning: 'Nobody was asked: an earlier sign-in or the device vouched.',
    mfaClass: false,
  },
  external: {
    title: 'External provider',
    meaning: 'A provider outside Microsoft Entra did the check; how strong it was is not in the log.',
    mfaClass: true,
  },
  unknown: {
    title: 'Unknown',
    meaning: 'The log names no method, or one this version does not know.',
    mfaClass: false,
  },
} as const satisfies Record<string, StrengthRow>;

export type Strength = keyof typeof STRENGTHS;
export const STRENGTH_NAMES: readonly Strength[] = Object.keys(STRENGTHS) as Strength[];

export type MethodRow = {
  readonly strength: Strength;
  readonly title: string;
  /** `authenticationMethod` as written; compared without case. */
  readonly texts: readonly string[];
  readonly meaning: string;
  /** Why it usually fails. */
  readonly likelyCause: string;
  readonly nextStep: string;
  readonly source: string;
};

const REPORTING = 'Microsoft Learn, howto-mfa-reporting (2025-03), list of methods';
const STRENGTHS_PAGE = 'Microsoft Learn, concept-authentication-strengths (2025-03)';
const WORKBOOK = 'microsoft/Application-Insights-Workbooks, Auth Methods Activity (2026-08)';
const AUDIT_LABELS =
  'LETHAL-FORENSICS/Microsoft-Analyzer-Suite, labels of the audit log (likely, not proven, in sign-ins)';

/** Methods from strong to weak. */
export const METHODS = {
  passkey: {
    strength: 'phishingResistant',
    title: 'Passkey or security key',
    texts: [
      'FIDO2 security key',
      'FIDO2',
      'Passkey',
      'Passkey (device-bound)',
      'Passkey (synced)',
      'Passkey (Microsoft Authenticator)',
    ],
    meaning:
      'A key in a security key, phone or computer, unlocked by touch, PIN or biometrics. Any name that begins with "Passkey" is one.',
    likelyCause: 'The key at hand is not the registered one, or it was not touched in time.',
    nextStep: 'Check which key the account has, then try that one; register it again if it is refused.',
    source: `${STRENGTHS_PAGE}; ${WORKBOOK}; reprise99/Sentinel-Queries, Identity-VisualizePasswordvsPasswordless.kql`,
  },
  windowsHello: {
    strength: 'phishingResistant',
    title: 'Windows Hello for Business',
    texts: ['Windows Hello for Business'],
    meaning: 'A key in the Windows device, unlocked by PIN, face or finger.',
    likelyCause: 'The device was reset, disabled or removed from the directory.',
    nextStep: 'Check that the device is enabled, then set up Windows Hello on it again.',
    source: `${STRENGTHS_PAGE}; ${WORKBOOK}`,
  },
  platformCredential: {
    strength: 'phishingResistant',
    title: 'macOS platform credential',
    texts: ['MacOS Platform Credentials'],
    meaning: 'A key in the Mac, unlocked by password or finger.',
    likelyCause: 'The registration of the Mac ended, or another profile is in use.',
    nextStep: 'Check the registration of the Mac and repair the platform sign-on.',
    source: `${STRENGTHS_PAGE}; ${AUDIT_LABELS}`,
  },
  certificate: {
    strength: 'phishingResistant',
    title: 'Certificate',
    texts: ['X.509 Certificate'],
    meaning:
      'A certificate on a card or device. It counts as phishing-resistant; whether the tenant binds it as one factor or two is not in the log.',
    likelyCause: 'The certificate has run out, was revoked, or another one was picked.',
    nextStep: 'Check the end date and issuer of the certificate, then pick the right one.',
    source: `${STRENGTHS_PAGE}; reprise99/Sentinel-Queries, Identity-VisualizePasswordvsPasswordless.kql`,
  },
  phoneSignIn: {
    strength: 'passwordless',
    title: 'Phone sign-in without password',
    texts: ['Passwordless phone sign-in', 'Passwordless Microsoft Authenticator'],
    meaning:
      'The app on the phone approves the sign-in with a number and the phone lock; no password is asked.',
    likelyCause: 'The prompt did not arrive, or the phone is no longer registered for it.',
    nextStep: 'Open the app on the phone, check that phone sign-in is on, and set it up again if not.',
    source: `${WORKBOOK}; reprise99/Sentinel-Queries, Identity-VisualizePasswordvsPasswordless.kql`,
  },
  push: {
    strength: 'strong',
    title: 'App notification',
    texts: ['Mobile app notification', 'Authenticator App'],
    meaning: 'A notification in the authenticator app, approved with the number shown on the page.',
    likelyCause: 'Notifications are off, the phone is offline or was replaced.',
    nextStep: 'Open the app and pull to refresh; check notification permission and battery saver.',
    source: `${REPORTING}; Microsoft Graph beta, authenticationDetail`,
  },
  oathCode: {
    strength: 'strong',
    title: 'Code of the app or a token',
    texts: [
      'Mobile app verification code',
      'OATH verification code',
      'Software OATH token',
      'Hardware OATH token',
    ],
    meaning: 'A code that changes every 30 or 60 seconds, read off the app or a token.',
    likelyCause: 'The phone clock is off, or the code comes from an old entry.',
    nextStep: 'Set the phone clock to automatic and use the newest entry for this account.',
    source: `${REPORTING}; Microsoft Graph beta, authenticationDetail`,
  },
  sms: {
    strength: 'telephony',
    title: 'Text message',
    texts: ['Text message', 'SMS'],
    meaning: 'A code sent to the phone as a text message.',
    likelyCause: 'The text came late or not at all, or an older code was typed.',
    nextStep: 'Check the registered number, and offer the app or a passkey.',
    source: `${REPORTING}; Microsoft Graph beta, authenticationDetail`,
  },
  callMobile: {
    strength: 'telephony',
    title: 'Call to the mobile phone',
    texts: ['Phone call (Authentication phone)', 'Phone call approval (Authentication phone)'],
    meaning: 'A call to the registered mobile number, approved with the # key.',
    likelyCause: 'The call was not taken, or ended without the # key.',
    nextStep: 'Check the number and explain the # key; offer the app or a passkey.',
    source: REPORTING,
  },
  callOffice: {
    strength: 'telephony',
    title: 'Call to the office phone',
    texts: ['Phone call (Office phone)', 'Phone call approval (Office phone)'],
    meaning: 'A call to the office number, approved with the # key.',
    likelyCause: 'The person was not at the desk, or an exchange took the call.',
    nextStep: 'Ask where they work from, and offer a method that travels with them.',
    source: REPORTING,
  },
  callAlternate: {
    strength: 'telephony',
    title: 'Call to the alternate phone',
    texts: ['Phone call (Alternate authentication phone)', 'Phone call approval (Alternate phone)'],
    meaning: 'A call to the second registered number, approved with the # key.',
    likelyCause: 'The second number is out of date, or nobody took the call.',
    nextStep: 'Check the second number; offer the app or a passkey.',
    source: REPORTING,
  },
  call: {
    strength: 'telephony',
    title: 'Phone call',
    texts: ['Voice call', 'Voice', 'Phone call'],
    meaning: 'A call, approved with the # key; the log does not say to which number.',
    likelyCause: 'The call was not taken, or ended without the # key.',
    nextStep: 'Check the registered numbers and explain the # key; offer the app or a passkey.',
    source: 'Microsoft Graph beta, authenticationDetail',
  },
  temporaryAccessPass: {
    strength: 'bootstrap',
    title: 'Temporary Access Pass',
    texts: ['Temporary Access Pass'],
    meaning: 'A pass of short life that an administrator issued.',
    likelyCause: 'The pass ran out, was used before, or was mistyped.',
    nextStep: 'Issue a new pass and stay on the line until a lasting method is registered.',
    source: `${STRENGTHS_PAGE}; ${WORKBOOK}`,
  },
  password: {
    strength: 'knowledge',
    title: 'Password',
    texts: ['Password', 'PHS', 'PTA', 'CloudOnlyPassword', 'PHS, StagedRollout', 'SMS Sign-in'],
    meaning:
      'A password, however it is checked (cloud, hash synchronisation, pass-through), or a text-message sign-in, which is a first factor too.',
    likelyCause: 'The password is mistyped, has run out, or the account is locked.',
    nextStep: 'Treat it as a password question, not as an MFA question.',
    source: `${WORKBOOK}; ${STRENGTHS_PAGE}; Microsoft Graph beta, authenticationDetail`,
  },
  qrPin: {
    strength: 'knowledge',
    title: 'QR code and PIN',
    texts: ['QR Code PIN'],
    meaning: 'A printed QR code with a PIN, a first factor for front-line staff.',
    likelyCause: 'The PIN is forgotten, or the code was replaced.',
    nextStep: 'Reset the PIN or print a new code.',
    source: `${STRENGTHS_PAGE}; ${AUDIT_LABELS}`,
  },
  emailCode: {
    strength: 'knowledge',
    title: 'Code by e-mail',
    texts: ['Email Verification Code'],
    meaning: 'A one-time code by e-mail, mostly the first factor of a guest.',
    likelyCause: 'The mail was held back, or an older code was typed.',
    nextStep: 'Ask the guest to look in the junk folder and use the newest code.',
    source: AUDIT_LABELS,
  },
  token: {
    strength: 'token',
    title: 'Earlier sign-in or device',
    texts: ['Previously satisfied', 'Satisfied by token', 'Seamless SSO', 'Seamless SSO token'],
    meaning: 'Nobody was asked: an earlier sign-in, its token or the device answered.',
    likelyCause: 'It does not fail by itself; when the token is too old, a fresh prompt follows.',
    nextStep: 'Nothing to do.',
    source: `Microsoft Graph beta, authenticationDetail; ${AUDIT_LABELS}`,
  },
  external: {
    strength: 'external',
    title: 'External authentication method',
    texts: [],
    meaning:
      'A provider outside Microsoft Entra did the check. Any name that contains "external" is one; the exact wording in records is not published.',
    likelyCause: 'The provider did not answer, or its answer was not accepted.',
    nextStep: "Look at the provider's own log for the same minute.",
    source: 'Microsoft Graph beta, usageAuthMethod (externalAuthMethod)',
  },
  unknown: {
    strength: 'unknown',
    title: 'Not recorded',
    texts: ['Other'],
    meaning: 'The log names no method. A completed challenge can lack one too.',
    likelyCause: 'Nothing can be said about the method.',
    nextStep: 'Open the sign-in in the Entra portal and read its steps.',
    source: 'ep3p/Sentinel_KQL, PotentialMFASpam (2026-07)',
  },
} as const satisfies Record<string, MethodRow>;

export type MethodName = keyof typeof METHODS;
export const METHOD_NAMES: readonly MethodName[] = Object.keys(METHODS) as MethodName[];

const BY_TEXT: ReadonlyMap<string, MethodName> = new Map(
  METHOD_NAMES.flatMap((method) => METHODS[method].texts.map((text) => [foldText(text), method] as const)),
);

/**
 * The method a record names. `listed` is false only for a name this table does not know, which is
 * shown to the reader as written; an absent name and "Other" are unknown and nothing new.
 */
export function lookUpMethod(text: string | undefined): { method: MethodName; listed: boolean } {
  const folded = foldText(text ?? '');
  if (folded === '') return { method: 'unknown', listed: true };
  const exact = BY_TEXT.get(folded);
  if (exact !== undefined) return { method: exact, listed: true };
  if (folded.includes('external')) return { method: 'external', listed: true };
  if (folded.startsWith('passkey')) return { method: 'passkey', listed: true };
  // "Password (…)" is a password, "Passwordless …" is its opposite.
  if (/^password(?!\p{L})/u.test(folded)) return { method: 'password', listed: true };
  return { method: 'unknown', listed: false };
}

/** True where a succeeded step of this method answers an MFA challenge. */
export function isMfaClass(method: MethodName): boolean {
  return STRENGTHS[METHODS[method].strength].mfaClass;
}
