/**
 * What stands out about users (contract §2, findings), one case a sentence, run against every
 * implementation. Everything is invented.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FINDING_KIND_NAMES, FINDING_KINDS, type FindingKind } from '../../src/core/finding-kinds.ts';
import type { SignIn } from '../../src/core/sign-in.ts';
import { buildSignIn, guid, step, timeOf } from '../build-sign-in.ts';
import { recount } from '../naive/recount.ts';
import { windowOf } from '../naive/window.ts';
import { countWithCore, IMPLEMENTATIONS } from './implementations.ts';

type Parts = Omit<Partial<Parameters<typeof buildSignIn>[0]>, 'at'>;
/** Milliseconds since the first one, and what the row is about. */
type Row = readonly [after: number, parts: Parts];
type Case = {
  readonly rule: string;
  readonly rows: readonly Row[];
  /** Time of the first row, UTC; in the middle of the day unless told. */
  readonly from?: string;
  /** When the data was read; long after the day unless told. */
  readonly readAt?: string;
  readonly expected: readonly FindingKind[];
};

const DAY = windowOf('2026-03-10', 'UTC');
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const LONG_AFTER = DAY.to + 48 * HOUR;

const ANN = { userId: guid(0xa, 1) };
const BEN = { userId: guid(0xa, 2) };
const NOBODY = { userId: undefined };

const NO_RESPONSE = { code: 500121, text: 'MFA denied; user did not respond to mobile app notification' };
const DECLINED = { code: 500121, text: 'MFA denied; user declined the authentication' };
const FRAUD = { code: 500121, text: 'MFA denied; Phone App Reported Fraud' };
const BLOCKED = { code: 500121, text: 'MFA denied; user is blocked' };
const OVERLAP = { code: 500121, text: 'MFA denied; duplicate authentication attempt' };
const WRONG_NUMBER = { code: 500121, text: 'MFA denied; user did not select the correct number' };
const GENERIC_TEXT = 'Authentication failed during strong authentication request.';
const GENERIC = { code: 500121, text: GENERIC_TEXT };
const CHALLENGE = { code: 50074 };
const REGISTRATION = { code: 50072 };
const SUCCESS = { code: 0 };
const PASSED = { code: 0, text: 'MFA successfully completed' };
const PASSED_AZURE = { code: 0, text: 'MFA completed in Azure AD' };
const CLAIM = { code: 0, text: 'MFA requirement satisfied by claim in the token' };
const WRONG_PASSWORD = { code: 50126 };

/** That many rows, evenly from 0 to the time given; each an attempt of its own. */
function many(count: number, within: number, parts: Parts): Row[] {
  return Array.from({ length: count }, (_, n) => [Math.round((n * within) / (count - 1)), parts]);
}

