import { describe, expect, it } from 'vitest';
import { readingTime } from '../../src/core/sign-in.ts';
import { readSignIn } from '../../src/sources/read-sign-in.ts';

/** All rows here are invented; the tenant is Contoso. */
const ID = '0a1b2c3d-0000-4000-8000-000000000001';
const USER = '0a1b2c3d-0000-4000-8000-0000000000aa';
const CORRELATION = '0a1b2c3d-0000-4000-8000-0000000000cc';
const ZEROS = '00000000-0000-0000-0000-000000000000';
const AT = '2026-06-15T12:35:28.8064136Z';

const graph = (changes: object = {}) => ({
  id: ID,
  createdDateTime: AT,
  userId: USER,
  userPrincipalName: 'Dana@Contoso.example',
  userDisplayName: 'Dana',
  userType: 'Member',
  correlationId: CORRELATION,
  originalRequestId: ID,
  appId: 'c44b4083-0000-4000-8000-000000000001',
  appDisplayName: 'Contoso Portal',
  clientAppUsed: 'Browser',
  userAgent: 'Mozilla/5.0',
  signInEventTypes: ['interactiveUser'],
  isInteractive: true,
  authenticationProtocol: 'none',
  authenticationRequirement: 'multiFactorAuthentication',
  authenticationRequirementPolicies: [
    { requirementProvider: 'multiConditionalAccess', detail: 'Conditional Access' },
    { requirementProvider: 'user', detail: 'Per-user MFA' },
  ],
  status: {
    errorCode: 500121,
    failureReason: 'Other.',
    additionalDetails: 'MFA denied; user declined the authentication',
  },
  deviceDetail: { operatingSystem: 'Windows10' },
  location: { city: 'Lisbon', countryOrRegion: 'PT' },
  mfaDetail: { authMethod: 'Mobile app notification', authDetail: '+XX XXXXXXX17' },
  authenticationDetails: [
    { authenticationMethod: 'Password', authenticationStepResultDetail: 'Correct password', succeeded: true },
    {
      authenticationMethod: 'Mobile app notification',
      authenticationMethodDetail: 'Contoso phone',
      authenticationStepResultDetail: 'MFA denied; user declined the authentication',
      succeeded: false,
    },
  ],
  ...changes,
});

const envelope = (
  properties: object | string = graph({ signInEventTypes: undefined }),
  changes: object = {},
) => ({
  time: '2026-06-15T12:38:00Z',
  category: 'SignInLogs',
  resultType: '500121',
  correlationId: CORRELATION,
  location: 'PT',
  properties,
  ...changes,
});

const logAnalytics = (changes: object = {}) => ({
  TimeGenerated: '2026-06-15T12:38:00Z',
  Category: 'SignInLogs',
  Type: 'SigninLogs',
  ResultType: '500121',
  Id: ID,
  CreatedDateTime: AT,
  UserId: USER,
  UserPrincipalName: 'dana@contoso.example',
  UserDisplayName: 'Dana',
  UserType: 'Member',
  CorrelationId: CORRELATION,
  OriginalRequestId: ID,
  AppId: 'c44b4083-0000-4000-8000-000000000001',
  AppDisplayName: 'Contoso Portal',
  ClientAppUsed: 'Browser',
  UserAgent: 'Mozilla/5.0',
  IsInteractive: 'true',
  AuthenticationRequirement: 'multiFactorAuthentication',
  AuthenticationRequirementPolicies: JSON.stringify(graph().authenticationRequirementPolicies),
  AuthenticationDetails: JSON.stringify(graph().authenticationDetails),
  Status: JSON.stringify(graph().status),
  DeviceDetail: JSON.stringify(graph().deviceDetail),
  Location: 'PT',
  LocationDetails: JSON.stringify(graph().location),
  MfaDetail: JSON.stringify(graph().mfaDetail),
  ...changes,
});

/** A row of an export in which columns of two tables were joined: each has a twin that is empty. */
const union = () => {
  const { Status, DeviceDetail, LocationDetails, MfaDetail, CreatedDateTime, TimeGenerated, ...rest } =
    logAnalytics();
  return {
    ...rest,
    'CreatedDateTime [UTC]': CreatedDateTime,
    'TimeGenerated [UTC]': TimeGenerated,
    Status_dynamic: Status,
    Status_string: '',
    DeviceDetail_dynamic: '',
    DeviceDetail_string: DeviceDetail,
    LocationDetails_dynamic: LocationDetails,
    LocationDetails_string: '',
    MfaDetail_dynamic: '{}',
    MfaDetail_string: MfaDetail,
  };
};

