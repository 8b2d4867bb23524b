/** Everything here is invented, in the tenant Contoso. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judge, judgedTable } from '../scripts/judge.ts';
import { createLineReader } from '../src/sources/line-reader.ts';
import { existing } from './scan/read-both-ways.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'judge-'));
});
afterAll(() => rm(folder, { recursive: true }));

const COMPLETED = {
  id: '00000000-0000-4000-8000-000000000001',
  createdDateTime: '2026-03-10T08:00:00Z',
  correlationId: '00000000-0000-4000-8000-0000000000c0',
  isInteractive: true,
  userPrincipalName: 'ann@contoso.example',
  authenticationRequirement: 'multiFactorAuthentication',
  status: { errorCode: 0, additionalDetails: 'MFA completed in Azure AD' },
  authenticationDetails: [
    { authenticationMethod: 'Password', authenticationStepResultDetail: 'Correct password', succeeded: true },
    {
      authenticationMethod: 'Mobile app notification',
      authenticationStepResultDetail: 'MFA successfully completed',
      succeeded: true,
    },
  ],
};
const DENIED = {
  ...COMPLETED,
  id: '00000000-0000-4000-8000-000000000002',
  isInteractive: false,
  status: { errorCode: 500121, additionalDetails: 'MFA denied; user declined the authentication' },
  authenticationDetails: [],
};
const PRINCIPAL = {
  ...DENIED,
  id: '00000000-0000-4000-8000-000000000003',
  signInEventTypes: ['servicePrincipal'],
};

const judgedCompleted = {
  file: 'sign-ins.json',
  index: 0,
  id: COMPLETED.id,
  outcome: 'completed',
  required: 'yes',
  challenged: true,
  reason: null,
  result: 'satisfied',
  how: null,
  interrupt: null,
  interactive: true,
  method: 'Mobile app notification',
};
const judgedDenied = {
  ...judgedCompleted,
  index: 1,
  id: DENIED.id,
  outcome: 'denied',
  reason: 'declined',
  result: 'denied',
  interactive: false,
  method: null,
};
const judgedPrincipal = { ...judgedDenied, index: 2, id: PRINCIPAL.id, outcome: 'any', outOfScope: true };

type Writing = (records: readonly unknown[]) => string;
const asArray: Writing = (records) => JSON.stringify(records);
const asLines: Writing = (records) => records.map((record) => `${JSON.stringify(record)}\n`).join('');

async function judged(judgements: unknown, writing: Writing = asArray) {
  await writeFile(join(folder, 'sign-ins.json'), writing([COMPLETED, DENIED, PRINCIPAL]));
  await writeFile(join(folder, 'single.json'), JSON.stringify(COMPLETED));
  await writeFile(join(folder, 'judgements.json'), JSON.stringify(judgements));
  return await judge(folder);
}

it('lines of the judged records are scanned', () => {
  const { takeLines, window } = existing(createLineReader());
  const length = window.write(asLines([COMPLETED, DENIED, PRINCIPAL]));
  expect(takeLines(0, length, () => {})).toBe(length);
});

describe.each([
  ['an array, which is not scanned', asArray],
  ['lines, which are scanned', asLines],
])('records of %s, beside what a person judged', (_writing, writing) => {
  it.each<[rule: string, judgement: Record<string, unknown>, verdict: string, fields: string[]]>([
    ['the same in every field agrees', judgedCompleted, 'agrees', []],
    [
      'a file of one record needs no index',
      { ...judgedCompleted, file: 'single.json', index: null },
      'agrees',
      [],
    ],
    ['a denial that is not interactive agrees', judgedDenied, 'agrees', []],
    ['of a record out of scope only the scope counts', judgedPrincipal, 'agrees', []],
    [
      'a result that the lists leave open is not compared',
      { ...judgedCompleted, result: null },
      'agrees',
      [],
    ],
    ['an unknown id is not compared', { ...judgedCompleted, id: null }, 'agrees', []],
    [
      'another outcome and reason differ',
      { ...judgedDenied, outcome: 'interrupted', reason: null },
      'differs',
      ['outcome', 'reason'],
    ],
    ['another method differs', { ...judgedCompleted, method: 'Text message' }, 'differs', ['method']],
    ['another scope differs', { ...judgedCompleted, interactive: false }, 'differs', ['scope']],
    ['another record differs', { ...judgedCompleted, id: DENIED.id }, 'differs', ['id']],
    ['a record that is not there differs', { ...judgedCompleted, index: 7 }, 'differs', ['record']],
    [
      'what is ambiguous is told, and no failure',
      { ...judgedCompleted, required: 'no', ambiguous: true },
      'ambiguous',
      ['required'],
    ],
  ])('%s', async (_, judgement, verdict, fields) => {
    const [one] = await judged([judgement], writing);
    expect(one?.verdict).toBe(verdict);
    expect(one?.differences.map(({ field }) => field)).toEqual(fields);
  });
});

describe('records beside what a person judged', () => {
  it('are shown line by line, with what differs and the sum', async () => {
    const table = judgedTable(await judged([judgedCompleted, { ...judgedDenied, how: 'trustedIp' }]));
    expect(table.split('\n')).toEqual([
      'agrees     sign-ins.json 0  completed',
      'differs    sign-ins.json 1  denied',
      '           how: judged "trustedIp", ours null',
      '',
      '2 judgements: 1 agrees, 1 differs, 0 ambiguous',
      '',
    ]);
  });

  it.each([
    ['no list', { judgements: [] }],
    ['an entry without an outcome', [{ ...judgedCompleted, outcome: undefined }]],
    ['an index that is none', [{ ...judgedCompleted, index: -1 }]],
  ])('%s is refused, by name of the file', async (_, judgements) => {
    await expect(judged(judgements)).rejects.toThrow(/judgements\.json: no list of judgements/);
  });
});
