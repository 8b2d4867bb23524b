/** `forget`: removes a person from the stored lists of people and from the facts of open days. */
import { randomBytes, randomUUID } from 'node:crypto';
import { createForgetting, type Found } from '../core/forgetting.ts';
import { count, counted } from '../core/format.ts';
import { passesOf } from '../core/passes.ts';
import type { Store } from '../core/ports.ts';
import type { Person } from '../core/report.ts';
import { UsageError } from '../errors.ts';
import { cleanText } from '../sources/clean-text.ts';
import { EXIT, type ExitCode } from './exit.ts';
import type { Session } from './session.ts';

export type ForgetFlags = { readonly dryRun?: boolean };

export async function forgetCommand(
  session: Session,
  given: string,
  { dryRun = false }: ForgetFlags,
): Promise<ExitCode> {
  const user = cleanText(given)?.trim().toLowerCase() ?? '';
  const expected = 'user: expected an object id or a principal name';
  if (user === '') throw new UsageError('noUser', `${expected}; got an empty text.`, { field: 'user' });
  if (/[…•]/u.test(user))
    throw new UsageError(
      'maskedUser',
      `${expected}; got "${user}", which is masked and may be many people's. The link beside it in the digest leads to the object id.`,
      { field: 'user' },
    );
  return await session.withApp(async ({ store }) => {
    const { found, unread } = await forget(store, user, dryRun);
    for (const line of linesOf(found, dryRun)) await session.terminal.print(`${line}\n`);
    if (found.listed + found.open.length > 0) for (const note of NOTES) session.tell(note);
    const unfinished = dryRun ? 0 : await beingRead(store, found.open);
    if (unfinished > 0)
      session.tell(
        `${count(unfinished)} of these days ${unfinished === 1 ? 'is' : 'are'} being read, and may count them as two users until read once more.`,
      );
    if (unread === 0) return EXIT.done;
    session.warn(`${counted(unread, 'stored row')} cannot be read, so nobody knows who stands there.`);
    return EXIT.incomplete;
  });
}

/** What the list of people does not know of the person the facts may tell, and the other way round: all is seen first. */
async function forget(
  store: Store,
  user: string,
  dryRun: boolean,
): Promise<{ found: Found; unread: number }> {
  const run = randomBytes(16).toString('base64url');
  const forgetting = createForgetting(user, run);
  const written = <Value>(changed: Value) => (dryRun ? undefined : changed);
  await store.changeFacts((_, facts) => {
    forgetting.seeFacts(facts);
    return undefined;
  });
  const seePeople = (_: string, people: readonly Person[]) => {
    forgetting.seePeople(people);
    return undefined;
  };
  await store.changeShardPeople(seePeople);
  await store.changePeople(seePeople);
  const peopleWithout = (day: string, people: readonly Person[]) =>
    written(forgetting.peopleWithout(day, people));
  const unreadFacts = await store.changeFacts((day, facts) => written(forgetting.factsWithout(day, facts)));
  const unreadShards = await store.changeShardPeople(peopleWithout);
  // Whoever read the facts before they changed looks again, and whoever reads them now finds nobody.
  if (!dryRun) await store.markForgetting(randomUUID());
  const unreadPeople = await store.changePeople(peopleWithout);
  return { found: forgetting.found(), unread: unreadFacts + unreadShards + unreadPeople };
}

/** How many of the days have a reading that is not at its end: what it shows from now on has no link to what it showed. */
async function beingRead(store: Store, days: readonly string[]): Promise<number> {
  let unfinished = 0;
  for (const day of days)
    if (passesOf(await store.chunkHeaders(day)).at(-1)?.isWhole === false) unfinished += 1;
  return unfinished;
}

/** Nothing of it names anybody. */
function linesOf({ listed, open, signIns, alike }: Found, dryRun: boolean): string[] {
  const be = dryRun ? 'would be ' : '';
  return [
    ...(listed === 0 ? [] : [`${counted(listed, 'day')}: ${be}removed from the list of people`]),
    ...(open.length === 0
      ? []
      : [`${counted(open.length, 'open day')}: ${be}made anonymous in ${counted(signIns, 'sign-in')}`]),
    ...(listed + open.length === 0 ? ['Nothing is stored under that object id or principal name.'] : []),
    ...(alike === 0
      ? []
      : [
          `${count(alike)} masked ${alike === 1 ? 'row looks' : 'rows look'} alike; ` +
            'give the object id to remove what is theirs. Without one it goes after KEEP_PEOPLE_DAYS.',
        ]),
  ];
}

const NOTES = [
  'No figure changes. Mails and files that went out, acknowledgements and settings are not touched.',
  'What the source shows of them brings them back with the next reading; EXCLUDE_USERS leaves them out of figures and lists.',
] as const;