const capitals = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(capitals);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      (key[0] ?? '').toUpperCase() + key.slice(1),
      capitals(inner),
    ]),
  );
};

const signIn = (value: unknown) => {
  const record = readSignIn(value);
  if (record.kind !== 'signIn') throw new Error(`expected a sign-in, got ${JSON.stringify(record)}`);
  return record;
};

describe('one sign-in, whatever its shape', () => {
  const expected = {
    kind: 'signIn',
    scope: 'interactive',
    id: ID,
    at: { ms: Date.parse('2026-06-15T12:35:28.806Z'), ns: 413_600 },
    createdDateTime: AT,
    readAt: 0,
    userId: USER,
    userPrincipalName: 'dana@contoso.example',
    userDisplayName: 'Dana',
    correlation: CORRELATION,
    appId: 'c44b4083-0000-4000-8000-000000000001',
    appName: 'Contoso Portal',
    country: 'PT',
    operatingSystem: 'Windows10',
    clientApp: 'Browser',
    userType: 'member',
    requiredBy: 'multiConditionalAccess',
    evidence: {
      steps: [
        { method: 'Password', text: 'Correct password', succeeded: true },
        {
          method: 'Mobile app notification',
          text: 'MFA denied; user declined the authentication',
          succeeded: false,
        },
      ],
      text: 'MFA denied; user declined the authentication',
      code: 500121,
      requirement: 'multiFactorAuthentication',
      mfaMethod: 'Mobile app notification',
      canPrompt: true,
    },
    stepDetails: [undefined, 'Contoso phone'],
    mfaDetail: '+XX XXXXXXX17',
  };
  const written = Date.parse('2026-06-15T12:38:00Z');

  it.each([
    ['Graph', graph(), 0],
    ['a diagnostic envelope', envelope(), written],
    ['an envelope whose properties are JSON text', envelope(JSON.stringify(graph())), written],
    ['a Log Analytics row', logAnalytics(), written],
    ['a joined Log Analytics row', union(), written],
    ["PowerShell's capitals", capitals(graph()), 0],
  ])('%s', (_shape, value, readAt) => {
    expect(readSignIn(value)).toEqual({
      ...expected,
      readAt: readAt === 0 ? 0 : readingTime({ ms: readAt, ns: 0 }),
    });
  });
});

describe('scope', () => {
  const none = { signInEventTypes: undefined, isInteractive: undefined };
  it.each([
    ['event type interactiveUser', graph({ isInteractive: false }), 'interactive'],
    [
      'event types, both user kinds',
      graph({ signInEventTypes: ['nonInteractiveUser', 'InteractiveUser'] }),
      'interactive',
    ],
    ['event type nonInteractiveUser', graph({ signInEventTypes: ['nonInteractiveUser'] }), 'nonInteractive'],
    ['event types as JSON text', graph({ signInEventTypes: '["nonInteractiveUser"]' }), 'nonInteractive'],
    [
      'event type servicePrincipal, though a person is named',
      graph({ signInEventTypes: ['servicePrincipal'] }),
      'outOfScope',
    ],
    [
      'event types come before the category',
      envelope(graph({ signInEventTypes: ['interactiveUser'] }), { category: 'ServicePrincipalSignInLogs' }),
      'interactive',
    ],
    [
      'an empty list of event types decides nothing',
      graph({ signInEventTypes: [], isInteractive: false }),
      'nonInteractive',
    ],
    [
      'event types that are no JSON decide nothing',
      graph({ signInEventTypes: 'rubbish', isInteractive: false }),
      'nonInteractive',
    ],
    ['category before isInteractive', envelope(graph({ ...none, isInteractive: false })), 'interactive'],
    ['category without case', envelope(graph(none), { category: 'SIGNINLOGS' }), 'interactive'],
    ['category ADFSSignInLogs', envelope(graph(none), { category: 'ADFSSignInLogs' }), 'interactive'],
    [
      'category NonInteractiveUserSignInLogs',
      envelope(graph(none), { category: 'NonInteractiveUserSignInLogs' }),
      'nonInteractive',
    ],
    [
      'table AADNonInteractiveUserSignInLogs',
      logAnalytics({ Category: '', Type: 'AADNonInteractiveUserSignInLogs' }),
      'nonInteractive',
    ],
    ['table SigninLogs', logAnalytics({ Category: undefined, Type: 'SigninLogs' }), 'interactive'],
    [
      'category ServicePrincipalSignInLogs',
      envelope(graph(none), { category: 'ServicePrincipalSignInLogs' }),
      'outOfScope',
    ],
    [
      'category ManagedIdentitySignInLogs',
      envelope(graph(none), { category: 'ManagedIdentitySignInLogs' }),
      'outOfScope',
    ],
    [
      'category MicrosoftServicePrincipalSignInLogs',
      envelope(graph(none), { category: 'MicrosoftServicePrincipalSignInLogs' }),
      'outOfScope',
    ],
    ['category AuditLogs', envelope(graph(none), { category: 'AuditLogs' }), 'outOfScope'],
    [
      "an audit record's own category",
      { id: ID, category: 'UserManagement', activityDateTime: AT },
      'outOfScope',
    ],
    ['isInteractive false', graph({ signInEventTypes: undefined, isInteractive: false }), 'nonInteractive'],
    [
      'isInteractive "False"',
      graph({ signInEventTypes: undefined, isInteractive: 'False' }),
      'nonInteractive',
    ],
    ['isInteractive null', graph({ signInEventTypes: undefined, isInteractive: null }), 'interactive'],
    ['none of them, as the NPS extension writes', graph(none), 'interactive'],
  ])('%s', (_rule, value, scope) => {
    const record = readSignIn(value);
    expect(record.kind === 'signIn' ? record.scope : record.kind).toBe(scope);
  });

  it('a record of another log keeps its id and time, and needs neither', () => {
    const other = envelope(graph(), { category: 'ManagedIdentitySignInLogs' });
    expect(readSignIn({ ...other, properties: { id: ID, createdDateTime: AT } })).toMatchObject({
      kind: 'outOfScope',
      id: ID,
      createdDateTime: AT,
    });
    expect(readSignIn({ category: 'AuditLogs' })).toEqual({
      kind: 'outOfScope',
      id: undefined,
      at: undefined,
      createdDateTime: undefined,
      readAt: 0,
    });
  });
});

