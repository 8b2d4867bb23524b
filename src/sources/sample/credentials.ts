import type { Weighted } from './random.ts';
import type { DeviceName } from './tenant.ts';

/** How a credential shows in `authenticationDetails`. */
export type Credential = {
  /** `authenticationMethod`. */
  readonly method: string | null;
  /** `authenticationMethodDetail`; `##` stands for the last two digits of the user's phone. */
  readonly detail: string | null;
  /** Texts of tries that did not pass and were made again; none for credentials that just fail. */
  readonly slips: readonly string[];
};

const APP_SLIPS = [
  'MFA denied; user did not respond to mobile app notification',
  'MFA denied; user did not select the correct number',
] as const;
const CODE_SLIPS = ['MFA denied; invalid verification code'] as const;
const TEXT_SLIPS = [
  'MFA denied; user entered incorrect code',
  'MFA denied; user never entered the verification code',
] as const;
const CALL_SLIPS = [
  'MFA denied; phone call went to voicemail',
  'MFA denied; user hung up the phone call without succeeding the authentication',
] as const;
const PHONE = '+XX XXXXXXXX##';

/** Second factors, in the spellings that documentation and published records have. */
export const MFA_METHODS = {
  push: { method: 'Mobile app notification', detail: null, slips: APP_SLIPS },
  authenticator: { method: 'Authenticator App', detail: null, slips: APP_SLIPS },
  oath: { method: 'OATH verification code', detail: null, slips: CODE_SLIPS },
  appCode: { method: 'Mobile app verification code', detail: null, slips: CODE_SLIPS },
  softwareToken: { method: 'Software OATH token', detail: null, slips: CODE_SLIPS },
  hardwareToken: { method: 'Hardware OATH token', detail: null, slips: CODE_SLIPS },
  text: { method: 'Text message', detail: PHONE, slips: TEXT_SLIPS },
  sms: { method: 'SMS', detail: PHONE, slips: TEXT_SLIPS },
  callMobile: { method: 'Phone call approval (Authentication phone)', detail: PHONE, slips: CALL_SLIPS },
  callOffice: { method: 'Phone call approval (Office phone)', detail: PHONE, slips: CALL_SLIPS },
  callAlternate: { method: 'Phone call approval (Alternate phone)', detail: PHONE, slips: CALL_SLIPS },
  voice: { method: 'Voice', detail: PHONE, slips: CALL_SLIPS },
  phoneSignIn: { method: 'Passwordless phone sign-in', detail: null, slips: ['User denied'] },
  external: { method: 'External authentication method', detail: 'Contoso Partner Verify', slips: [] },
  securityKey: { method: 'FIDO2 security key', detail: 'Key of the reception desk', slips: [] },
  /** No list of methods has it: such values must be shown, not dropped. */
  unheardOf: { method: 'Nearby device confirmation', detail: null, slips: [] },
} as const satisfies Record<string, Credential>;
export type MfaMethod = keyof typeof MFA_METHODS;

/** Credentials that are a first and a second factor in one; their steps carry no text. */
export const ONE_STEP_CREDENTIALS = {
  hello: { method: 'Windows Hello for Business', detail: null, slips: [] },
  platform: { method: 'MacOS Platform Credentials', detail: null, slips: [] },
  passkey: { method: 'Passkey (device-bound)', detail: 'Authenticator on the phone', slips: [] },
  syncedPasskey: { method: 'Passkey (synced)', detail: null, slips: [] },
  key: { method: 'FIDO2 security key', detail: 'Blue key', slips: [] },
  certificate: { method: 'X.509 Certificate', detail: 'Contoso Issuing CA 2', slips: [] },
  accessPass: { method: 'Temporary Access Pass', detail: null, slips: [] },
} as const satisfies Record<string, Credential>;
export type OneStepCredential = keyof typeof ONE_STEP_CREDENTIALS;
export type StrongMethod = Exclude<OneStepCredential, 'accessPass'>;

/** What people take up, by the desktop they work on. */
export const STRONG_METHODS = {
  windows: [
    ['hello', 60],
    ['passkey', 22],
    ['syncedPasskey', 8],
    ['key', 6],
    ['certificate', 4],
  ],
  mac: [
    ['platform', 45],
    ['syncedPasskey', 35],
    ['passkey', 20],
  ],
  linux: [
    ['key', 60],
    ['certificate', 40],
  ],
  iPhone: [['passkey', 1]],
  android: [['passkey', 1]],
} as const satisfies Record<DeviceName, readonly Weighted<StrongMethod>[]>;