const PROMPT_BURST: Case[] = [
  {
    rule: 'ten denied prompts within ten minutes, both ends included, are a burst',
    rows: many(10, 10 * MINUTE, NO_RESPONSE),
    expected: ['promptBurst'],
  },
  { rule: 'nine are none', rows: many(9, 9 * MINUTE, NO_RESPONSE), expected: [] },
  { rule: 'a millisecond more is none', rows: many(10, 10 * MINUTE + 1, NO_RESPONSE), expected: [] },
  {
    rule: 'ten that begin slowly and end fast are found where they are fast: the ten minutes slide',
    rows: [
      ...many(4, 30 * MINUTE, NO_RESPONSE),
      ...many(10, 9 * MINUTE, NO_RESPONSE).map(later(40 * MINUTE)),
    ],
    expected: ['promptBurst'],
  },
  {
    rule: 'ten spread over the day, however many they are in all, are none',
    rows: many(60, 10 * HOUR, NO_RESPONSE),
    expected: [],
  },
  {
    rule: 'other rows before and after do not stretch a burst over the day',
    rows: [[-6 * HOUR, PASSED], ...many(10, 5 * MINUTE, NO_RESPONSE), [6 * HOUR, CLAIM]],
    expected: ['promptBurst'],
  },
  {
    rule: 'it does not matter how each prompt was denied: duplicate attempts and wrong numbers count',
    rows: many(10, 5 * MINUTE, NO_RESPONSE).map(([after], n) => [
      after,
      [NO_RESPONSE, DECLINED, OVERLAP, WRONG_NUMBER, GENERIC][n % 5] ?? {},
    ]),
    expected: ['promptBurst'],
  },
  {
    rule: 'it does not matter for which application, and one correlation is enough',
    rows: many(10, 5 * MINUTE, NO_RESPONSE).map(([after, parts], n) => [
      after,
      { ...parts, correlation: guid(0xc, 1), appId: guid(0xb, n), country: n % 2 === 0 ? 'NL' : 'JP' },
    ]),
    expected: ['promptBurst'],
  },
  {
    rule: 'prompts left unanswered count, once an attempt',
    rows: many(10, 5 * MINUTE, CHALLENGE),
    expected: ['promptBurst'],
  },
  {
    rule: 'ten rows of one attempt that nobody answered are one prompt',
    rows: many(10, 5 * MINUTE, CHALLENGE).map(([after, parts]) => [
      after,
      { ...parts, correlation: guid(0xc, 1) },
    ]),
    expected: [],
  },
  {
    rule: 'an unanswered prompt counts at the last row that showed it',
    rows: [
      ...many(9, 5 * MINUTE, NO_RESPONSE),
      [-10 * MINUTE, { ...CHALLENGE, correlation: guid(0xc, 1) }],
      [10 * MINUTE, { ...CHALLENGE, correlation: guid(0xc, 1) }],
      [11 * MINUTE, { ...WRONG_PASSWORD, correlation: guid(0xc, 1) }],
    ],
    expected: ['promptBurst'],
  },
  {
    rule: 'prompts that may still be answered do not count yet',
    rows: many(10, 5 * MINUTE, CHALLENGE),
    readAt: '2026-03-10T13:00:00Z',
    expected: [],
  },
  {
    rule: 'a client that cannot prompt has shown none',
    rows: many(12, 5 * MINUTE, { ...CHALLENGE, canPrompt: false }),
    expected: [],
  },
  {
    rule: 'wrong passwords are no prompts',
    rows: many(12, 5 * MINUTE, WRONG_PASSWORD),
    expected: [],
  },
  {
    rule: 'every denied step of a row is a prompt',
    rows: many(5, 5 * MINUTE, {
      code: 500121,
      steps: [
        step('Mobile app notification', NO_RESPONSE.text, false),
        step('Text message', WRONG_NUMBER.text, false),
      ],
    }),
    expected: ['promptBurst'],
  },
  {
    rule: 'ten prompts of two users are no burst of one',
    rows: many(10, 5 * MINUTE, NO_RESPONSE).map(([after, parts], n) => [
      after,
      { ...parts, ...(n < 5 ? ANN : BEN) },
    ]),
    expected: [],
  },
  {
    rule: 'rows without a user are nobody’s burst',
    rows: many(12, 5 * MINUTE, { ...NO_RESPONSE, ...NOBODY }),
    expected: [],
  },
  {
    rule: 'it belongs to the day in which the tenth prompt lies',
    from: '2026-03-09T23:55:00Z',
    rows: many(10, 5 * MINUTE, NO_RESPONSE),
    expected: ['promptBurst'],
  },
  {
    rule: 'and not to the day after it',
    from: '2026-03-09T23:54:59.999Z',
    rows: many(10, 5 * MINUTE, NO_RESPONSE),
    expected: [],
  },
  {
    rule: 'nor to the day before it',
    from: '2026-03-10T23:55:00Z',
    rows: many(10, 5 * MINUTE, NO_RESPONSE),
    expected: [],
  },
];

