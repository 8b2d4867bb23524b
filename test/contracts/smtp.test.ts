/** Mail through a real server: what arrives, in which parts, and how it is reached. */
import { afterEach, describe, expect, it } from 'vitest';
import type { MailServer } from '../../src/channels/hand-over.ts';
import type { MailList } from '../../src/channels/mail-lists.ts';
import { mailServer, openSmtp } from '../../src/channels/smtp.ts';
import { DeliveryError } from '../../src/errors.ts';
import { buildMessage } from '../build-message.ts';
import { type LoopbackSmtp, startLoopbackSmtp } from '../loopback-smtp.ts';

const LIST: MailList = {
  name: 'smtp',
  audience: 'everyone',
  from: 'mfa@contoso.example',
  to: ['helpdesk@contoso.example', 'ciso@contoso.example'],
  domains: ['contoso.example'],
};
const LOGIN = { user: 'mfa digest', password: 'canary:/@%pass' };

const servers: LoopbackSmtp[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function start(options: Parameters<typeof startLoopbackSmtp>[0] = {}): Promise<LoopbackSmtp> {
  const server = await startLoopbackSmtp(options);
  servers.push(server);
  return server;
}

/** What the channel throws; undefined where it throws nothing. */
async function refusalOf(server: MailServer, list: MailList = LIST): Promise<DeliveryError | undefined> {
  try {
    await openSmtp(list, server).send(buildMessage());
    return undefined;
  } catch (error) {
    if (error instanceof DeliveryError) return error;
    throw error;
  }
}

describe('a mail', () => {
  it('arrives at every recipient with both parts, the CSV beside them, and the headers of a digest', async () => {
    const { server, mails } = await start();
    const message = buildMessage();
    expect(await openSmtp(LIST, server).send(message)).toEqual({ refused: 0 });
    expect(mails).toHaveLength(1);
    const { from, to, bytes, mail } = mails[0] ?? expect.fail('no mail');
    expect([from, ...to]).toEqual([LIST.from, ...LIST.to]);
    expect(mail.from?.text).toBe(LIST.from);
    expect(mail.subject).toBe(message.subject);
    expect(mail.text?.trim()).toBe(message.text.trim());
    expect(mail.html).toBe(message.html);
    expect(mail.attachments.map(({ filename, contentType }) => [filename, contentType])).toEqual([
      ['mfa-digest-2026-11-23.csv', 'text/csv'],
    ]);
    expect(mail.attachments[0]?.content.toString('utf8')).toBe(message.csv);
    expect(mail.messageId).toBe('<2026-11-23.daily.smtp.contoso@contoso.example>');
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail.headers.get('list')).toMatchObject({ id: { id: 'mfa-digest.contoso.contoso.example' } });
    const head = bytes.toString('latin1').split('\r\n\r\n')[0] ?? '';
    expect(head).toContain('X-MFA-Digest-Severity: act\r\n');
    expect(head).not.toContain('X-MFA-Digest-Repeat');
    const types = [
      ...bytes.toString('latin1').matchAll(/^Content-Type: ([^;\r]+)(?:;\s*charset=([\w-]+))?/gm),
    ];
    expect(types.map(([, type, charset]) => [type, charset])).toEqual([
      ['multipart/mixed', undefined],
      ['multipart/alternative', undefined],
      ['text/plain', 'utf-8'],
      ['text/html', 'utf-8'],
      ['text/csv', 'utf-8'],
    ]);
    for (const [boundary = ''] of head.matchAll(/boundary="[^"]+"/g))
      expect(boundary.length).toBeLessThan(81);
  });

  it.each([
    ['correction', false, /^Corrected: /],
    ['test', false, /^\[Test\] /],
    ['daily', true, /^(?!Corrected|\[Test\])/],
  ] as const)('of kind %s, repeated: %s, says so', async (kind, repeat, subject) => {
    const { server, mails } = await start();
    const message = buildMessage({ kind, repeat });
    await openSmtp(LIST, server).send(message);
    const { mail, bytes } = mails[0] ?? expect.fail('no mail');
    expect(mail.subject).toMatch(subject);
    expect(mail.subject).toBe(message.subject);
    expect(mail.messageId).toBe(`<2026-11-23.${kind}.smtp.contoso@contoso.example>`);
    expect(mail.text?.includes('You may have this digest already')).toBe(repeat);
    expect(bytes.includes('X-MFA-Digest-Repeat: true')).toBe(repeat);
  });

  it('S5 takes no header, recipient or direction of writing from a name', async () => {
    const { server, mails } = await start();
    const tenant = 'Con\u202etoso\r\nBcc: evil@evil.example\r\n\r\n<b>\u0000\u2028\u200bx';
    await openSmtp(LIST, server).send(buildMessage({ tenant }));
    const { mail, to, bytes } = mails[0] ?? expect.fail('no mail');
    expect(to).toEqual(LIST.to);
    expect(mail.bcc).toBeUndefined();
    expect(bytes.toString('latin1').split('\r\n\r\n')[0]).not.toMatch(/^bcc:/im);
    expect(mail.subject).toContain('Contoso Bcc: evil@evil.example <b> x');
    expect(mail.subject).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });
});

describe('the way to the server', () => {
  it('is by STARTTLS where the address is smtp:// and not loopback', async () => {
    const { server, mails } = await start({ tls: 'starttls', login: LOGIN });
    expect(await refusalOf(server)).toBeUndefined();
    expect(mails[0]).toMatchObject({ isSecure: true, user: LOGIN.user });
  });

  it('is by TLS from the start where it is smtps://', async () => {
    const { server, mails } = await start({ tls: 'fromTheStart', login: LOGIN });
    expect(await refusalOf(server)).toBeUndefined();
    expect(mails[0]).toMatchObject({ isSecure: true, user: LOGIN.user });
  });

  it('needs STARTTLS: a server without it is given no password and no mail', async () => {
    const { server, mails, passwords } = await start({ login: LOGIN });
    const refusal = await refusalOf({ ...server, tls: 'starttls' });
    expect(refusal).toMatchObject({ kind: 'refused', message: expect.stringContaining('no STARTTLS (') });
    expect([mails, passwords]).toEqual([[], []]);
  });

  it.each([
    ['nobody knows', (server: MailServer) => ({ ...server, ca: undefined })],
    ['another one has', (server: MailServer) => ({ ...server, host: 'localhost' })],
  ])('ends where its certificate is one that %s', async (_, changed) => {
    const { server, mails, passwords } = await start({ tls: 'starttls', login: LOGIN });
    const refusal = await refusalOf(changed(server));
    expect(refusal).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('its certificate is not good ('),
    });
    expect([mails, passwords]).toEqual([[], []]);
  });

  it.each<[url: string, expected: Partial<MailServer>]>([
    ['smtp://mail.contoso.example', { host: 'mail.contoso.example', port: 587, tls: 'starttls' }],
    ['smtp://mail.contoso.example:25', { port: 25, tls: 'starttls' }],
    ['smtps://mail.contoso.example', { port: 465, tls: 'fromTheStart' }],
    ['smtps://127.0.0.1', { tls: 'fromTheStart' }],
    ['smtp://127.0.0.1:1025', { port: 1025, tls: 'never' }],
    ['smtp://localhost', { tls: 'never' }],
    ['smtp://[::1]:1025', { host: '::1', tls: 'never' }],
    ['smtp://127.0.0.1.evil.example', { tls: 'starttls' }],
    ['smtp://localhost.evil.example', { tls: 'starttls' }],
    [
      'smtp://me%40contoso.example:p%3Aw@mail.contoso.example',
      { user: 'me@contoso.example', password: 'p:w' },
    ],
  ])('%s', (url, expected) => {
    expect(mailServer(url)).toMatchObject(expected);
  });
});

describe('S25 recipients', () => {
  it.each([
    ['another domain', ['helpdesk@contoso.example', 'canary@fabrikam.example'], 'fabrikam.example'],
    ['a domain below', ['canary@mail.contoso.example'], 'mail.contoso.example'],
    ['one that ends the same', ['canary@evilcontoso.example'], 'evilcontoso.example'],
    ['two in one', ['canary@contoso.example@evil.example'], 'evil.example'],
  ])('of %s get nothing, and neither do the others', async (_, to, told) => {
    const { server, attempts } = await start();
    const refusal = await refusalOf(server, { ...LIST, to });
    expect(refusal).toMatchObject({ kind: 'refused', message: expect.stringContaining(told) });
    expect(refusal?.message).not.toContain('canary');
    expect(attempts()).toBe(0);
  });

  it('may write the domain as they like', async () => {
    const { server } = await start();
    expect(await refusalOf(server, { ...LIST, to: ['helpdesk@Contoso.Example'] })).toBeUndefined();
  });
});
