/**
 * What collecting is measured against: every page fetched and parsed, and nothing done with it.
 *
 *   node bench/bare-loop.ts taken.json GRAPH 2026-11-16
 */
import { addDays } from '../src/core/day.ts';
import { leaveBehind, startTaking } from './start-taking.ts';

type Page = { readonly value: readonly unknown[]; readonly '@odata.nextLink'?: string };

const [leftAt = '', endpoint = '', day = ''] = process.argv.slice(2);
const [from, to] = [addDays(day, -1), addDays(day, 2)];
const filter = `createdDateTime ge ${from}T00:00:00Z and createdDateTime le ${to}T00:00:00Z`;
const first = `${endpoint}/beta/auditLogs/signIns?$filter=${encodeURIComponent(filter)}`;

const taken = startTaking();
let records = 0;
let pages = 0;
for (let url: string | undefined = first; url !== undefined; ) {
  const response = await fetch(url);
  const page: Page = JSON.parse(await response.text());
  records += page.value.length;
  pages += 1;
  url = page['@odata.nextLink'];
}
leaveBehind(leftAt, { ...taken(), records, pages });
