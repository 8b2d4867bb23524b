/** Which links are followed. A token goes wherever a link leads, so a link is not taken on trust. */
import { createHash } from 'node:crypto';
import { SettingsError, SourceError } from '../errors.ts';
import { endpoint } from '../setting-forms.ts';

/** Beta has the MFA fields; v1.0 has none of them (domain facts §1.1) and is asked only where beta is refused. */
export type GraphVersion = 'beta' | 'v1.0';

export function signInsPath(version: GraphVersion): string {
  return `/${version}/auditLogs/signIns`;
}

/** A hundred million records at full pages: only a service gone wild gets there. */
const PAGES_AT_MOST = 100_000;
/** Empty pages are normal (domain facts §1.4), endless ones are not. */
const EMPTY_PAGES_AT_MOST = 1_000;

/**
 * Origin of GRAPH_ENDPOINT.
 * @throws SettingsError unless it is https, or http on loopback, with host and port only
 */
export function graphOrigin(given: string): string {
  const origin = endpoint.read(given);
  if (origin === undefined) {
    throw new SettingsError([
      'GRAPH_ENDPOINT: expected scheme, host and port only, https (http on loopback), such as https://graph.microsoft.com; got something else.',
    ]);
  }
  return origin;
}

/** Follows the links from one first page on: `next(link, rows)` gives the address to ask, or throws. */
export function createLinkGuard(first: URL): (link: string, rows: number) => URL {
  const seen = new Set([fingerprint(first)]);
  let emptyInARow = 0;
  return (link, rows) => {
    const url = checkNextLink(first, link);
    emptyInARow = rows === 0 ? emptyInARow + 1 : 0;
    const mark = fingerprint(url);
    if (seen.has(mark)) throw stopped(first, 'led back to a page already read');
    if (seen.size >= PAGES_AT_MOST) throw stopped(first, `went on after ${PAGES_AT_MOST} pages`);
    if (emptyInARow >= EMPTY_PAGES_AT_MOST)
      throw stopped(first, `led to ${emptyInARow} empty pages in a row`);
    seen.add(mark);
    return url;
  };
}

/**
 * The link as an address: replayed whole, for its token is opaque.
 * @throws SourceError unless it has the origin and the path of the first page, and no user info
 */
export function checkNextLink(first: URL, link: string): URL {
  const url = URL.canParse(link) ? new URL(link) : undefined;
  if (url === undefined) throw stopped(first, 'is not a web address');
  if (url.origin !== first.origin) throw stopped(first, 'leads to another scheme, host or port');
  if (url.username !== '' || url.password !== '') throw stopped(first, 'holds a user name or password');
  if (url.pathname !== first.pathname) throw stopped(first, 'leads to another path');
  url.hash = '';
  return url;
}

/** The link itself is not told: it may carry a token of somebody's choosing. */
function stopped({ origin, pathname }: URL, why: string): SourceError {
  return new SourceError(
    'unavailable',
    `Sign-ins could not be read to the end from ${origin}: its link to the next page ${why}; expected a new link below ${origin}${pathname}. It was not followed, and what was read is kept; the next run goes on from there.`,
  );
}

/** Skip tokens run to kilobytes and a big day has thousands of pages, so a digest is kept instead. */
function fingerprint(url: URL): string {
  return createHash('sha256').update(url.href).digest('base64');
}