const BURST_THEN_SUCCESS: Case[] = [
  {
    rule: 'three prompts within an hour, both ends included, then a success within half an hour',
    rows: [...many(3, 60 * MINUTE, NO_RESPONSE), [90 * MINUTE, PASSED]],
    expected: ['burstThenSuccess'],
  },
  {
    rule: 'two are too few',
    rows: [...many(2, 60 * MINUTE, NO_RESPONSE), [61 * MINUTE, PASSED]],
    expected: [],
  },
  {
    rule: 'a millisecond more than an hour is too long',
    rows: [...many(3, 60 * MINUTE + 1, NO_RESPONSE), [61 * MINUTE, PASSED]],
    expected: [],
  },
  {
    rule: 'a millisecond more than half an hour is too late',
    rows: [...many(3, 60 * MINUTE, NO_RESPONSE), [90 * MINUTE + 1, PASSED]],
    expected: [],
  },
  {
    rule: 'a success before the third prompt is none after it',
    rows: [...many(3, 60 * MINUTE, NO_RESPONSE), [60 * MINUTE - 1, PASSED]],
    expected: [],
  },
  {
    rule: 'prompts that come on after the three do not end it: the three and the success are enough',
    rows: [...many(3, MINUTE, NO_RESPONSE), [25 * MINUTE, NO_RESPONSE], [31 * MINUTE, PASSED]],
    expected: ['burstThenSuccess'],
  },
  {
    rule: 'it does not matter in which words the success is told',
    rows: [...many(3, 10 * MINUTE, NO_RESPONSE), [11 * MINUTE, PASSED_AZURE]],
    expected: ['burstThenSuccess'],
  },
  {
    rule: 'a challenge that a plain success answers is one',
    rows: [
      ...many(3, 10 * MINUTE, NO_RESPONSE),
      [11 * MINUTE, { ...CHALLENGE, correlation: guid(0xc, 1) }],
      [12 * MINUTE, { ...SUCCESS, correlation: guid(0xc, 1) }],
    ],
    expected: ['burstThenSuccess'],
  },
  {
    rule: 'a success that nobody was asked for is none',
    rows: [...many(3, 10 * MINUTE, NO_RESPONSE), [11 * MINUTE, CLAIM], [12 * MINUTE, SUCCESS]],
    expected: [],
  },
  {
    rule: 'what was completed counts, also where the attempt was denied in the end',
    rows: [
      ...many(3, 10 * MINUTE, NO_RESPONSE),
      [11 * MINUTE, { ...PASSED, correlation: guid(0xc, 1) }],
      [12 * MINUTE, { ...NO_RESPONSE, correlation: guid(0xc, 1) }],
    ],
    expected: ['burstThenSuccess'],
  },
  {
    rule: 'one attempt may hold it all, and so may one row',
    rows: [
      [
        0,
        {
          ...SUCCESS,
          steps: [
            ...Array.from({ length: 3 }, () => step('Mobile app notification', NO_RESPONSE.text, false)),
            step('Mobile app notification', PASSED.text, true),
          ],
        },
      ],
    ],
    expected: ['burstThenSuccess'],
  },
  {
    rule: 'the success of somebody else is none',
    rows: [...many(3, 10 * MINUTE, NO_RESPONSE), [11 * MINUTE, { ...PASSED, ...BEN }]],
    expected: [],
  },
  {
    rule: 'it belongs to the day of the success',
    from: '2026-03-09T23:50:00Z',
    rows: [...many(3, 9 * MINUTE, NO_RESPONSE), [10 * MINUTE, PASSED]],
    expected: ['burstThenSuccess'],
  },
  {
    rule: 'and not to the day of the prompts',
    from: '2026-03-10T23:50:00Z',
    rows: [...many(3, 9 * MINUTE, NO_RESPONSE), [10 * MINUTE, PASSED]],
    expected: [],
  },
  {
    rule: 'what came more than half an hour before the day is not read, and not missed by guessing',
    from: '2026-03-09T23:29:59.999Z',
    rows: [...many(3, 20 * MINUTE, NO_RESPONSE), [31 * MINUTE, PASSED]],
    expected: [],
  },
  {
    rule: 'a burst of ten that ends in a success is both',
    rows: [...many(10, 5 * MINUTE, DECLINED), [6 * MINUTE, PASSED]],
    expected: ['promptBurst', 'burstThenSuccess'],
  },
];

