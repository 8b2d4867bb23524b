/** Who is told of by name on a day, and what of them (contract §2, people). Everything is invented. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ADMIN_APPS } from '../../src/core/admin-apps.ts';
import { createCalendar } from '../../src/core/day.ts';
import { createFacts, type Facts } from '../../src/core/facts.ts';
import { MOST_PEOPLE } from '../../src/core/people.ts';
import type { Exclude } from '../../src/core/placed.ts';
import type { Person } from '../../src/core/report.ts';
import type { SignIn } from '../../src/core/sign-in.ts';
import { tallyDay } from '../../src/core/tally.ts';
import { decodeChunk, encodeChunk } from '../../src/store/chunk-codec.ts';
import { buildSignIn, guid, step } from '../build-sign-in.ts';

type Parts = Omit<Partial<Parameters<typeof buildSignIn>[0]>, 'at'>;
/** Time on 10 March 2026 (`HH:MM:SS`, with `9 ` or `11 ` before it on a neighbouring day), and what the row is about. */
type Row = readonly [time: string, parts: Parts];

const CALENDAR = createCalendar('UTC');
const NOBODY: Exclude = { users: new Set(), apps: new Set() };

const ANN = { userId: guid(0xa, 1), userPrincipalName: 'ann@contoso.example' };
const BEN = { userId: guid(0xa, 2), userPrincipalName: 'ben@contoso.example' };
const CEM = { userId: guid(0xa, 3), userPrincipalName: 'cem@contoso.example' };
const DEE = { userId: guid(0xa, 4), userPrincipalName: 'dee@contoso.example' };
const FAY = { userId: guid(0xa, 5), userPrincipalName: 'fay@contoso.example' };
const MAIL = { appId: guid(0xb, 1), appName: 'Contoso Mail' };
const VPN = { appId: guid(0xb, 2), appName: 'Contoso VPN' };
const FIRST = { correlation: guid(0xc, 1) };

const NO_RESPONSE = 'MFA denied; user did not respond to mobile app notification';
const DECLINED = 'MFA denied; user declined the authentication';
const WRONG_CODE = 'MFA denied; user entered incorrect code';
const FRAUD = 'MFA denied; Phone App Reported Fraud';
const BLOCKED = 'MFA denied; user is blocked';
const PASSED = { code: 0, text: 'MFA successfully completed' };
const CHALLENGE = { code: 50074 };

/** A denied prompt by that method, and the phone or device beside it. */
function denied(text: string, method = 'Mobile app notification', detail?: string): Parts {
  return { code: 500121, steps: [step(method, text, false)], stepDetails: [detail] };
}

/** Each row is an attempt of its own, unless it says otherwise. */
function signInsOf(rows: readonly Row[]): SignIn[] {
  return rows.map(([time, parts], index) => {
    const [day, clock] = time.includes(' ') ? time.split(' ') : ['10', time];
    const at = `2026-03-${day?.padStart(2, '0')}T${clock}Z`;
    return buildSignIn({ id: guid(0x1d, index), ...ANN, ...MAIL, ...parts, at });
  });
}

function factsOf(signIns: readonly SignIn[]): Facts {
  const facts = createFacts();
  for (const signIn of signIns) facts.add(signIn);
  return facts;
}

function dayOf(facts: Facts, exclude = NOBODY) {
  const window = CALENDAR.window('2026-03-10');
  const dayEnd = (ms: number) => CALENDAR.window(CALENDAR.dayOf(ms)).to;
  return tallyDay(facts, { window, readAt: window.to + 48 * 3_600_000, exclude, dayEnd });
}

function peopleOf(rows: readonly Row[], exclude = NOBODY): Person[] {
  return dayOf(factsOf(signInsOf(rows)), exclude).people;
}

/** Their names without the domain. */
function namesOf(people: readonly Person[]): string[] {
  return people.map(({ user }) => user.replace('@contoso.example', ''));
}

