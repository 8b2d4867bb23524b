/** The figures of a report that a query over its file must arrive at too. */
import * as z from 'zod';

const Count = z.object({ signIns: z.number(), attempts: z.number(), users: z.number() });
const Attempts = z.object({ attempts: z.number() });

const Report = z.object({
  days: z.array(
    z.object({
      totals: Count,
      outcomes: z.record(z.string(), Count),
      results: z.record(z.string(), Count),
      challenged: z.object({ attempts: z.number(), users: z.number() }),
      completed: z.object({ firstTry: Attempts, afterRetry: Attempts }),
      interrupted: z.object({ abandoned: Attempts }),
      unable: z.object({ users: z.number() }),
      reasons: z.array(
        z.object({ reason: z.string(), attempts: z.number(), users: z.number(), unableUsers: z.number() }),
      ),
    }),
  ),
});

/** Named by the path of the figure in a day. */
export type Figures = ReadonlyMap<string, number>;

/** Sums over the days; what is zero is left out. @throws Error where the text is no report */
export function reportFigures(output: string): Figures {
  const figures = new Map<string, number>();
  const add = (name: string, count: number) => {
    if (count > 0) figures.set(name, (figures.get(name) ?? 0) + count);
  };
  for (const day of Report.parse(JSON.parse(output)).days) {
    add('totals.signIns', day.totals.signIns);
    add('totals.attempts', day.totals.attempts);
    add('totals.users', day.totals.users);
    for (const [name, { signIns, attempts }] of Object.entries(day.outcomes)) {
      add(`outcomes.${name}.signIns`, signIns);
      add(`outcomes.${name}.attempts`, attempts);
    }
    for (const [name, { signIns }] of Object.entries(day.results)) add(`results.${name}.signIns`, signIns);
    add('challenged.attempts', day.challenged.attempts);
    add('challenged.users', day.challenged.users);
    add('completed.firstTry.attempts', day.completed.firstTry.attempts);
    add('completed.afterRetry.attempts', day.completed.afterRetry.attempts);
    add('interrupted.abandoned.attempts', day.interrupted.abandoned.attempts);
    for (const { reason, attempts, users, unableUsers } of day.reasons) {
      add(`reasons.${reason}.attempts`, attempts);
      add(`reasons.${reason}.users`, users);
      add(`reasons.${reason}.unableUsers`, unableUsers);
    }
    add('unable.users', day.unable.users);
  }
  return figures;
}
