/** One record as `classify` prints it: what was concluded, and from what (contract §4). */
import { isPending } from './attempts.ts';
import { classify } from './classify.ts';
import { maskUser } from './mask-user.ts';
import { methodDetail } from './method-detail.ts';
import { METHODS } from './methods.ts';
import { REASONS } from './reasons.ts';
import type { ReadRecord, SignIn } from './sign-in.ts';

export const CLASSIFIED_FIELDS = [
  'id',
  'createdDateTime',
  'scope',
  'user',
  'app',
  'required',
  'challenged',
  'outcome',
  'result',
  'resultText',
  'method',
  'methodText',
  'strength',
  'detail',
  'reason',
  'cause',
  'satisfiedHow',
  'interrupt',
  'unlisted',
] as const;
export type ClassifiedField = (typeof CLASSIFIED_FIELDS)[number];

export type ClassifiedRecord = Partial<Record<ClassifiedField, string | boolean | readonly string[] | null>>;

export type ClassifyOptions = {
  /** Counts as the time at which the data was read, ms: decides what is pending. */
  readonly readAt: number;
  /** Users by name instead of masked. */
  readonly named: boolean;
};

/** A rejected or out-of-scope record has its id, time and scope only. */
export function classifiedRecord(record: ReadRecord, options: ClassifyOptions): ClassifiedRecord {
  const { id = null, createdDateTime = null } = record;
  if (record.kind !== 'signIn') return { id, createdDateTime, scope: record.kind };
  const said = classify(record.evidence);
  const interrupt =
    said.interrupt === 'abandoned' && isPending(record.at, options.readAt) ? 'pending' : said.interrupt;
  const reason = interrupt === 'pending' ? undefined : said.reason;
  return {
    id,
    createdDateTime,
    scope: record.scope,
    user: userOf(record, options.named),
    app: record.appName ?? record.appId ?? null,
    required: said.required,
    challenged: said.outcome === 'completed' || said.outcome === 'denied' || said.interrupt === 'abandoned',
    outcome: said.outcome,
    result: said.result,
    resultText: said.text ?? null,
    method: said.method,
    methodText: said.methodText ?? null,
    strength: METHODS[said.method].strength,
    detail: methodDetail(record, said) ?? null,
    reason: reason ?? null,
    cause: reason === undefined ? null : REASONS[reason].cause,
    satisfiedHow: said.how ?? null,
    interrupt: interrupt ?? null,
    unlisted: [
      ...said.unlistedTexts,
      ...(said.unlistedCode === undefined ? [] : [String(said.unlistedCode)]),
      ...said.unlistedMethods,
    ],
  };
}

function userOf(signIn: SignIn, named: boolean): string | null {
  const user = signIn.userPrincipalName ?? signIn.userId;
  if (user === undefined) return null;
  return named ? user : maskUser(user);
}
