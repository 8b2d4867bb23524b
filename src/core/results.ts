/**
 * Status strings: what `authenticationStepResultDetail`, `status.additionalDetails` and the
 * portal's column "Multifactor authentication result" can say. To add a string, add one row, or one
 * wording to the `texts` of the row that means the same. Matching is on the whole text
 * (`normalise-text.ts`), so prefix, case and apostrophes need no row of their own.
 */
import { normaliseText } from './normalise-text.ts';
import { REASONS, type ReasonName } from './reasons.ts';
import type { How, ResultList } from './report.ts';

export { type NormalisedText, normaliseText } from './normalise-text.ts';

/** What a text proves about the sign-in it stands on. `nothing` says not even that there was MFA. */
export const SAYS = [
  'completed',
  'denied',
  'satisfied',
  'challenge',
  'registration',
  'handOver',
  'firstFactorPassed',
  'firstFactorFailed',
  'generic',
  'nothing',
] as const;
export type Says = (typeof SAYS)[number];

export type ResultRow = {
  /** `denied` rows are found with a denial prefix and without; `plain` ones only without. */
  readonly family: 'denied' | 'plain';
  readonly says: Says;
  /** Of `satisfied` rows. */
  readonly how?: How;
  /** Of `denied` rows. */
  readonly reason?: ReasonName;
  /** Which of the reference page's two lists the text stands on (contract §1, result). */
  readonly published: ResultList;
  /** Wordings as seen: present, of 2017, and bare as on the reference page. */
  readonly texts: readonly string[];
  readonly title: string;
  readonly meaning: string;
  readonly likelyCause: string;
  /** One thing a help desk does. */
  readonly nextStep: string;
  readonly source: string;
};

const REPORTING = 'Microsoft Learn, howto-mfa-reporting (2025-03)';
const REPORTING_2017 = 'MicrosoftDocs/azure-docs, howto-mfa-reporting (2017)';
const RECORDS = 'SEKOIA-IO/intake-formats, azure-ad test records (2026-02)';
const SPAM_QUERY = 'ep3p/Sentinel_KQL, PotentialMFASpam (2026-07)';
const NOTHING_TO_DO = 'Nothing to do.';
const NO_FAULT = 'No fault: this is what should happen.';
const OPEN_STEPS = 'Open the sign-in in the Entra portal and read the text of its MFA step.';
const PASSWORD_HELP = 'Treat it as a password question, not as an MFA question.';

