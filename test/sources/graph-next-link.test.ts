import { describe, expect, it } from 'vitest';
import { SettingsError, SourceError } from '../../src/errors.ts';
import {
  checkNextLink,
  createLinkGuard,
  graphOrigin,
  signInsPath,
} from '../../src/sources/graph-next-link.ts';

const ORIGIN = 'https://graph.microsoft.com';
const PATH = '/beta/auditLogs/signIns';
const FIRST = new URL(`${ORIGIN}${PATH}?$top=1000`);

describe('F10 a link to the next page', () => {
  it.each([
    `${ORIGIN}${PATH}?$top=1000&$skiptoken=abc%3D_1`,
    `${ORIGIN}:443${PATH}?$skiptoken=abc`,
    `HTTPS://GRAPH.MICROSOFT.COM${PATH}?$skiptoken=abc`,
  ])('%s is followed', (link) => {
    expect(checkNextLink(FIRST, link).origin).toBe(ORIGIN);
  });

  it('is replayed whole', () => {
    const link = `${ORIGIN}${PATH}?$filter=createdDateTime%20ge%20x&$skiptoken=a%2Bb/c=&d`;
    expect(checkNextLink(FIRST, link).href).toBe(link);
  });

  it.each([
    { title: 'another host', link: `https://evil.example${PATH}?$skiptoken=a` },
    { title: 'a host that begins like ours', link: `https://graph.microsoft.com.evil.example${PATH}` },
    { title: 'a host that ends like ours', link: `https://evil-graph.microsoft.com${PATH}` },
    { title: 'a host with a final dot', link: `https://graph.microsoft.com.${PATH}` },
    { title: 'plain http', link: `http://graph.microsoft.com${PATH}` },
    { title: 'another port', link: `https://graph.microsoft.com:8443${PATH}` },
    { title: 'our host as a user name', link: `https://graph.microsoft.com@evil.example${PATH}` },
    { title: 'a user name', link: `https://user@graph.microsoft.com${PATH}` },
    { title: 'a password', link: `https://:secret@graph.microsoft.com${PATH}` },
    { title: 'back slashes', link: `https:\\\\evil.example\\@graph.microsoft.com${PATH}` },
    { title: 'a line break', link: `https://graph.microsoft.com\n.evil.example${PATH}` },
    { title: 'no scheme', link: `//graph.microsoft.com${PATH}` },
    { title: 'a path alone', link: `${PATH}?$skiptoken=a` },
    { title: 'another path', link: `${ORIGIN}/beta/users` },
    { title: 'a path below', link: `${ORIGIN}${PATH}/x` },
    { title: 'a path climbing out', link: `${ORIGIN}${PATH}/../../me` },
    { title: 'the other version', link: `${ORIGIN}/v1.0/auditLogs/signIns` },
    { title: 'an escaped letter', link: `${ORIGIN}/beta/auditLogs/sign%49ns` },
    { title: 'a script', link: 'javascript:alert(1)' },
    { title: 'a file', link: 'file:///etc/passwd' },
    { title: 'nothing', link: '' },
  ])('to $title is refused', ({ link }) => {
    expect(() => checkNextLink(FIRST, link)).toThrow(SourceError);
  });

  it.each([
    { asked: 'v1.0', other: 'beta' },
    { asked: 'beta', other: 'v1.0' },
  ] as const)('leads on within $asked, and not to $other', ({ asked, other }) => {
    const first = new URL(`${ORIGIN}${signInsPath(asked)}?$top=1000`);
    expect(checkNextLink(first, `${ORIGIN}/${asked}/auditLogs/signIns?$skiptoken=a`).pathname).toBe(
      first.pathname,
    );
    expect(() => checkNextLink(first, `${ORIGIN}/${other}/auditLogs/signIns?$skiptoken=a`)).toThrow(
      /another path/,
    );
  });

  it('is not quoted in the error', () => {
    expect(() => checkNextLink(FIRST, 'https://canary.example/')).toThrow(/^(?!.*canary)/s);
  });
});

describe('F9 the links from one first page on', () => {
  const link = (n: number) => `${ORIGIN}${PATH}?$skiptoken=${n}`;

  it.each([
    { title: 'the same link twice', links: [link(1), link(1)] },
    { title: 'a ring of links', links: [link(1), link(2), link(3), link(1)] },
    { title: 'back to the first page', links: [link(1), FIRST.href] },
    { title: 'the same link but for its fragment', links: [link(1), `${link(1)}#again`] },
  ])('$title: stops', ({ links }) => {
    const next = createLinkGuard(FIRST);
    for (const good of links.slice(0, -1)) next(good, 1000);
    expect(() => next(links.at(-1) ?? '', 1000)).toThrow(/already read/);
  });

  it('goes on over empty pages, but not without end', () => {
    const next = createLinkGuard(FIRST);
    for (let n = 0; n < 999; n++) next(link(n), 0);
    next(link(1000), 1);
    for (let n = 2000; n < 2999; n++) next(link(n), 0);
    expect(() => next(link(3000), 0)).toThrow(/empty pages in a row/);
  });
});

describe('GRAPH_ENDPOINT', () => {
  it.each([
    { endpoint: 'https://graph.microsoft.us', origin: 'https://graph.microsoft.us' },
    { endpoint: 'https://graph.contoso.example:8443/', origin: 'https://graph.contoso.example:8443' },
    { endpoint: 'http://127.0.0.1:4711', origin: 'http://127.0.0.1:4711' },
    { endpoint: 'http://localhost:4711', origin: 'http://localhost:4711' },
    { endpoint: 'http://[::1]:4711', origin: 'http://[::1]:4711' },
  ])('$endpoint is one', ({ endpoint, origin }) => {
    expect(graphOrigin(endpoint)).toBe(origin);
  });

  it.each([
    'http://graph.microsoft.com',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'https://graph.microsoft.com/beta',
    'https://graph.microsoft.com/?x',
    'https://user@graph.microsoft.com',
    'ftp://127.0.0.1',
    'graph.microsoft.com',
    '',
  ])('"%s" is none', (endpoint) => {
    expect(() => graphOrigin(endpoint)).toThrow(SettingsError);
  });
});
