/** Two weeks at a glance: unable users as bars, success as whole per cents; gaps stay gaps. */
import {
  compactCount,
  count,
  dayOfMonth,
  isWeekend,
  percent,
  shortDay,
  UNMEASURED,
  weekday,
  wholePercent,
} from '../format.ts';
import type { Day, Headline, Report } from '../report.ts';
import { STATE_TITLES } from '../titles.ts';
import type { Section, StripDay, Tone } from './block.ts';

/** With fewer days than this a strip would be a row of dashes. */
const WORTH_SHOWING = 2;

export const fourteenDays: Section<Day> = ({ report, day }) => {
  const measured = report.trend.filter((headline) => headline.unableUsers !== null);
  if (measured.length < WORTH_SHOWING) return [];
  const days = report.trend.map((headline) => stripDay(headline, headline.day === day.day, report));
  return [
    {
      kind: 'strip',
      title: TITLES.get(days.length) ?? `${days.length} days`,
      subtitle: rangeSentence(measured),
      days,
      notes: [...remarks(days), 'Weekends are drawn lighter.'],
    },
  ];
};

const TITLES = new Map([
  [14, 'Fourteen days'],
  [7, 'Seven days'],
]);

function stripDay(headline: Headline, current: boolean, report: Report): StripDay {
  const { state, day } = headline;
  return {
    day,
    label: shortDay(day),
    initial: weekday(day).slice(0, 1),
    date: dayOfMonth(day),
    state,
    weekend: isWeekend(day),
    current,
    users: headline.unableUsers ?? undefined,
    usersText: headline.unableUsers === null ? UNMEASURED : compactCount(headline.unableUsers),
    rateShort: wholePercent(headline.rate),
    rateText: percent(headline.rate),
    mark: MARKED.has(state) ? STATE_TITLES[state].sign : '',
    remark: MARKED.has(state) ? STATE_TITLES[state].word.toLowerCase() : '',
    tone: toneOf(current, report),
  };
}

/** An open day is the ordinary state of the last two days: no mark, or every strip would carry two. */
const MARKED: ReadonlySet<Headline['state']> = new Set(['missing', 'partial', 'lost']);

function toneOf(current: boolean, report: Report): Tone {
  if (!current) return 'calm';
  return report.verdict?.level === 'act' ? 'bad' : 'good';
}

function rangeSentence(measured: readonly Headline[]): string {
  const by = measured.toSorted(
    (a, b) => (a.unableUsers ?? 0) - (b.unableUsers ?? 0) || a.day.localeCompare(b.day),
  );
  const [least, most] = [by[0], by.at(-1)];
  if (least === undefined || most === undefined) return '';
  if (least.unableUsers === most.unableUsers) return `Unable users: ${count(most.unableUsers)} on each day.`;
  return `Unable users: from ${count(least.unableUsers)} on ${shortDay(least.day)} to ${count(most.unableUsers)} on ${shortDay(most.day)}.`;
}

function remarks(days: readonly StripDay[]): string[] {
  return [...MARKED].flatMap((state) => {
    const marked = days.filter((day) => day.state === state);
    if (marked.length === 0) return [];
    const { sign, word } = STATE_TITLES[state];
    return [`${sign} ${word.toLowerCase()}: ${marked.map(({ label }) => label).join(', ')}.`];
  });
}