it('what may lead to a person is taken out of whatever text becomes evidence, in every shape', () => {
  const text = 'MFA denied; Dana@Contoso.example (+49 170 1234567) is out';
  const step = { authenticationMethod: 'Dana’s key', authenticationStepResultDetail: text };
  const left = 'MFA denied; (address) (number) is out';
  const changes = {
    status: { errorCode: 500121, additionalDetails: text },
    mfaDetail: { authMethod: 'Dana’s key' },
    authenticationDetails: [step],
  };
  const evidence = { text: left, mfaMethod: '…’s key', steps: [{ text: left, method: '…’s key' }] };
  expect(signIn(graph(changes))).toMatchObject({ evidence });
  expect(signIn(envelope(graph(changes)))).toMatchObject({ evidence });
  const portal = {
    'Request ID': ID,
    'Date (UTC)': AT,
    'Multifactor authentication result': text,
    'Multifactor authentication auth method': 'Dana’s key',
  };
  expect(signIn(portal)).toMatchObject({ evidence: { text: left, mfaMethod: '…’s key' } });
});

describe('records that cannot be used', () => {
  const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) });
  it.each([
    ['null', null, 'notAnObject'],
    ['a text', 'text', 'notAnObject'],
    ['a list', [graph()], 'notAnObject'],
    ['no id', graph({ id: undefined }), 'noId'],
    ['an empty id', graph({ id: '' }), 'noId'],
    ['an id of blanks', graph({ id: ' \u200b' }), 'noId'],
    ['an id that is a number', graph({ id: 7 }), 'noId'],
    ['neither id nor time: the id is asked for first', {}, 'noId'],
    ['no time', graph({ createdDateTime: undefined }), 'noTime'],
    ['an empty time', graph({ createdDateTime: '' }), 'noTime'],
    ['only the time of writing', logAnalytics({ CreatedDateTime: undefined }), 'noTime'],
    ['a day that does not exist', graph({ createdDateTime: '2026-02-30T00:00:00Z' }), 'badTime'],
    ['a time that is a number', graph({ createdDateTime: 1_781_527_224_178 }), 'badTime'],
    ['a time that stands for none', graph({ createdDateTime: '0001-01-01T00:00:00Z' }), 'badTime'],
    ['a time that stands for ever', graph({ createdDateTime: '9999-12-31T23:59:59.9999999Z' }), 'badTime'],
    ['33 levels deep', graph({ a: nested(32) }), 'tooLarge'],
  ])('%s', (_rule, value, cause) => {
    expect(readSignIn(value)).toMatchObject({ kind: 'rejected', cause });
  });

  it('what can be read of them is kept', () => {
    expect(readSignIn(graph({ id: undefined }))).toMatchObject({ id: undefined, createdDateTime: AT });
    expect(readSignIn(graph({ createdDateTime: 'soon' }))).toMatchObject({ id: ID, at: undefined });
    expect(readSignIn(graph({ a: nested(40) }))).toMatchObject({ id: ID, createdDateTime: AT });
  });

  it('32 levels are read', () => {
    expect(readSignIn(graph({ a: nested(31) })).kind).toBe('signIn');
  });
});

