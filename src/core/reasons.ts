/**
 * Why a challenge was not passed: causes (ten, what a reader sees first) and reasons (what one
 * denial says). Each reason belongs to one cause; the order of both is the order of every list.
 */

type CauseRow = { readonly title: string; readonly meaning: string };

/** The ten causes, in the order in which every report lists them. */
export const CAUSES = {
  noAnswer: {
    title: 'No answer',
    meaning:
      'A prompt went out and nobody completed it: it ran out of time, was closed, or a call was not taken up.',
  },
  wrongCode: {
    title: 'Wrong code',
    meaning: 'An answer came in, but the code, PIN, number or pass did not match what was expected.',
  },
  unreachable: {
    title: 'Not reachable',
    meaning: 'The notification, text or call could not be delivered to the phone.',
  },
  declined: {
    title: 'Declined',
    meaning: 'Someone with the phone in hand said no, or reported the prompt as one they did not start.',
  },
  notRegistered: {
    title: 'Nothing registered',
    meaning: 'There is no method the account could answer with, or no account to answer for.',
  },
  blocked: {
    title: 'Blocked',
    meaning: 'A block or a policy forbids the account, the method or the registration.',
  },
  configuration: {
    title: 'Device or set-up',
    meaning: 'A key, a device or a tenant setting does not fit, so an honest answer is refused.',
  },
  service: {
    title: 'Service',
    meaning: 'The fault lies with the service or with a limit of it, not with the person.',
  },
  external: {
    title: 'External provider',
    meaning: 'A provider outside Microsoft Entra was asked to do the check and did not give a usable answer.',
  },
  unknown: {
    title: 'Unknown',
    meaning: 'The log says that the challenge failed, but not why.',
  },
} as const satisfies Record<string, CauseRow>;

export type Cause = keyof typeof CAUSES;
export const CAUSE_NAMES: readonly Cause[] = Object.keys(CAUSES) as Cause[];

export type ReasonRow = {
  readonly cause: Cause;
  /** Headline for an administrator. */
  readonly title: string;
  readonly meaning: string;
  readonly likelyCause: string;
  /** One thing a help desk does. */
  readonly nextStep: string;
  /** Document and section the meaning rests on. */
  readonly source: string;
};

const REPORTING = 'Microsoft Learn, howto-mfa-reporting (2025-03), list of denied results';
const MFA_SETTINGS = 'Microsoft Learn, howto-mfa-mfasettings (2024-06)';
const LEARN_CODES = 'Microsoft Learn, identity-platform/reference-error-codes (2024-04)';
const COMMUNITY_CODES = 'f-bader/EntraID-ErrorCodes, EntraIDErrorCodes.csv (2025-09)';