/** Every listed status string, one row per meaning. */
export const RESULTS: readonly ResultRow[] = [
  // Somebody answered a prompt, or signed in with something that is two factors in one.
  plain('completed', 'satisfied', {
    texts: [
      'MFA completed in Azure AD',
      'MFA completed in Entra ID',
      'Azure Multi-Factor Authentication completed in the cloud',
      'completed in the cloud',
    ],
    title: 'MFA completed',
    meaning:
      'A prompt was answered. The text sums up the request and may stand beside "successfully completed" of the same prompt.',
    likelyCause: NO_FAULT,
    nextStep: NOTHING_TO_DO,
    source: `${REPORTING}; ${RECORDS}; "in Entra ID": published notes on 2026 records`,
  }),
  plain('completed', 'satisfied', {
    texts: [
      'MFA successfully completed',
      'Azure Multi-Factor Authentication successfully completed',
      'successfully completed',
    ],
    title: 'MFA step completed',
    meaning: 'This one step was answered.',
    likelyCause: NO_FAULT,
    nextStep: NOTHING_TO_DO,
    source: `${REPORTING}; ${RECORDS}`,
  }),
  plain('completed', 'satisfied', {
    texts: ['User approved'],
    title: 'Approved on the phone',
    meaning: 'A sign-in without password was approved, by phone sign-in or passkey.',
    likelyCause: NO_FAULT,
    nextStep: NOTHING_TO_DO,
    source: 'Single notes on exported logs (weak); not on the reference page',
  }),
  plain('completed', 'satisfied', {
    texts: [
      'MFA requirement satisfied by strong authentication',
      'Azure Multi-Factor Authentication satisfied by strong authentication',
      'satisfied by strong authentication',
    ],
    title: 'Signed in with a strong credential',
    meaning: 'The first credential was itself multi-factor: Windows Hello, a passkey or a certificate.',
    likelyCause: NO_FAULT,
    nextStep: NOTHING_TO_DO,
    source: REPORTING,
  }),
  plain('completed', 'satisfied', {
    texts: [
      'MFA requirement satisfied by multi-factor device',
      'Azure Multi-Factor Authentication satisfied by multi-factor device',
      'satisfied by multi-factor device',
    ],
    title: 'Satisfied by a multi-factor device',
    meaning:
      'A credential bound to the device met the requirement; may stand on a step without a method after a security key.',
    likelyCause: NO_FAULT,
    nextStep: NOTHING_TO_DO,
    source: 'Published support guide on authentication strengths (2026); not on the reference page',
  }),

  // The requirement was met and nobody was asked.
  plain('satisfied', 'satisfied', {
    how: 'claimInToken',
    texts: [
      'MFA requirement satisfied by claim in the token',
      'Azure Multi-Factor Authentication satisfied by claim in the token',
      'satisfied by claim in the token',
      'MFA requirement satisfied by claim in token',
    ],
    title: 'Earlier MFA still valid',
    meaning:
      'An earlier MFA in the same session counted, so nobody was asked. On a fresh record the text can be premature.',
    likelyCause: NO_FAULT,
    nextStep: NOTHING_TO_DO,
    source: `${REPORTING}; ${RECORDS}`,
  }),
  plain('satisfied', 'satisfied', {
    how: 'externalProvider',
    texts: [
      'MFA requirement satisfied by claim provided by external provider',
      'Azure Multi-Factor Authentication satisfied by claim provided by external provider',
      'satisfied by claim provided by external provider',
    ],
    title: 'MFA done by an external provider',
    meaning: 'A federated or third-party provider says that it did the check.',
    likelyCause: NO_FAULT,
    nextStep: 'Nothing to do for this person; make sure the provider really asks for a second factor.',
    source: `${REPORTING}; microsoft/Application-Insights-Workbooks, ImpactAnalysis (2026-08)`,
  }),
  plain('satisfied', 'satisfied', {
    how: 'rememberedDevice',
    texts: [
      'MFA requirement skipped due to remembered device',
      'Azure Multi-Factor Authentication skipped due to remembered device',
      'skipped due to remembered device',
    ],
    title: 'Remembered on this browser',
    meaning: 'The person chose earlier not to be asked again on this device.',
    likelyCause: NO_FAULT,
    nextStep: 'Nothing to do; review the "remember MFA" setting if it is not meant to be on.',
    source: `${REPORTING}; microsoft/Application-Insights-Workbooks, conditionalAccessGapAnalyzer (2026-08)`,
  }),
  plain('satisfied', 'satisfied', {
    how: 'registeredDevice',
    texts: [
      'MFA requirement skipped due to registered device',
      'Azure Multi-Factor Authentication skipped due to registered device',
      'skipped due to registered device',
    ],
    title: 'Registered device counted',
    meaning: 'The identity of the device counted as the proof.',
    likelyCause: NO_FAULT,
    nextStep: 'Nothing to do; review which devices are trusted.',
    source: REPORTING,
  }),
  plain('satisfied', 'satisfied', {
    how: 'trustedIp',
    texts: [
      'MFA requirement skipped due to IP address',
      'Azure Multi-Factor Authentication skipped due to IP address',
      'skipped due to IP address',
    ],
    title: 'Skipped from a trusted address',
    meaning: 'The address is on the older list of trusted IPs.',
    likelyCause: NO_FAULT,
    nextStep: 'Nothing to do for this person; consider moving trusted IPs to named locations.',
    source: 'Four published Graph beta records (blawson490/axios, 2024)',
  }),
  plain('satisfied', 'satisfied', {
    how: 'trustedLocation',
    texts: [
      'MFA requirement skipped due to location',
      'Azure Multi-Factor Authentication skipped due to location',
      'skipped due to location',
    ],
    title: 'Skipped from a trusted location',
    meaning: 'A named location is trusted, so no prompt was shown.',
    likelyCause: NO_FAULT,
    nextStep: 'Nothing to do; review the named locations.',
    source: `${REPORTING}; ${REPORTING_2017}`,
  }),
  plain('satisfied', 'satisfied', {
    how: 'appPassword',
    texts: [
      'MFA requirement skipped due to app password',
      'Azure Multi-Factor Authentication skipped due to app password',
      'skipped due to app password',
    ],
    title: 'Skipped with an app password',
    meaning: 'An app password of an older client went past MFA.',
    likelyCause: 'A client that cannot show a prompt.',
    nextStep: 'Move the person to a client with modern sign-in, then remove the app password.',
    source: REPORTING,
  }),
  plain('satisfied', 'satisfied', {
    how: 'insideCorporateNetwork',
    texts: [
      'MFA requirement skipped due to ADFS-issued InsideCorpNet claim; tenant was configured to skip MFA if this claim is present',
      'skipped due to ADFS-issued InsideCorpNet claim; tenant was configured to skip MFA if this claim is present',
    ],
    title: 'Skipped inside the corporate network',
    meaning: 'AD FS says the person is inside the network, and the tenant trusts that.',
    likelyCause: NO_FAULT,
    nextStep: 'Nothing to do for this person; consider ending the exemption for the inside network.',
    source: 'Single note on an exported log (weak); not on the reference page',
  }),
  plain('satisfied', 'satisfied', {
    how: 'windowsBroker',
    texts: [
      'MFA requirement skipped as flow exercised was Windows broker logon flow',
      'Azure Multi-Factor Authentication skipped as flow exercised was Windows broker logon flow',
      'skipped as flow exercised was Windows broker logon flow',
      'MFA not required during Windows broker logon flow',
    ],
    title: 'Skipped in the Windows sign-on flow',
    meaning: 'The sign-on flow of Windows is exempt.',
    likelyCause: NO_FAULT,
    nextStep: NOTHING_TO_DO,
    source: `${REPORTING}; ${REPORTING_2017}`,
  }),

  // A prompt was raised or is due; how it ended stands elsewhere, or nowhere.
  plain('challenge', 'none', {
    texts: ['MFA required in Azure AD', 'MFA required in Entra ID', 'MFA required'],
    title: 'MFA asked for',
    meaning: 'A challenge was raised and not answered when the line was written.',
    likelyCause: 'The ordinary first half of a prompt; if nothing follows, the prompt was left.',
    nextStep: REASONS.promptAbandoned.nextStep,
    source: 'splunk/security_content, azure_active_directory_sign_in_activity.yml (2024-10)',
  }),
  plain('challenge', 'none', {
    texts: ['Authentication in progress'],
    title: 'Prompt still open',
    meaning:
      'The line was written while the prompt was open. It can stand on a sign-in that succeeded in the end.',
    likelyCause: 'The record was read early, or the prompt was left.',
    nextStep: REASONS.promptAbandoned.nextStep,
    source: RECORDS,
  }),
  plain('challenge', 'satisfied', {
    texts: [
      'MFA claim has expired due to the policies configured on tenant',
      'Azure Multi-Factor Authentication has expired due to the policies configured on tenant',
      'has expired due to the policies configured on tenant',
    ],
    title: 'Earlier MFA too old',
    meaning:
      'The last MFA is older than the policy allows, so a fresh prompt is due. The reference page lists it as satisfied.',
    likelyCause: 'Sign-in frequency or the "remember MFA" period has passed.',
    nextStep:
      'Nothing to do after one fresh prompt; review the sign-in frequency if people meet it all the time.',
    source: `${REPORTING}; ${SPAM_QUERY}; MicrosoftDocs/azure-docs issue 100794`,
  }),
  plain('registration', 'satisfied', {
    texts: [
      'MFA registration prompted',
      'Azure Multi-Factor Authentication registration prompted',
      'registration prompted',
    ],
    title: 'Asked to register',
    meaning: 'The person was sent to set up a method. The reference page lists it as satisfied.',
    likelyCause: REASONS.registrationNeeded.likelyCause,
    nextStep: REASONS.registrationNeeded.nextStep,
    source: REPORTING,
  }),
  plain('handOver', 'satisfied', {
    texts: [
      'Redirected to external provider for MFA',
      'Redirected to external provider for multi-factor authentication',
    ],
    title: 'Handed to an external provider',
    meaning: 'The person was sent to an external provider; what came of it is not in this line.',
    likelyCause: 'A custom control or an external method asks for it.',
    nextStep: REASONS.externalProvider.nextStep,
    source: `${REPORTING}; microsoft/Application-Insights-Workbooks, ImpactAnalysis (2026-08)`,
  }),

  // First factor: says nothing of MFA, although the first of them contains an MFA phrase.
  plain('firstFactorPassed', 'none', {
    texts: [
      'First factor requirement satisfied by claim in the token',
      'First factor requirement satisfied by claim in token',
    ],
    title: 'First factor carried over',
    meaning: 'An earlier sign-in stands for the password. It says nothing about MFA.',
    likelyCause: NO_FAULT,
    nextStep: NOTHING_TO_DO,
    source: RECORDS,
  }),
  plain('firstFactorPassed', 'none', {
    texts: ['Correct password', 'methodSucceeded'],
    title: 'Password accepted',
    meaning: 'The first factor was right.',
    likelyCause: NO_FAULT,
    nextStep: NOTHING_TO_DO,
    source: 'Azure/Azure-Sentinel issue 13176; Microsoft Graph beta, signIn list sample (methodSucceeded)',
  }),
  plain('firstFactorFailed', 'none', {
    texts: [
      'Incorrect password',
      'Invalid username or password or Invalid on-premise username or password.',
      "The user didn't enter the right credentials. It's expected to see some number of these errors in your logs due to users making mistakes.",
    ],
    title: 'Wrong user name or password',
    meaning: 'The first factor was wrong, so MFA was never reached.',
    likelyCause: 'A slip, an old saved password, or somebody guessing.',
    nextStep: PASSWORD_HELP,
    source: 'Azure/Azure-Sentinel issue 13176; Microsoft Graph, signIn samples',
  }),
  plain('firstFactorFailed', 'none', {
    texts: ['User account is disabled. The account has been disabled by an administrator.'],
    title: 'Account disabled',
    meaning: 'The account is switched off, so MFA was never reached.',
    likelyCause: 'The person has left, or the account was disabled on suspicion.',
    nextStep: 'Find out why it was disabled before anything else.',
    source:
      'Microsoft Learn, identity-platform/reference-error-codes (2024-04), 50057; published Log Analytics export',
  }),

  // Texts of 500121: MFA was asked for, how it ended stands in the steps.
  plain('generic', 'none', {
    texts: ['Authentication failed during strong authentication request.'],
    title: 'Strong authentication failed',
    meaning:
      'The general text of code 500121, at times put on the password step although the password was right.',
    likelyCause: REASONS.unspecified.likelyCause,
    nextStep: OPEN_STEPS,
    source: SPAM_QUERY,
  }),
  plain('generic', 'none', {
    texts: [
      "The user didn't complete the MFA prompt. They may have timed out, opted not to authenticate, or encountered an issue with their MFA setup.",
      "The user didn't complete the MFA prompt. They may have decided not to authenticate, timed out while doing other work, or has an issue with their authentication setup.",
    ],
    title: 'Prompt not completed',
    meaning: 'The general text of code 500121. It names no reason.',
    likelyCause: REASONS.unspecified.likelyCause,
    nextStep: OPEN_STEPS,
    source: 'Published 500121 records (AzureAD/entra-powershell tests; welkasworld.com)',
  }),
  plain('nothing', 'none', {
    texts: ['Other'],
    title: 'No detail',
    meaning: 'The line gives no detail; the code and the other steps speak.',
    likelyCause: 'Nothing can be said from this text.',
    nextStep: NOTHING_TO_DO,
    source: SPAM_QUERY,
  }),

  // Denials, in the order of the causes. Bare wordings: the prefixes are added by `denied`.
  denied('noResponse', ['user did not respond to mobile app notification'], {
    source: `${REPORTING}; Azure/Azure-Sentinel, MFASpammingfollowedBySuccessfullogin.yaml`,
  }),
  denied(
    'callHungUp',
    [
      'user hung up the phone call without succeeding the authentication',
      'user hung up the phone call',
      'user hung up the phone call without succeeding the authentication attempt',
    ],
    {
      source: REPORTING,
    },
  ),
  denied('callHungUp', ['User hung up phone call without succeeding the authentication attempt'], {
    source: 'MicrosoftDocs, Azure AD issue 423 (2020)',
  }),
  denied('callVoicemail', ['phone call went to voicemail'], { source: REPORTING }),
  denied('callVoicemail', ['Authentication call went to voicemail'], {
    source: 'MicrosoftDocs, Azure AD issue 423 (2020)',
  }),
  denied('codeNotEntered', ['user never entered the verification code'], { source: REPORTING }),
  denied('wrongCode', ['invalid verification code'], {
    meaning: 'The code that was typed, from the app, a token or a text, did not match.',
    source: SPAM_QUERY,
  }),
  denied('wrongCode', ['invalid mobile app verification code'], {
    title: 'Wrong code from the app',
    meaning: 'The code read off the app did not match.',
    likelyCause: 'The phone clock is off, or the code comes from an old entry in the app.',
    source: REPORTING,
  }),
  denied('wrongCode', ['user entered incorrect code'], {
    title: 'Wrong code from a text or call',
    meaning: 'The code received by text or call was typed wrongly.',
    likelyCause: 'An older text was used, or digits were swapped.',
    nextStep: 'Ask for a new code and type the newest one; offer the app or a passkey if it repeats.',
    source: REPORTING,
  }),
  denied('wrongPin', ['user entered incorrect PIN'], { source: REPORTING }),
  denied('wrongNumber', ['user did not select the correct number'], { source: REASONS.wrongNumber.source }),
  denied('tooManyCodes', ['entered incorrect code too many times'], { source: REPORTING }),
  denied('codeReused', ['verification code already used once'], { source: REPORTING }),
  denied('codeReused', ['Verification code already used'], { source: SPAM_QUERY }),
  denied('phoneUnreachable', ["unable to reach the user's phone"], { source: REPORTING }),
  denied('phoneInvalid', ['phone number has an invalid format'], { source: REPORTING }),
  denied('pushUndeliverable', ['unable to send the mobile app notification to the device'], {
    source: REPORTING,
  }),
  denied('pushUndeliverable', ['unable to send the mobile app notification'], { source: REPORTING }),
  denied('declined', ['user declined the authentication'], { source: REASONS.declined.source }),
  denied('declined', ['User denied'], {
    title: 'Phone sign-in declined',
    meaning: 'Somebody with the phone in hand refused a sign-in without password.',
    source: SPAM_QUERY,
  }),
  denied('declined', ['Incorrect challenge response provided. Remote auth session denied'], {
    title: 'Phone sign-in refused or answered wrongly',
    meaning:
      'The prompt of a phone sign-in was refused, or its number was answered wrongly; the log does not say which.',
    source: 'Text of code 70037 in a published count of real texts',
  }),
  denied('fraudReported', ['Phone App Reported Fraud'], {
    meaning: 'The person reported the notification in the app as fraud.',
    source: 'Azure/Azure-Sentinel, ExplicitMFADeny.yaml',
  }),
  denied('fraudReported', ['Fraud Code Entered'], {
    meaning: 'The person keyed in the fraud code during a verification call.',
    source: 'Microsoft Learn, howto-mfa-mfasettings (2024-06), fraud alert',
  }),
  denied('fraudReported', ['SuspiciousActivityReported'], {
    title: 'Suspicious activity reported',
    meaning: 'The person reported the prompt as suspicious, which raises the account to high risk.',
    source: 'reprise99/Sentinel-Queries, Identity-UserReportedSuspiciousMFA.kql',
  }),
  denied('noMethod', ['user does not have any verification methods registered'], { source: REPORTING }),
  denied('userNotFound', ['user not found'], { source: REPORTING }),
  denied('userBlocked', ['user is blocked'], { source: REASONS.userBlocked.source }),
  denied('misconfiguration', ['misconfiguration'], { source: REPORTING }),
  denied('serviceError', ['service error'], { source: REPORTING }),
  denied('invalidAuthentication', ['invalid authentication'], { source: REPORTING }),
  denied('overlap', ['duplicate authentication attempt'], {
    meaning: 'A second request arrived while one was open. It can hide a decline or a fraud report.',
    source: REASONS.overlap.source,
  }),
  // Without a prefix only the hyphen is a denial: "Authentication in progress" is an open prompt.
  denied('overlap', ['authentication in-progress', 'authentication in progress'], {
    meaning: 'Another prompt was still open, so this one was refused.',
    source: REPORTING,
  }),
];