describe('fields', () => {
  it.each([
    ['null', null],
    ['empty', ''],
    ['zeros', ZEROS],
  ])('a user id that is %s is absent', (_rule, userId) => {
    expect(signIn(graph({ userId })).userId).toBeUndefined();
  });

  it.each([
    ['as it is', {}, CORRELATION],
    ['zeros: the original request', { correlationId: ZEROS }, ID],
    ['null: the original request', { correlationId: null }, ID],
    ['neither', { correlationId: ZEROS, originalRequestId: ZEROS }, undefined],
  ])('correlation: %s', (_rule, changes, expected) => {
    expect(signIn(graph(changes)).correlation).toBe(expected);
  });

  it.each([
    ['number', { status: { errorCode: 50074 } }, 50074],
    ['text', { status: { errorCode: '50074' } }, 50074],
    ['a word is no code', { status: { errorCode: 'Failure' } }, undefined],
    ['half a code is no code', { status: { errorCode: 50074.5 } }, undefined],
    ['no status', { status: null }, undefined],
    ['status that is no JSON', { status: "{'errorCode': 0}" }, undefined],
    ['resultType of the row', { status: null, ResultType: '0' }, 0],
    ['status before resultType', { ResultType: '0' }, 500121],
  ])('code: %s', (_rule, changes, expected) => {
    expect(signIn(graph(changes)).evidence.code).toBe(expected);
  });

  it('code: an envelope says it where the status does not, a word says nothing', () => {
    expect(signIn(envelope(graph({ status: {} }))).evidence.code).toBe(500121);
    expect(signIn(envelope(graph({ status: {} }), { resultType: 'Failure' })).evidence.code).toBeUndefined();
  });

  it.each([
    ['ropc', { authenticationProtocol: 'ROPC' }, false],
    ['BAV2ROPC', { userAgent: 'bav2ropc' }, false],
    ['IMAP4', { clientAppUsed: 'imap4' }, false],
    ['Other clients', { clientAppUsed: 'Other clients' }, false],
    ['Browser', { clientAppUsed: 'Browser' }, true],
    ['no client', { clientAppUsed: null, userAgent: null }, true],
  ])('can prompt: %s', (_rule, changes, expected) => {
    expect(signIn(graph(changes)).evidence.canPrompt).toBe(expected);
  });

  it.each([
    ['not JSON', 'rubbish'],
    ['cut JSON', '[{"authenticationMethod":"Pass'],
    ['an object', { authenticationMethod: 'Password' }],
    ['null', null],
    ['a list of other things', [null, 3, 'x', []]],
  ])('steps that are %s are no steps', (_rule, authenticationDetails) => {
    expect(signIn(graph({ authenticationDetails })).evidence.steps).toEqual([]);
  });

  it.each([
    [true, true],
    ['True', true],
    ['false', false],
    [null, undefined],
    ['perhaps', undefined],
  ])('succeeded %s is read as %s', (succeeded, expected) => {
    expect(signIn(graph({ authenticationDetails: [{ succeeded }] })).evidence.steps[0]?.succeeded).toBe(
      expected,
    );
  });

  it('texts are cleaned: NUL, bidi, lone surrogates', () => {
    const row = graph({
      appDisplayName: 'Con\u0000to\u202eso',
      userDisplayName: 'Da\ud800na',
      status: { additionalDetails: 'MFA\u00a0completed in Azure AD' },
    });
    expect(signIn(row)).toMatchObject({
      appName: 'Contoso',
      userDisplayName: 'Da\ufffdna',
      evidence: { text: 'MFA completed in Azure AD' },
    });
  });

  it('"__proto__" and "constructor" are plain data', () => {
    const text = `{"__proto__":{"id":"x","createdDateTime":"${AT}"},"constructor":{"prototype":{"polluted":1}},"status":{"__proto__":{"errorCode":0}}}`;
    expect(readSignIn(JSON.parse(text))).toMatchObject({ kind: 'rejected', cause: 'noId' });
    expect(
      readSignIn(JSON.parse(text.replace('{', `{"id":"${ID}","createdDateTime":"${AT}",`))),
    ).toMatchObject({ kind: 'signIn', evidence: { code: undefined } });
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});