/** Reasons by cause, in the order of the causes. */
export const REASONS = {
  noResponse: {
    cause: 'noAnswer',
    title: 'Prompt not answered',
    meaning: 'The notification went out to the phone and ran out of time without an answer.',
    likelyCause:
      'Notifications are muted, held back by a battery saver or shown on an old phone. A prompt the person did not start points to a stolen password.',
    nextStep:
      'Ask whether they started that sign-in. If yes, check notification permission and battery saver; if no, reset the password.',
    source: REPORTING,
  },
  callHungUp: {
    cause: 'noAnswer',
    title: 'Call ended without approval',
    meaning: 'The verification call was picked up and ended before the # key was pressed.',
    likelyCause: 'The person did not recognise the call, or did not know that it waits for the # key.',
    nextStep:
      'Ask whether they expected the call. If yes, explain the # key and offer the app; if no, reset the password.',
    source: REPORTING,
  },
  callVoicemail: {
    cause: 'noAnswer',
    title: 'Phone call not picked up',
    meaning: 'The verification call was taken by a mailbox.',
    likelyCause: 'The phone was off, elsewhere or busy, or the registered number is not the one they carry.',
    nextStep: 'Check that the registered number is current, and offer the app or a passkey instead of calls.',
    source: REPORTING,
  },
  codeNotEntered: {
    cause: 'noAnswer',
    title: 'Code never entered',
    meaning: 'A code was asked for and none was typed before the time ran out.',
    likelyCause: 'The text message came late or not at all, or the page was left open.',
    nextStep: 'Ask whether the text message arrived. If not, move the person to the app or a passkey.',
    source: REPORTING,
  },
  promptAbandoned: {
    cause: 'noAnswer',
    title: 'Prompt left open',
    meaning: 'A challenge was raised and nothing follows it in the log: neither an answer nor a refusal.',
    likelyCause:
      'The page was closed, the phone was not at hand, or the person does not know what is being asked of them.',
    nextStep:
      'Ask whether they gave up at the prompt, and check that a method they can use is their default.',
    source: `${LEARN_CODES}, 50074 and 50076; MicrosoftDocs/entra-docs issue 943`,
  },
  wrongCode: {
    cause: 'wrongCode',
    title: 'Wrong code',
    meaning: 'A code was typed and did not match.',
    likelyCause:
      'The phone clock is off, the code comes from an old entry in the app, or an older text was used.',
    nextStep:
      'Set the phone clock to automatic and use the newest entry in the app; register the app again if it repeats.',
    source: REPORTING,
  },
  wrongPin: {
    cause: 'wrongCode',
    title: 'Wrong PIN',
    meaning: 'The PIN that goes with the method was typed and did not match.',
    likelyCause: 'The PIN is forgotten, or another PIN (device, mailbox) was used.',
    nextStep: 'Reset the PIN and let the person sign in once while you are on the line.',
    source: REPORTING,
  },
  wrongNumber: {
    cause: 'wrongCode',
    title: 'Wrong number chosen',
    meaning: 'The number entered in the app is not the one shown on the sign-in page.',
    likelyCause:
      'Number matching is new to the person, or two prompts were open. Several in a row without their knowing point to an attack.',
    nextStep:
      'Ask whether they started the sign-in. If yes, show how number matching works; if no, reset the password.',
    source:
      'reprise99/Sentinel-Queries, Identity-PotentialMFANumberMatchingAbuse.kql; Azure/Azure-Sentinel issue 10230',
  },
  tooManyCodes: {
    cause: 'wrongCode',
    title: 'Too many wrong codes',
    meaning: 'The limit of tries was reached, so further codes were refused for a while.',
    likelyCause:
      'The same wrong code was typed again and again: phone clock, old entry, or somebody guessing.',
    nextStep: 'Let them wait, then try once with a fresh code or another method.',
    source: REPORTING,
  },
  codeReused: {
    cause: 'wrongCode',
    title: 'Code used twice',
    meaning: 'A one-time code was sent a second time; each counts once.',
    likelyCause: 'A double click, two open windows, or a saved form that sent the code again.',
    nextStep: 'Wait for the next code, use one window, and confirm once.',
    source: REPORTING,
  },
  accessPass: {
    cause: 'wrongCode',
    title: 'Temporary Access Pass not accepted',
    meaning: 'The pass was mistyped, had run out, had been used already, or does not exist.',
    likelyCause: 'A pass of one use was used before, or its life ended before the person came to it.',
    nextStep: 'Issue a new Temporary Access Pass with a fitting life, and stay on the line until it is used.',
    source: `${COMMUNITY_CODES}, 130503 to 130507`,
  },
  phoneUnreachable: {
    cause: 'unreachable',
    title: 'Phone not reachable',
    meaning: "The text or call could not be delivered to the person's phone.",
    likelyCause: 'The number is wrong or off, the phone roams, or the carrier has trouble.',
    nextStep: 'Check the registered number, and add the app or a passkey as a method that needs no carrier.',
    source: REPORTING,
  },
  phoneInvalid: {
    cause: 'unreachable',
    title: 'Phone number malformed',
    meaning: 'The registered number is not one that can be dialled.',
    likelyCause:
      'The country code is missing, or the number was imported with spaces, letters or an extension.',
    nextStep: 'Correct the number to + country code and number in the authentication methods of the account.',
    source: REPORTING,
  },
  pushUndeliverable: {
    cause: 'unreachable',
    title: 'Push did not reach the phone',
    meaning: 'The notification could not be handed to the app on the phone.',
    likelyCause:
      'The app was removed or restored to a new phone, the phone has no network, or push delivery is disturbed for many at once.',
    nextStep:
      'Offer the code shown in the app; if the trouble stays with one person, open and update the app or register it again.',
    source: REPORTING,
  },
  declined: {
    cause: 'declined',
    title: 'Prompt declined',
    meaning: 'Somebody with the phone in hand answered no.',
    likelyCause: 'A slip, or a prompt the person did not start: then the password is known to somebody else.',
    nextStep:
      'Ask "was it you?". If not: reset the password, revoke the sessions, review the methods. If yes: show number matching.',
    source: `${REPORTING}; Azure/Azure-Sentinel, ExplicitMFADeny.yaml`,
  },
  fraudReported: {
    cause: 'declined',
    title: 'Fraud reported',
    meaning: 'The person reported the prompt as one they did not start.',
    likelyCause: 'The password is known to somebody else; less often, the wrong button was pressed.',
    nextStep:
      'Treat the password as compromised: reset it, revoke the sessions, review recent sign-ins and methods, then lift the block.',
    source: `${MFA_SETTINGS}, report suspicious activity and fraud alert`,
  },
  noMethod: {
    cause: 'notRegistered',
    title: 'No method registered',
    meaning: 'The account has nothing registered that could answer this prompt.',
    likelyCause: 'A new starter, a replaced phone, or methods that were removed and not set up again.',
    nextStep: 'Confirm who they are, issue a Temporary Access Pass and let them register a method.',
    source: REPORTING,
  },
  registrationNeeded: {
    cause: 'notRegistered',
    title: 'Registration not finished',
    meaning: 'The person was sent to set up a method, and nothing follows in the log.',
    likelyCause:
      'A new requirement reached people who were not told, or the set-up needs a phone they did not have at hand.',
    nextStep:
      'Help them register, with a Temporary Access Pass if needed, and check whether a roll-out caused it.',
    source: `${LEARN_CODES}, 50072 and 50079; howto-mfa-reporting (2025-03), "registration prompted"`,
  },
  userNotFound: {
    cause: 'notRegistered',
    title: 'Account not known to MFA',
    meaning: 'The MFA service does not know the account.',
    likelyCause: 'The account was deleted, restored or only just synchronised.',
    nextStep: 'Check the account: does it exist, is it synchronised, is it licensed.',
    source: REPORTING,
  },
  userBlocked: {
    cause: 'blocked',
    title: 'Person is blocked',
    meaning: 'The account is on the MFA block list, so every prompt is refused.',
    likelyCause: 'An earlier fraud report, which blocks for 90 days, or a block set by hand.',
    nextStep: 'Confirm who they are, find out why the block was set, then lift it in Microsoft Entra.',
    source: `${REPORTING}; ${MFA_SETTINGS}, block and unblock users`,
  },
  registrationBlocked: {
    cause: 'blocked',
    title: 'Registration blocked',
    meaning: 'The person must register a method, and policy does not let them do it here and now.',
    likelyCause: 'The sign-in looks risky, or registration is allowed only from trusted places or devices.',
    nextStep:
      'Confirm who they are; let them register from a trusted place, or issue a Temporary Access Pass.',
    source: `${LEARN_CODES}, 53004 and 53010; ${COMMUNITY_CODES}, 54010`,
  },
  methodBlocked: {
    cause: 'blocked',
    title: 'Method not allowed',
    meaning: 'The method that was used is not allowed for this person or this requirement.',
    likelyCause:
      'The authentication methods policy leaves the person out, or the requirement wants a stronger method.',
    nextStep:
      'Compare the method with the authentication methods policy, then allow it or offer an allowed one.',
    source: `${COMMUNITY_CODES}, 54008, 54009, 130500 to 130502, 135016`,
  },
  misconfiguration: {
    cause: 'configuration',
    title: 'Set-up error',
    meaning: 'A setting of the tenant, of a provider or of a guest relationship makes the check impossible.',
    likelyCause:
      'A policy that asks for something the account cannot do, or an account that is not in this tenant.',
    nextStep: 'Hand it to whoever owns the MFA policies, with the time, the application and the request id.',
    source: `${REPORTING}; ${LEARN_CODES}, 50177 and 90072`,
  },
  deviceKey: {
    cause: 'configuration',
    title: 'Windows Hello key refused',
    meaning: 'The key that the device holds for the person is missing, disabled or does not verify.',
    likelyCause: 'The device was reset, re-joined, disabled or removed from the directory.',
    nextStep: 'Check that the device is enabled in Microsoft Entra, then set up Windows Hello on it again.',
    source: `${COMMUNITY_CODES}, 130004 to 130008 and 500129`,
  },
  securityKey: {
    cause: 'configuration',
    title: 'Passkey or security key refused',
    meaning: 'The answer of the passkey or security key did not verify.',
    likelyCause:
      'Another key or profile was used, the touch came too late, or the key is registered elsewhere.',
    nextStep:
      'Try once more with the right key; if it repeats, remove the key from the account and register it again.',
    source: `${COMMUNITY_CODES}, 135000 to 135020 and 500344`,
  },
  serviceError: {
    cause: 'service',
    title: 'Service error',
    meaning: 'The MFA service could not finish the check.',
    likelyCause: 'A disturbance on the side of the service; with one person only, a damaged method entry.',
    nextStep: 'Try again; if many people are affected, look at service health before changing anything.',
    source: `${REPORTING}; ${LEARN_CODES}, 50086 and 50087`,
  },
  telephonyLimit: {
    cause: 'service',
    title: 'Limit of calls and texts reached',
    meaning: 'No further call or text was sent, because a limit of them was reached.',
    likelyCause: 'Many tries in a short time, a looping client, or misuse of calls to costly numbers.',
    nextStep: 'Let them wait and use the app or a passkey; look for a loop if many people are affected.',
    source: `${LEARN_CODES}, 50088; ${COMMUNITY_CODES}, 500881 to 500883`,
  },
  externalProvider: {
    cause: 'external',
    title: 'External provider did not confirm',
    meaning: 'The external provider could not be asked, or its answer could not be used.',
    likelyCause:
      'The provider is down, throttled, not approved, or returns a claim the tenant does not accept.',
    nextStep: "Look at the provider's own log for the same minute, and at its status page.",
    source: `${LEARN_CODES}, 50161, 50166 and 50170; ${COMMUNITY_CODES}, 50159, 50172, 1000021 and 1000022`,
  },
  invalidAuthentication: {
    cause: 'unknown',
    title: 'Answer not accepted',
    meaning: 'The answer was refused, and the log gives no finer reason.',
    likelyCause: 'An answer to a prompt that had ended, or a method entry that no longer fits.',
    nextStep: 'Try again; if it repeats for one person, register the method again.',
    source: REPORTING,
  },
  overlap: {
    cause: 'unknown',
    title: 'Second prompt while one was open',
    meaning:
      'A prompt was refused because another one was still open. It can hide a decline or a fraud report.',
    likelyCause: 'Two windows or an application that retries in a loop.',
    nextStep: 'Keep one window, answer one prompt; look for a decline by the same person at the same time.',
    source: `${REPORTING}; Azure/Azure-Sentinel issue 9092`,
  },
  unspecified: {
    cause: 'unknown',
    title: 'Not passed, no reason recorded',
    meaning: 'The code says that the challenge was failed, refused or left, and no text says which.',
    likelyCause: 'The details of the sign-in were not written, or not yet.',
    nextStep: 'Open the sign-in in the Entra portal and read the steps; ask the person what they saw.',
    source: `${COMMUNITY_CODES}, 500121; MicrosoftDocs/azure-docs issue 23238`,
  },
  unlisted: {
    cause: 'unknown',
    title: 'Denied with a text not in the table',
    meaning: 'The text begins like a denial, and what follows is not known to this version.',
    likelyCause: 'Microsoft added or changed a wording.',
    nextStep:
      'Read the text in the list of unlisted texts, and report it so that it can be added to the table.',
    source: 'Rule of this project: an unknown text that begins as a denial counts as denied',
  },
} as const satisfies Record<string, ReasonRow>;

export type ReasonName = keyof typeof REASONS;
export const REASON_NAMES: readonly ReasonName[] = Object.keys(REASONS) as ReasonName[];
