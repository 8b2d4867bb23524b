/** The report of one day as a reader meets it: subject, blocks in order, and what stands below. */
import type { Audience } from './audiences.ts';
import { addDays } from './day.ts';
import { daysCovered } from './due-digest.ts';
import { count, counted, localTime, longDay, percent, shortDay, shortened } from './format.ts';
import { type LinkOptions, type Links, linksFrom } from './links.ts';
import { type Day, type Finding, isMeasured, type Level, type MeasuredDay, type Report } from './report.ts';
import type { Block, Link } from './sections/block.ts';
import { GAP_SECTIONS, MEASURED_SECTIONS } from './sections/index.ts';
import { findingWords, issueWords, worstFindings } from './sections/issue-words.ts';
import { levelOf } from './sections/level.ts';
import { coverageSentence } from './sections/reading.ts';
import { isNews } from './verdict.ts';

export type Digest = {
  /** One line; what matters most first, at most 60 characters before the tenant. */
  readonly subject: string;
  /** What an inbox shows beside the subject: what matters next, and coverage. */
  readonly preheader: string;
  readonly lang: 'en';
  readonly day: string;
  readonly date: string;
  readonly tenant: string;
  readonly level: Level;
  /** Its readers may have it already, and why: said above everything. */
  readonly repeat: Repeat | undefined;
  readonly blocks: readonly Block[];
  readonly footer: { readonly notes: readonly string[]; readonly links: readonly Link[] };
};

export type DigestOptions = LinkOptions & {
  /** `full`: a quiet day is told as long as any other; setting `QUIET_DAYS`. */
  readonly quietDays?: 'short' | 'skip' | 'full' | undefined;
  /** Who is to read it: the same report with other sections. Default: everyone. */
  readonly audience?: Audience | undefined;
  /** Marks a mail that may have reached its readers before. */
  readonly repeat?: Repeat | undefined;
  /** Weekdays with a mail, 0 = Sunday; setting `DIGEST_ON`. Left out: every one. */
  readonly digestOn?: readonly number[] | undefined;
};

/** What a mail that may be a repeat says at its top: an attempt was left hanging, or somebody asks for one more. */
export const REPEAT_NOTICES = {
  hung: 'You may have this digest already: the first attempt to send it ended before it was recorded.',
  asked: 'This is sent once more on request.',
} as const;
export type Repeat = keyof typeof REPEAT_NOTICES;

/**
 * Composes the digest of a report's one day; a pure function of its arguments.
 * @throws Error if the report is not about exactly one day: a range is `composeHistory`'s
 */
export function composeDigest(report: Report, options: DigestOptions = {}): Digest {
  const [day, ...others] = report.days;
  if (day === undefined || others.length > 0) {
    throw new Error(
      `A digest is about one day; the report has ${report.days.length}. A range is composed by composeHistory.`,
    );
  }
  const links = linksFrom(options);
  const { audience = 'everyone' } = options;
  return {
    subject: subjectOf(report, day, audience),
    preheader: preheaderOf(day, audience),
    lang: 'en',
    day: day.day,
    date: longDay(day.day),
    tenant: tenantName(report),
    level: levelOf(report, day),
    repeat: options.repeat,
    blocks: blocksOf(report, day, { ...options, links, audience, covered: coveredBefore(day, options) }),
    footer: { notes: footerNotes(report, day, audience), links: footerLinks(day, links) },
  };
}

/** The tenant as people call it; its id where it has no name. */
export function tenantName(report: Report): string {
  return report.tenant.name ?? report.tenant.id;
}

type ComposeFor = Pick<DigestOptions, 'quietDays'> & {
  readonly links: Links;
  readonly audience: Audience;
  readonly covered: readonly string[];
};

/** A mail of Monday covers the weekend where that has none of its own. */
function coveredBefore({ day }: Day, { digestOn }: DigestOptions): readonly string[] {
  return digestOn === undefined ? [] : daysCovered(day, digestOn).slice(0, -1);
}

function blocksOf(report: Report, day: Day, { links, audience, covered, quietDays }: ComposeFor): Block[] {
  const short = report.verdict?.level === 'quiet' && quietDays !== 'full';
  const known = { report, links, audience, short, covered };
  return isMeasured(day)
    ? MEASURED_SECTIONS[audience].flatMap((section) => section({ ...known, day }))
    : GAP_SECTIONS.flatMap((section) => section({ ...known, day }));
}

/** What a digest says of itself where it is for some: in front of the subject, and at its end. */
const ADDRESSED = {
  everyone: { subject: '', setting: 'MAIL_TO' },
  security: { subject: 'Security: ', setting: 'MAIL_TO_SECURITY' },
  helpdesk: { subject: 'Help desk: ', setting: 'MAIL_TO_HELPDESK' },
} as const satisfies Record<Audience, { subject: string; setting: string }>;

const SUBJECT_FINDING = 60;
const SUBJECT_TENANT = 60;