/** Rows by normalised text, one map per family. */
const BY_TEXT: Readonly<Record<ResultRow['family'], ReadonlyMap<string, ResultRow>>> = {
  denied: rowsByText('denied'),
  plain: rowsByText('plain'),
};

/**
 * The row a status string belongs to. With a denial prefix: a denied row, else `unlistedDenial`.
 * Without: a plain row, then a denied one (the portal and some records drop the prefix), else
 * `undefined`: kept verbatim among the unlisted texts, deciding nothing.
 */
export function lookUpText(text: string): ResultRow | 'unlistedDenial' | undefined {
  const { family, text: bare } = normaliseText(text);
  if (family === 'denied') return BY_TEXT.denied.get(bare) ?? 'unlistedDenial';
  return BY_TEXT.plain.get(bare) ?? BY_TEXT.denied.get(bare);
}

function rowsByText(family: ResultRow['family']): ReadonlyMap<string, ResultRow> {
  const rows = RESULTS.filter((row) => row.family === family);
  return new Map(rows.flatMap((row) => row.texts.map((text) => [normaliseText(text).text, row] as const)));
}

type Prose = Pick<ResultRow, 'title' | 'meaning' | 'likelyCause' | 'nextStep' | 'source'>;

function plain(
  says: Exclude<Says, 'denied'>,
  published: ResultList,
  row: Prose & { readonly texts: readonly string[]; readonly how?: How },
): ResultRow {
  return { family: 'plain', says, published, ...row };
}

/** A denial: its prose is that of its reason, save where the wording says more. */
function denied(
  reason: ReasonName,
  bareTexts: readonly string[],
  own: Partial<Prose> & Pick<Prose, 'source'>,
): ResultRow {
  const { title, meaning, likelyCause, nextStep } = REASONS[reason];
  const texts = bareTexts.flatMap((text) => [
    `MFA denied; ${text}`,
    `Azure Multi-Factor Authentication denied; ${text}`,
    text,
  ]);
  return {
    family: 'denied',
    says: 'denied',
    reason,
    published: 'denied',
    texts,
    title,
    meaning,
    likelyCause,
    nextStep,
    ...own,
  };
}