describe('who is told of', () => {
  it.each<{ who: string; rows: Row[]; expected: string[] }>([
    { who: 'who could not get in', rows: [['10:00:00', denied(NO_RESPONSE)]], expected: ['ann'] },
    {
      who: 'who got in, but is in a finding',
      rows: [
        ['10:00:00', denied(DECLINED)],
        ['10:01:00', PASSED],
      ],
      expected: ['ann'],
    },
    {
      who: 'nobody who got in in the end',
      rows: [
        ['10:00:00', denied(NO_RESPONSE)],
        ['10:01:00', PASSED],
      ],
      expected: [],
    },
    { who: 'nobody who was not challenged', rows: [['10:00:00', { code: 50126 }]], expected: [] },
    {
      who: 'nobody without id and name',
      rows: [['10:00:00', { ...denied(FRAUD), userId: undefined, userPrincipalName: undefined }]],
      expected: [],
    },
    {
      who: 'nobody who failed on another day',
      rows: [
        ['9 23:45:00', denied(NO_RESPONSE)],
        ['11 00:15:00', { ...denied(NO_RESPONSE), ...BEN }],
      ],
      expected: [],
    },
  ])('$who', ({ rows, expected }) => {
    expect(namesOf(peopleOf(rows))).toEqual(expected);
  });

  it.each([
    ['their id', { users: new Set([ANN.userId]), apps: new Set<string>() }],
    ['their name', { users: new Set([ANN.userPrincipalName]), apps: new Set<string>() }],
    ['the application', { users: new Set<string>(), apps: new Set(['contoso mail']) }],
  ])('who is excluded by %s is neither among the people nor in a finding', (_, exclude) => {
    const rows: Row[] = [
      ['10:00:00', denied(FRAUD)],
      ['10:00:00', { ...denied(FRAUD), ...BEN, ...VPN }],
    ];
    const { people, figures } = dayOf(factsOf(signInsOf(rows)), exclude);
    expect(namesOf(people)).toEqual(['ben']);
    expect(figures.found).toEqual([{ kind: 'fraudReported', users: 1 }]);
  });
});

