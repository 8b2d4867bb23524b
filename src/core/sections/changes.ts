/** What is not as readers were last told: days restated, days caught up, sign-ins that came late. */
import { count, counted, listed, longDay, percent, shortDay } from '../format.ts';
import { type Day, isMeasured, type Restated, type TrendDay } from '../report.ts';
import { HEADLINE_TITLES, KNOWN_AS_TITLES, RESTATED_WHY_TITLES } from '../titles.ts';
import { trendOf } from '../trend-of.ts';
import type { ListBlock, Section } from './block.ts';

export const changes: Section<Day> = ({ report, day }) => {
  const entries = [...trendOf(report).toReversed().flatMap(changedDay), ...lateSignIns(day)];
  if (entries.length === 0) return [];
  return [
    {
      kind: 'list',
      title: 'Restated and caught up',
      subtitle: 'What is not as it was first read, or last mailed.',
      entries,
    },
  ];
};

type Entry = ListBlock['entries'][number];

function changedDay(day: TrendDay): Entry[] {
  const text = changeOf(day);
  return text === '' ? [] : [{ term: shortDay(day.day), text }];
}

/** One or two sentences; empty where the day is as it was told. */
export function changeOf({ restated, healed, challengedUsers, unableUsers }: TrendDay): string {
  const changed = restated === null ? '' : changedFigures(restated);
  if (healed === null)
    return restated === null ? '' : `Restated, ${RESTATED_WHY_TITLES[restated.why]}: ${changed}.`;
  const now =
    changed === ''
      ? `${counted(challengedUsers ?? 0, 'challenged user')}, ${count(unableUsers)} unable`
      : changed;
  return `${KNOWN_AS_TITLES[healed]}: ${now}.`;
}

function changedFigures({ figures }: Restated): string {
  const isKnown = (name: string): name is keyof typeof HEADLINE_TITLES =>
    Object.hasOwn(HEADLINE_TITLES, name);
  const parts = Object.entries(figures).map(([name, [before, after]]) => {
    const written = name === 'rate' ? percent : count;
    return `${isKnown(name) ? HEADLINE_TITLES[name] : name} ${written(before)} → ${written(after)}`;
  });
  return listed(parts);
}

function lateSignIns(day: Day): Entry[] {
  if (!isMeasured(day) || day.coverage.late === 0) return [];
  const { late } = day.coverage;
  const text = `${counted(late, 'sign-in')} of ${longDay(day.day)} arrived after the first reading and ${late === 1 ? 'is' : 'are'} included.`;
  return [{ term: 'Late', text }];
}