function subjectOf(report: Report, day: Day, audience: Audience): string {
  const tenant = shortened(oneLine(tenantName(report)), SUBJECT_TENANT);
  const where = tenant === '' ? shortDay(day.day) : `${tenant}, ${shortDay(day.day)}`;
  return `${fitting(ADDRESSED[audience].subject, mainFindings(day, audience))} · ${where}`;
}

/** What is to be said of a day beside its figures, in whole sentences; empty where these say all. */
export function newsOf(day: Day): string {
  if (!isMeasured(day) || day.state === 'partial' || day.challenged.users === 0)
    return `${mainFinding(day)}.`;
  const severe = severeFinding(day, 'everyone');
  return [severe === undefined ? '' : `${findingWords(severe)}.`, secondFinding(day, 'everyone')]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

/** As many of the sentences as there is room for; half a number would be another number. */
function fitting(start: string, [first, ...others]: readonly string[]): string {
  const room = SUBJECT_FINDING - Array.from(start).length;
  let said = shortened(first ?? '', room);
  for (const other of others) {
    const longer = `${said}; ${other}`;
    if (Array.from(longer).length <= room) said = longer;
  }
  return start + said;
}

/** What matters most, and what stands beside it where there is room. */
function mainFindings(day: Day, audience: Audience): string[] {
  const check = isMeasured(day) && day.state !== 'partial' ? severeFinding(day, audience) : undefined;
  if (check === undefined || !isMeasured(day)) return [mainFinding(day)];
  return [findingWords(check), `${count(day.unable.users)} of ${count(day.challenged.users)} unable`];
}

function mainFinding(day: Day): string {
  if (!isMeasured(day))
    return `Incomplete, ${day.state} day: ${day.state === 'lost' ? 'no figures' : 'no figures yet'}`;
  const unable = count(day.unable.users);
  const challenged = count(day.challenged.users);
  if (day.state === 'partial') {
    return day.challenged.attempts === 0
      ? 'Incomplete, partial day: no MFA challenge so far'
      : `Incomplete, partial day: ${unable} of ${challenged} users unable so far`;
  }
  if (day.totals.signIns === 0) return 'No sign-ins were recorded';
  if (day.challenged.attempts === 0) return `No MFA challenge in ${counted(day.totals.signIns, 'sign-in')}`;
  if (day.challenged.users === 0)
    return `${counted(day.challenged.attempts, 'challenged attempt')}, none by a known user`;
  if (day.unable.users > 0) return `${unable} of ${challenged} users could not get through MFA`;
  return day.challenged.users === 1
    ? 'The one challenged user got through MFA'
    : `All ${challenged} challenged users got through MFA`;
}

/** What stands first in the subject of a whole day. Whom to check is not the help desk's to know. */
function severeFinding({ findings }: MeasuredDay, audience: Audience): Finding | undefined {
  return audience === 'helpdesk' ? undefined : findings.find(({ severity }) => severity === 'high');
}

/** What the subject does not say yet, then the coverage. */
function preheaderOf(day: Day, audience: Audience): string {
  if (!isMeasured(day)) return `The day is ${day.state}: a gap, never a zero. What to do is inside.`;
  return [secondFinding(day, audience), coverageSentence(day)]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function secondFinding(day: MeasuredDay, audience: Audience): string {
  const [worst, next] = audience === 'helpdesk' ? [] : worstFindings(day.findings);
  const check = day.state !== 'partial' && worst === severeFinding(day, audience) ? next : worst;
  if (check !== undefined) return `${findingWords(check)}.`;
  const news = day.issues.find(isNews);
  if (news !== undefined) return `${issueWords(news)}.`;
  const reason = day.reasons[0];
  if (reason !== undefined) return `Most frequent: ${reason.title} (${counted(reason.users, 'user')}).`;
  return day.rate === null ? '' : `Challenge success ${percent(day.rate)}.`;
}

function footerNotes(report: Report, day: Day, audience: Audience): string[] {
  const collected =
    day.collectedAt === null ? '' : `, collected ${localTime(day.collectedAt, day.zone)} (${day.zone})`;
  const source = day.source === null ? '' : ` from ${day.source}`;
  return [
    'Challenged: asked for MFA, and it ended completed, denied or abandoned. Unable: a denied or abandoned attempt and none that got in after it. Success: completed out of completed, denied and abandoned attempts.',
    `Who receives this is set by an administrator (${ADDRESSED[audience].setting}).`,
    `MFA Digest ${report.product.version} · day ${day.day}, revision ${day.revision}${collected}${source}`,
  ];
}

function footerLinks(day: Day, links: Links): Link[] {
  return [
    { text: 'History', href: links.history(addDays(day.day, -29), day.day) },
    { text: 'CSV of this day', href: links.digest(day.day, 'csv') },
  ].flatMap(({ text, href }) => (href === undefined ? [] : [{ text, href }]));
}

/** No line break can reach a mail header, whatever a name holds. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}
