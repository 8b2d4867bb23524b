/**
 * Kinds of findings: what is worth a second look about a user, apart from who could not get in. The
 * rules are in `findings.ts`; the thresholds lie between those of published detections (domain facts §7).
 */

export type Severity = 'high' | 'medium';

type FindingKindRow = {
  readonly severity: Severity;
  readonly title: string;
  readonly meaning: string;
  /** Worded for a help desk. */
  readonly nextStep: string;
  readonly source: string;
};

const SPLUNK =
  'Splunk security content, azure_ad_multiple_denied_mfa_requests_for_user (more than 9 in 10 min)';
const SENTINEL =
  'Azure/Azure-Sentinel, MFASpammingfollowedBySuccessfullogin.yaml 1.0.4 (more than 10 in 5 min)';
const REPRISE = 'reprise99/Sentinel-Queries, more than 3 denials in 60 min';
const SECOPS = 'Microsoft Learn, security-operations-user-accounts: any "MFA denied" or fraud entry';

/** In the order in which they are shown (contract §2). */
export const FINDING_KINDS = {
  promptBurst: {
    severity: 'high',
    title: 'Many prompts in a few minutes',
    meaning:
      'At least ten prompts of one user were denied or left unanswered within ten minutes, from wherever and for whatever application. Someone who has the password may be asking until the user gives in.',
    nextStep:
      'Ask the user over a known channel whether the prompts were theirs. If not: reset the password, revoke sessions and look at where the sign-ins came from.',
    source: `${SPLUNK}; ${SENTINEL}`,
  },
  burstThenSuccess: {
    severity: 'high',
    title: 'Denied prompts, then a success',
    meaning:
      'At least three prompts within an hour were denied or left unanswered, and one was then approved within half an hour. The user may have found the right code, or given in.',
    nextStep:
      'Ask the user whether it was them who got in. If not, treat the account as taken over: revoke sessions, reset the password, check the registered methods.',
    source: `${REPRISE}; ${SENTINEL}`,
  },
  fraudReported: {
    severity: 'high',
    title: 'Reported as fraud',
    meaning:
      'The user told Entra that a prompt was not theirs. Their password is then known to someone else.',
    nextStep:
      'Reset the password and revoke sessions, then look at where the sign-in came from. Unblock the user afterwards if the report blocked them.',
    source: `${SECOPS}; Azure/Azure-Sentinel, ExplicitMFADeny.yaml 1.0.3`,
  },
  declinedThenSuccess: {
    severity: 'medium',
    title: 'Declined, then approved',
    meaning:
      'The user declined a prompt, and one was completed within half an hour. Mostly a slip of the finger; sometimes the first answer was the right one.',
    nextStep: 'Ask the user whether both prompts were theirs, and check place and device of the second.',
    source: `${SECOPS}; reprise99/Sentinel-Queries, denials then a success`,
  },
  userBlocked: {
    severity: 'medium',
    title: 'Blocked from MFA',
    meaning:
      'A prompt was refused because the user is on the list of blocked users, by an administrator or after a fraud report.',
    nextStep:
      'Find out who blocked the user and why before lifting it (Entra admin center, Multifactor authentication, Block/unblock users).',
    source: 'Azure/Azure-Sentinel, MFAUserBlocked (user is blocked); Microsoft Learn, howto-mfa-mfasettings',
  },
} as const satisfies Record<string, FindingKindRow>;

export type FindingKind = keyof typeof FINDING_KINDS;
export const FINDING_KIND_NAMES: readonly FindingKind[] = Object.keys(FINDING_KINDS) as FindingKind[];
