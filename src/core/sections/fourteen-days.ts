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
import type { Day, Headline, Report, TrendDay } from '../report.ts';
import { CHANGE_TITLES, STATE_TITLES } from '../titles.ts';
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
      notes: [...remarks(report.trend), 'Weekends are drawn lighter.'],
    },
  ];
};

const TITLES = new Map([
  [14, 'Fourteen days'],
  [7, 'Seven days'],
]);

function stripDay(headline: TrendDay, current: boolean, report: Report): StripDay {
  const { state, day } = headline;
  const marks = MARKS.filter(({ isOn }) => isOn(headline));
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
    mark: marks.map(({ sign }) => sign).join(''),
    remark: marks.map(({ word, told }) => `${word.toLowerCase()}${told?.(headline) ?? ''}`).join(', '),
    tone: toneOf(current, report),
  };
}

type Mark = {
  readonly sign: string;
  readonly word: string;
  readonly isOn: (day: TrendDay) => boolean;
  /** What readers were told, to stand behind the word. */
  readonly told?: (day: TrendDay) => string;
};

/** An open day is the ordinary state of the last two days: no mark, or every strip would carry two. */
const MARKS: readonly Mark[] = [
  ...(['missing', 'partial', 'lost'] as const).map((state) => ({
    ...STATE_TITLES[state],
    isOn: (day: TrendDay) => day.state === state,
  })),
  { ...CHANGE_TITLES.restated, isOn: ({ restated }) => restated !== null, told: wasBefore },
  { ...CHANGE_TITLES.healed, isOn: ({ healed }) => healed !== null },
];

function wasBefore({ restated }: TrendDay): string {
  const unable = restated?.figures.unableUsers;
  return unable === undefined ? '' : `, was ${count(unable[0])}`;
}

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

/** What each sign in the strip means, and on which days it stands. */
function remarks(trend: readonly TrendDay[]): string[] {
  return MARKS.flatMap(({ sign, word, isOn, told }) => {
    const marked = trend.filter(isOn);
    if (marked.length === 0) return [];
    const days = marked.map((day) => `${shortDay(day.day)}${told?.(day) ?? ''}`);
    return [`${sign} ${word.toLowerCase()}: ${days.join(told === undefined ? ', ' : '; ')}.`];
  });
}
