/**
 * How much of counting a day goes to what is told of people and reasons, in a process of its own:
 *
 *   node bench/profile-tally.ts share.json lean-1000000.ndjson 2026-11-16
 *
 * Told by the engine's own profiler: of the samples taken while the day is counted, those in which one
 * of the `JUDGING` modules is at work, itself or by what it calls.
 */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { createCalendar } from '../src/core/day.ts';
import { createFacts } from '../src/core/facts.ts';
import { tallyDay } from '../src/core/tally.ts';
import { readPaths } from '../src/sources/archive.ts';
import { peakMemory } from './peak-memory.ts';

/** What findings, people, issues and friction added to the counting. */
const JUDGING =
  /\/core\/(?:findings|people|prompts|reason-counters|reason-figures|user-counters|breakdown-values|method-detail|admin-apps)\.ts$/;

const [leftAt = '', path = '', day = ''] = process.argv.slice(2);
const facts = createFacts();
for await (const batch of readPaths([path], {})) for (const record of batch) facts.add(record);
const calendar = createCalendar('UTC');
const options = {
  window: calendar.window(day),
  readAt: calendar.window(day).to + 14 * 86_400_000,
  exclude: { users: new Set<string>(), apps: new Set<string>() },
  dayEnd: (ms: number) => calendar.window(calendar.dayOf(ms)).to,
};
// Once unmeasured, so that no sample falls on code that is still being compiled.
tallyDay(facts, options);
const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.start');
tallyDay(facts, options);
const { profile } = await session.post('Profiler.stop');

const parents = new Map(
  profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])),
);
const byId = new Map(profile.nodes.map((node) => [node.id, node]));
/** Names of the modules at work in a sample, innermost first. */
function modulesOf(sample: number): string[] {
  const modules: string[] = [];
  for (let id: number | undefined = sample; id !== undefined; id = parents.get(id))
    modules.push(byId.get(id)?.callFrame.url ?? '');
  return modules;
}
const microseconds = { all: 0, judging: 0 };
profile.samples?.forEach((sample, index) => {
  const took = profile.timeDeltas?.[index] ?? 0;
  const modules = modulesOf(sample);
  if (!modules.some((url) => url.endsWith('/core/tally.ts'))) return;
  microseconds.all += took;
  if (modules.some((url) => JUDGING.test(url))) microseconds.judging += took;
});
writeFileSync(
  leftAt,
  JSON.stringify({
    seconds: microseconds.all / 1e6,
    judgingSeconds: microseconds.judging / 1e6,
    peakMiB: peakMemory(),
  }),
);
