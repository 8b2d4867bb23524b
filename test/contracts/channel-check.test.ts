/** What a channel can tell of itself without delivering anything. */
import { afterEach, describe, expect, it } from 'vitest';
import { openGraphMail } from '../../src/channels/graph-mail.ts';
import type { MailList } from '../../src/channels/mail-lists.ts';
import { openSmtp } from '../../src/channels/smtp.ts';
import { SourceError } from '../../src/errors.ts';
import { startLoopbackHook } from '../loopback-hook.ts';
import { startLoopbackSmtp } from '../loopback-smtp.ts';

const LIST: MailList = {
  name: 'smtp-security',
  audience: 'security',
  from: 'mfa@contoso.example',
  to: ['security@contoso.example'],
  domains: ['contoso.example'],
};
const LOGIN = { user: 'mfa', password: 'canary-password' };

const servers: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function startSmtp(options: Parameters<typeof startLoopbackSmtp>[0]) {
  const server = await startLoopbackSmtp(options);
  servers.push(server);
  return server;
}

describe('smtp', () => {
  it.each([
    { server: 'takes everybody', options: {} },
    { server: 'offers STARTTLS', options: { tls: 'starttls' } },
    { server: 'speaks TLS from the start, and knows us', options: { tls: 'fromTheStart', login: LOGIN } },
  ] as const)('a server that $server lets us in, and gets no mail', async ({ options }) => {
    const { server, attempts } = await startSmtp(options);
    await openSmtp(LIST, server).check?.();
    expect(attempts()).toBe(0);
  });

  it('a server without STARTTLS is told by name, and given no password', async () => {
    const { server } = await startSmtp({ login: LOGIN });
    const channel = openSmtp(LIST, { ...server, tls: 'starttls' });
    await expect(channel.check?.()).rejects.toMatchObject({
      name: 'DeliveryError',
      channel: 'smtp-security',
      message: expect.stringMatching(/does not let us in, at connect: no STARTTLS.*must offer STARTTLS/),
    });
  });

  it('a list that leads out of the domains is told before anybody is asked', async () => {
    const { server } = await startSmtp({});
    const channel = openSmtp({ ...LIST, to: ['somebody@fabrikam.example'] }, server);
    await expect(channel.check?.()).rejects.toThrow(/recipients must be in contoso\.example/);
  });
});

describe('graph-mail', () => {
  it('nobody to sign in as: what signing in says, and Graph is not asked', async () => {
    const hook = await startLoopbackHook();
    servers.push(hook);
    const channel = openGraphMail(
      { ...LIST, name: 'graph-mail' },
      {
        origin: hook.origin,
        clock: () => 0,
        tokens: () =>
          Promise.reject(new SourceError('refused', 'No token for Graph. Give the app an identity.')),
      },
    );
    await expect(channel.check?.()).rejects.toMatchObject({
      name: 'DeliveryError',
      channel: 'graph-mail',
      message: 'No token for Graph. Give the app an identity.',
    });
    expect(hook.posts).toEqual([]);
  });

  it('is never asked by sending', async () => {
    const hook = await startLoopbackHook();
    servers.push(hook);
    const tokens = async () => ({ value: 'canary', expiresAt: Number.POSITIVE_INFINITY });
    await openGraphMail(LIST, { origin: hook.origin, clock: () => 0, tokens }).check?.();
    expect(hook.posts).toMatchObject([{ method: 'HEAD', path: '/' }]);
    expect(hook.posts[0]?.headers.authorization).toBeUndefined();
  });
});