const DECLINED_THEN_SUCCESS: Case[] = [
  {
    rule: 'a declined prompt, then a success within half an hour',
    rows: [
      [0, DECLINED],
      [30 * MINUTE, PASSED],
    ],
    expected: ['declinedThenSuccess'],
  },
  {
    rule: 'a millisecond later is too late',
    rows: [
      [0, DECLINED],
      [30 * MINUTE + 1, PASSED],
    ],
    expected: [],
  },
  {
    rule: 'a prompt that was not declined but missed is none',
    rows: [
      [0, NO_RESPONSE],
      [MINUTE, PASSED],
    ],
    expected: [],
  },
  {
    rule: 'a success before it is none',
    rows: [
      [0, PASSED],
      [MINUTE, DECLINED],
    ],
    expected: [],
  },
  {
    rule: 'who is in a burst then success is not told twice',
    rows: [...many(3, 2 * MINUTE, DECLINED), [3 * MINUTE, PASSED], [5 * HOUR, DECLINED], [5 * HOUR, PASSED]],
    expected: ['burstThenSuccess'],
  },
  {
    rule: 'it belongs to the day of the success',
    from: '2026-03-09T23:59:59Z',
    rows: [
      [0, DECLINED],
      [SECOND, PASSED],
    ],
    expected: ['declinedThenSuccess'],
  },
  {
    rule: 'and not to the day of the declined prompt',
    from: '2026-03-10T23:59:59Z',
    rows: [
      [0, DECLINED],
      [SECOND, PASSED],
    ],
    expected: [],
  },
];

const TOLD_BY_ONE_ROW: Case[] = [
  { rule: 'one fraud report is a finding', rows: [[0, FRAUD]], expected: ['fraudReported'] },
  {
    rule: 'a fraud report is one also where another reason leads the attempt, or it was completed',
    rows: [
      [
        0,
        {
          ...SUCCESS,
          steps: [
            step('Mobile app notification', FRAUD.text, false),
            step('Text message', PASSED.text, true),
          ],
        },
      ],
    ],
    expected: ['fraudReported'],
  },
  {
    rule: 'a fraud report of the evening before is a finding of that evening',
    from: '2026-03-09T23:59:59.999Z',
    rows: [[0, FRAUD]],
    expected: [],
  },
  {
    rule: 'one of an attempt that began the evening before is a finding of its own day',
    from: '2026-03-09T23:59:59Z',
    rows: [
      [0, { ...CHALLENGE, correlation: guid(0xc, 1) }],
      [2 * SECOND, { ...FRAUD, correlation: guid(0xc, 1) }],
    ],
    expected: ['fraudReported'],
  },
  {
    rule: 'a prompt refused to a blocked user is a finding',
    rows: [[0, BLOCKED]],
    expected: ['userBlocked'],
  },
  {
    rule: 'each is told, in the order of the kinds',
    rows: [
      [0, BLOCKED],
      [SECOND, FRAUD],
      [2 * SECOND, DECLINED],
      [3 * SECOND, PASSED],
    ],
    expected: ['burstThenSuccess', 'fraudReported', 'userBlocked'],
  },
  { rule: 'a denial of no known reason is none', rows: [[0, GENERIC]], expected: [] },
];

function later(by: number): (row: Row) => Row {
  return ([after, parts]) => [after + by, parts];
}

/** Each row is an attempt of its own, unless a case says otherwise. */
function signInsOf({ rows, from = '2026-03-10T12:00:00Z' }: Pick<Case, 'rows' | 'from'>): SignIn[] {
  return rows.map(([after, parts], index) =>
    buildSignIn({
      id: guid(0x1d, index),
      ...ANN,
      ...parts,
      at: timeOf({ ms: Date.parse(from) + after, ns: 0 }),
    }),
  );
}