describe('what is told of somebody', () => {
  it('is the last failed attempt of the day, and how much there was in all', () => {
    const [ann] = peopleOf([
      ['08:00:00', PASSED],
      ['09:00:00', { ...denied(NO_RESPONSE), ...VPN }],
      ['10:00:00', { ...denied(WRONG_CODE, 'OATH verification code'), ...FIRST }],
      ['10:00:30', { ...denied(WRONG_CODE, 'Text message', '+1 5555551234'), ...FIRST }],
      ['12:00:00', { code: 50126 }],
    ]);
    expect(ann).toEqual({
      user: 'ann@contoso.example',
      id: ANN.userId,
      unable: true,
      findings: [],
      admin: false,
      prompts: 3,
      attempts: 4,
      completed: 1,
      reason: 'wrongCode',
      method: 'sms',
      detail: '+X XXXXXXXX34',
      app: 'Contoso Mail',
      lastAt: '2026-03-10T10:00:30Z',
    });
  });

  it('is their last attempt, and no reason, where they failed in none', () => {
    const inOneStep = [
      step('Mobile app notification', DECLINED, false),
      step('Text message', PASSED.text, true),
    ];
    const [ann] = peopleOf([
      ['10:00:00', { code: 0, steps: inOneStep }],
      ['11:00:00', { ...VPN, code: 0 }],
    ]);
    expect(ann).toMatchObject({ unable: false, findings: ['declinedThenSuccess'], prompts: 1, completed: 1 });
    expect(ann).toMatchObject({
      reason: null,
      method: null,
      app: 'Contoso VPN',
      lastAt: '2026-03-10T11:00:00Z',
    });
  });

  it('is the attempt of the evening before, where their day only ends it', () => {
    const [ann] = peopleOf([
      ['9 23:59:00', { ...CHALLENGE, ...VPN, ...FIRST }],
      ['00:01:00', { ...denied(FRAUD), ...FIRST }],
      ['11 00:10:00', PASSED],
    ]);
    expect(ann).toMatchObject({ findings: ['fraudReported'], unable: false, attempts: 0, prompts: 1 });
    expect(ann).toMatchObject({
      reason: null,
      method: 'push',
      app: 'Contoso VPN',
      lastAt: '2026-03-10T00:01:00Z',
    });
  });

  it.each<[string, Parts, Partial<Person>]>([
    [
      'their id where no name is known',
      { userPrincipalName: undefined },
      { user: ANN.userId, id: ANN.userId },
    ],
    ['their name where no id is known', { userId: undefined }, { user: 'ann@contoso.example', id: null }],
    ['an application by its id where it has no name', { appName: undefined }, { app: MAIL.appId }],
    ['no application where none is told', { appName: undefined, appId: undefined }, { app: null }],
    ['no method where none is told', { steps: [], text: NO_RESPONSE }, { method: null, detail: null }],
    [
      'the detail of mfaDetail where the step has none',
      { mfaDetail: '+XX XXXXXXXX17' },
      { detail: '+XX XXXXXXXX17' },
    ],
    ['a device by what is not a name', { stepDetails: ['Ann’s iPhone'] }, { detail: '…’s iPhone' }],
  ])('is %s', (_, parts, expected) => {
    expect(peopleOf([['10:00:00', { ...denied(NO_RESPONSE), ...parts }]])).toMatchObject([expected]);
  });

  it('is one name, the first in the alphabet, where they go by several', () => {
    const rows: Row[] = ['b@contoso.example', 'a@contoso.example', undefined].map((userPrincipalName, n) => [
      `1${n}:00:00`,
      { ...denied(NO_RESPONSE), userPrincipalName },
    ]);
    expect(peopleOf(rows)).toMatchObject([{ user: 'a@contoso.example', attempts: 3 }]);
    expect(peopleOf(rows.toReversed())).toMatchObject([{ user: 'a@contoso.example', attempts: 3 }]);
  });

  it('is the detail of a prompt that was left open', () => {
    const steps = [step('Text message', undefined, false)];
    const [ann] = peopleOf([['10:00:00', { ...CHALLENGE, steps, stepDetails: ['+1 5555551234'] }]]);
    expect(ann).toMatchObject({ reason: 'promptAbandoned', method: 'sms', detail: '+X XXXXXXXX34' });
  });

  it.each(ADMIN_APPS)('marks who was seen in $name', ({ id, name }) => {
    const seen = { appId: id.toUpperCase(), appName: name };
    const rows: Row[] = [
      ['10:00:00', denied(NO_RESPONSE)],
      ['10:00:00', { ...denied(NO_RESPONSE), ...BEN }],
      ['11:00:00', { ...seen, code: 0 }],
      ['9 23:50:00', { ...seen, ...BEN, code: 0 }],
    ];
    const marked = peopleOf(rows).map(({ user, admin }) => [user, admin]);
    expect(marked).toEqual([
      ['ann@contoso.example', true],
      ['ben@contoso.example', false],
    ]);
  });
});

