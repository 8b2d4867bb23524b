/** A query as the real service understands it, and the page it gives. */
import { type GraphRecord, type Moment, momentOf, type Shelf } from './shelf.ts';

export type GraphPage = { value: GraphRecord[]; '@odata.nextLink'?: string; '@odata.context': string };

export type Reply = { readonly status: number; readonly page: GraphPage | undefined; readonly body: unknown };

export type Paging = {
  /** Rows a page at most; `$top` may ask for less. */
  readonly pageSize: number;
  /** Rows of the page before with which each further page begins. */
  readonly repeats: number;
};

export function refusal(status: number, code: string): Reply {
  return { status, page: undefined, body: { error: { code, message: 'invented' } } };
}

/** What v1.0 does not have (domain facts §1.1). */
const BETA_ONLY: ReadonlySet<string> = new Set([
  'authenticationDetails',
  'authenticationMethodsUsed',
  'authenticationProcessingDetails',
  'authenticationRequirement',
  'authenticationRequirementPolicies',
  'crossTenantAccessType',
  'mfaDetail',
  'originalRequestId',
  'signInEventTypes',
  'tokenIssuerType',
  'userType',
]);

/** Both versions; of v1.0 the records lack what only beta has. `now` decides what is to be seen. */
export function pageFor(url: URL, shelf: Shelf, now: number, { pageSize, repeats }: Paging): Reply {
  const [, version] = /^\/(beta|v1\.0)\/auditLogs\/signIns$/.exec(url.pathname) ?? [];
  if (version === undefined) return refusal(404, 'ResourceNotFound');
  const query = url.searchParams;
  const top = Number(query.get('$top') ?? 1000);
  const order = /^createdDateTime( asc| desc)?$/.exec(query.get('$orderby') ?? 'createdDateTime desc');
  const range = rangeOf(query.get('$filter'), shelf);
  const start = placeOf(query.get('$skiptoken'));
  if (!(top >= 1 && top <= 1000) || order === null || range === undefined || start === undefined) {
    return refusal(400, 'BadRequest');
  }
  if (query.has('$skip')) return refusal(400, 'BadRequest');

  const recordAt = (place: number) =>
    shelf.record(order[1] === ' desc' ? range.end - 1 - place : range.begin + place, now);
  const rows: { place: number; record: GraphRecord }[] = [];
  const most = Math.min(top, pageSize);
  let next: number | undefined;
  for (let place = start; place < range.end - range.begin && next === undefined; place++) {
    const record = recordAt(place);
    if (record === undefined) continue;
    if (rows.length === most) next = place;
    else rows.push({ place, record });
  }

  const page: GraphPage = {
    '@odata.context': `${url.origin}/${version}/$metadata#auditLogs/signIns`,
    value: rows.map(({ record }) => (version === 'beta' ? record : withoutBeta(record))),
  };
  if (next !== undefined) {
    const link = new URL(url);
    const repeated = repeats < rows.length ? rows.at(-repeats)?.place : undefined;
    link.searchParams.set('$skiptoken', tokenOf(repeats === 0 ? next : (repeated ?? next)));
    page['@odata.nextLink'] = link.href;
  }
  return { status: 200, page, body: page };
}

type Range = { readonly begin: number; readonly end: number };

/** What the real service documents, and `gt`, `lt`: bounds of `createdDateTime` joined by `and`. */
function rangeOf(filter: string | null, shelf: Shelf): Range | undefined {
  let range: Range = { begin: 0, end: shelf.size };
  for (const term of filter?.split(' and ') ?? []) {
    const [, name = '', text = ''] =
      /^createdDateTime ([a-z]{2}) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,12})?Z)$/.exec(term) ?? [];
    const bounds = BOUNDS[name]?.(shelf, momentOf(text));
    if (bounds === undefined) return undefined;
    range = {
      begin: Math.max(range.begin, bounds.begin ?? 0),
      end: Math.min(range.end, bounds.end ?? shelf.size),
    };
  }
  return range.begin < range.end ? range : { begin: 0, end: 0 };
}

const BOUNDS: Readonly<Record<string, (shelf: Shelf, moment: Moment) => Partial<Range>>> = {
  eq: (shelf, moment) => ({ begin: shelf.countBefore(moment, false), end: shelf.countBefore(moment, true) }),
  ge: (shelf, moment) => ({ begin: shelf.countBefore(moment, false) }),
  gt: (shelf, moment) => ({ begin: shelf.countBefore(moment, true) }),
  le: (shelf, moment) => ({ end: shelf.countBefore(moment, true) }),
  lt: (shelf, moment) => ({ end: shelf.countBefore(moment, false) }),
};

function tokenOf(place: number): string {
  return Buffer.from(`row ${place}`).toString('base64url');
}

function placeOf(token: string | null): number | undefined {
  if (token === null) return 0;
  const place = Number(Buffer.from(token, 'base64url').toString('utf8').replace('row ', ''));
  return Number.isInteger(place) && place >= 0 ? place : undefined;
}

function withoutBeta(record: GraphRecord): GraphRecord {
  const { id, createdDateTime } = record;
  const kept = Object.entries(record).filter(([name]) => !BETA_ONLY.has(name));
  return { ...Object.fromEntries(kept), id, createdDateTime };
}