describe.each(IMPLEMENTATIONS)('found by %s', (_, count) => {
  describe.each([
    ['promptBurst', PROMPT_BURST],
    ['burstThenSuccess', BURST_THEN_SUCCESS],
    ['declinedThenSuccess', DECLINED_THEN_SUCCESS],
    ['fraudReported and userBlocked', TOLD_BY_ONE_ROW],
  ])('%s', (_name, cases) => {
    it.each(cases)('$rule', ({ readAt, expected, ...given }) => {
      const read = readAt === undefined ? LONG_AFTER : Date.parse(readAt);
      const { found } = count(signInsOf(given), DAY, { readAt: read }).figures;
      expect(found).toEqual(expected.map((kind) => ({ kind, users: 1 })));
    });
  });

  it('users are counted once a kind, however often it happens to them', () => {
    const rows: Row[] = [
      [0, FRAUD],
      [5 * HOUR, FRAUD],
      [6 * HOUR, { ...FRAUD, ...BEN }],
    ];
    const { found } = count(signInsOf({ rows }), DAY, { readAt: LONG_AFTER }).figures;
    expect(found).toEqual([{ kind: 'fraudReported', users: 2 }]);
  });

  it.each([
    ['a nanosecond within the ten minutes', 999_999, ['promptBurst']],
    ['a nanosecond beyond them', 1, []],
  ])('instants are told apart: %s', (_what, ns, expected) => {
    const signIns = signInsOf({ rows: many(10, 10 * MINUTE, NO_RESPONSE) });
    const [first, ...rest] = signIns;
    const last = rest.pop();
    if (first === undefined || last === undefined) throw new Error('There are ten.');
    const at = { ms: last.at.ms, ns: 1 };
    const moved = { ...first, at: ns === 1 ? first.at : { ms: first.at.ms, ns: 1 } };
    const { found } = count([moved, ...rest, { ...last, at }], DAY, { readAt: LONG_AFTER }).figures;
    expect(found.map(({ kind }) => kind)).toEqual(expected);
  });
});

it('prompts close together, of few users and around every bound, give the findings of the naive recount', () => {
  const instants = fc
    .tuple(
      fc.constantFrom(DAY.from - 5 * MINUTE, DAY.from + 5 * HOUR, DAY.to - 10 * MINUTE),
      fc.constantFrom(0, 0, 0, 0, 1, 3, 5, 7, 10, 10, 10, 10, 20, 40, 60, 70, 90, 100),
      fc.constantFrom(-1, 0, 0, 0, 1),
    )
    .map(([anchor, minutes, ms]) => anchor + minutes * MINUTE + ms);
  const kinds = [NO_RESPONSE, NO_RESPONSE, DECLINED, FRAUD, BLOCKED, GENERIC, CHALLENGE, REGISTRATION];
  const others = [SUCCESS, PASSED, PASSED, CLAIM, WRONG_PASSWORD, { code: 50158 }];
  const row = fc.record({
    ms: instants,
    user: fc.constantFrom(ANN, ANN, ANN, BEN, NOBODY),
    correlation: fc.constantFrom(undefined, undefined, guid(0xc, 1), guid(0xc, 2)),
    parts: fc.constantFrom<Parts[]>(...kinds, ...kinds, ...others),
  });
  const met = new Set<FindingKind>();
  fc.assert(
    fc.property(fc.array(row, { minLength: 10, maxLength: 60, size: 'max' }), (rows) => {
      const signIns = rows.map(({ ms, user, correlation, parts }, index) =>
        buildSignIn({ id: guid(0x1d, index), ...user, correlation, ...parts, at: timeOf({ ms, ns: 0 }) }),
      );
      const options = { readAt: LONG_AFTER };
      const { found, friction } = countWithCore(signIns, DAY, options).figures;
      for (const { kind } of found) met.add(kind);
      const again = recount(signIns, DAY, options).figures;
      expect({ found, friction }).toEqual({ found: again.found, friction: again.friction });
    }),
    { numRuns: 400, seed: 5 },
  );
  expect([...met].toSorted()).toEqual(FINDING_KIND_NAMES.toSorted());
});

it('every kind says how severe it is, what it means, what to do and where the rule is from', () => {
  const { promptBurst, burstThenSuccess, fraudReported, declinedThenSuccess, userBlocked } = FINDING_KINDS;
  expect([promptBurst, burstThenSuccess, fraudReported].map(({ severity }) => severity)).toEqual(
    Array(3).fill('high'),
  );
  expect([declinedThenSuccess, userBlocked].map(({ severity }) => severity)).toEqual(Array(2).fill('medium'));
  for (const { title, meaning, nextStep, source } of Object.values(FINDING_KINDS))
    for (const text of [title, meaning, nextStep, source]) expect(text).toMatch(/\S{3}/);
});