describe('the order of people', () => {
  it('is those of a severe finding, those of another, the rest; first each time who was unable', () => {
    const people = peopleOf([
      ['09:00:00', { ...FAY, ...denied(NO_RESPONSE) }],
      ['09:01:00', { ...FAY, ...denied(NO_RESPONSE) }],
      ['10:00:00', { ...ANN, ...denied(DECLINED) }],
      ['10:01:00', { ...ANN, ...PASSED }],
      ['10:00:00', { ...BEN, ...denied(BLOCKED) }],
      ['10:00:00', { ...CEM, ...denied(FRAUD) }],
      ['11:00:00', { ...CEM, ...PASSED }],
      ['10:00:00', { ...DEE, ...denied(FRAUD) }],
    ]);
    expect(namesOf(people)).toEqual(['dee', 'cem', 'ben', 'ann', 'fay']);
  });

  it('is then prompts, attempts, name', () => {
    const people = peopleOf([
      ['10:00:00', { ...ANN, ...denied(NO_RESPONSE) }],
      ['10:00:00', { ...BEN, ...denied(NO_RESPONSE) }],
      ['10:00:00', { ...CEM, ...denied(NO_RESPONSE) }],
      ['11:00:00', { ...CEM, code: 0 }],
      ['10:00:00', { ...DEE, ...FIRST, ...denied(NO_RESPONSE) }],
      ['10:00:30', { ...DEE, ...FIRST, ...denied(NO_RESPONSE) }],
    ]);
    expect(namesOf(people)).toEqual(['dee', 'cem', 'ann', 'ben']);
  });

  it('decides who is kept where there are too many, whatever the order of the records', () => {
    const rows: Row[] = Array.from({ length: 7 * MOST_PEOPLE }, (_, n) => [
      '10:00:00',
      {
        ...denied(n % 7 === 0 ? FRAUD : NO_RESPONSE),
        userId: guid(0xa, n),
        userPrincipalName: `user${String(n).padStart(5, '0')}@contoso.example`,
      },
    ]);
    const signIns = signInsOf(rows);
    const { people, figures } = dayOf(factsOf(signIns));
    expect(figures.unable.users).toBe(7 * MOST_PEOPLE);
    expect(people).toHaveLength(MOST_PEOPLE);
    expect(new Set(people.flatMap(({ findings }) => findings))).toEqual(new Set(['fraudReported']));
    expect(namesOf(people)).toEqual(namesOf(people).toSorted());
    expect(dayOf(factsOf(signIns.toReversed())).people).toEqual(people);
    const alike = signInsOf(rows.map(([time, parts]) => [time, { ...parts, ...denied(BLOCKED) }]));
    const first = Array.from({ length: MOST_PEOPLE }, (_, n) => `user${String(n).padStart(5, '0')}`);
    expect(namesOf(dayOf(factsOf(alike)).people)).toEqual(first);
    expect(namesOf(dayOf(factsOf(alike.toReversed())).people)).toEqual(first);
  });
});

describe('the detail of a row', () => {
  const TEXT = { code: 500121, steps: [step('Text message', WRONG_CODE, false)] };
  const ANSWERED = { code: 0, steps: [step('Text message', PASSED.text, true)], readAt: 1 };
  const versions = (...parts: readonly Parts[]) =>
    parts.map((some) => buildSignIn({ ...ANN, ...TEXT, ...some, at: '2026-03-10T10:00:00Z' }));
  const detailOf = (signIns: readonly SignIn[]) => dayOf(factsOf(signIns)).people[0]?.detail;

  it.each<[string, Parts[], string | null | undefined]>([
    ['goes with the better version', [{ stepDetails: ['old'] }, { stepDetails: ['new'], readAt: 1 }], 'new'],
    ['goes where the better version has none', [{ stepDetails: ['old'] }, { readAt: 1 }], null],
    ['comes where only the better version has one', [{}, { stepDetails: ['new'], readAt: 1 }], 'new'],
    ['is the larger where nothing else differs', [{ stepDetails: ['a'] }, { stepDetails: ['b'] }, {}], 'b'],
    [
      'goes with its row where the better version was answered',
      [{ stepDetails: ['old'] }, ANSWERED],
      undefined,
    ],
  ])('%s, in whatever order they are read', (_, parts, expected) => {
    const read = versions(...parts);
    fc.assert(
      fc.property(fc.shuffledSubarray(read, { minLength: read.length }), (shuffled) => {
        expect(detailOf(shuffled)).toBe(expected);
      }),
    );
  });

  it('is kept of denied and unanswered rows alone, scrubbed', () => {
    const withPhone = { steps: [step('Text message', undefined, true)], stepDetails: ['+1 5555551234'] };
    const facts = factsOf(
      signInsOf([
        ['10:00:00', { ...withPhone, ...PASSED }],
        ['10:00:00', { ...withPhone, ...TEXT }],
        ['10:00:00', { ...withPhone, ...CHALLENGE, steps: [step('Text message', undefined, false)] }],
        ['10:00:00', { ...withPhone, ...TEXT, scope: 'nonInteractive' }],
      ]),
    );
    expect(facts.toChunk().details).toEqual([
      [1, '+X XXXXXXXX34'],
      [2, '+X XXXXXXXX34'],
    ]);
  });

  it('is stored with its row', () => {
    const chunk = factsOf(versions({ stepDetails: ['Invented phone'] })).toChunk();
    const facts = createFacts();
    facts.merge(decodeChunk(encodeChunk(chunk), 'Chunk 1'));
    expect(dayOf(facts).people[0]?.detail).toBe('Invented phone');
  });
});
