/** Whether all ways to read an archive arrive at the same counts. */
import * as z from 'zod';
import { ARCHIVE_WAYS } from './archive-ways.ts';
import { totalsOf } from './check-counts.ts';
import type { ArchiveRead } from './measure-archive.ts';
import { reportFigures } from './report-figures.ts';

const Counts = z.tuple([z.array(z.coerce.number())]);
const Rows = z.array(z.tuple([z.string(), z.coerce.number()]));

/** What differs, in words; nothing where the ways may be compared. `signIns` plays no part. */
export function checkAnswers({ bytes, ids, records, ways }: Omit<ArchiveRead, 'signIns'>): readonly string[] {
  const answers = ways.flatMap(({ way, runs }) =>
    runs.map(({ printed }) => ({ way, printed, answers: ARCHIVE_WAYS[way].answers })),
  );
  const said = (kind: string) => answers.filter((answer) => answer.answers === kind);
  const [report = '', ...otherReports] = said('report').map(({ printed }) => printed);
  const totals = totalsOf(report);
  const [counts = ''] = said('counts').map(({ printed }) => countsOf(printed).join());
  return [
    ...differing('report', 'records', totals.records, records),
    ...differing('report', 'distinct ids', totals.ids, ids),
    ...(otherReports.some((other) => other !== report)
      ? ['report: expected the same output of all runs']
      : []),
    ...said('counts').flatMap(({ way, printed }) => [
      ...differing(way, 'records', countsOf(printed)[0], records),
      ...differing(way, 'distinct ids', countsOf(printed)[1], ids),
      ...differing(way, 'records, ids, users, successes', countsOf(printed).join(), counts),
    ]),
    ...said('figures').flatMap(({ way, printed }) => {
      const [ours, theirs] = [reportFigures(report), new Map(Rows.parse(JSON.parse(printed)))];
      const names = new Set([...ours.keys(), ...theirs.keys()]);
      return [...names].flatMap((name) => differing(way, name, theirs.get(name) ?? 0, ours.get(name) ?? 0));
    }),
    ...said('lines').flatMap(({ way, printed }) =>
      differing(way, 'lines', Number.parseInt(printed, 10), records),
    ),
    ...said('bytes').flatMap(({ way, printed }) => differing(way, 'bytes', Number(printed), bytes)),
  ];
}

function differing<T extends string | number | undefined>(
  way: string,
  what: string,
  got: T,
  expected: T,
): string[] {
  return got === expected ? [] : [`${way}: ${what}: expected ${expected ?? 'none'}, got ${got ?? 'none'}`];
}

function countsOf(printed: string): number[] {
  return Counts.parse(JSON.parse(printed))[0];
}
