/** Mail through Microsoft Graph: what is asked of sendMail, and what its answers mean. */
import { simpleParser } from 'mailparser';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openGraphMail } from '../../src/channels/graph-mail.ts';
import type { MailList } from '../../src/channels/mail-lists.ts';
import type { Channel, Message } from '../../src/core/ports.ts';
import type { TokenProvider } from '../../src/credential.ts';
import { DeliveryError, SourceError } from '../../src/errors.ts';
import { buildMessage, withLargeCsv } from '../build-message.ts';
import { fakeTime } from '../fake-time.ts';
import type { Fault } from '../loopback-graph/faults.ts';
import { type LoopbackHook, startLoopbackHook } from '../loopback-hook.ts';

const LIST: MailList = {
  name: 'graph-mail',
  audience: 'everyone',
  from: 'mfa+digest@contoso.example',
  to: ['helpdesk@contoso.example', 'ciso@contoso.example'],
  domains: ['contoso.example'],
};
const TOKEN = 'canary-token';
const PATH = '/v1.0/users/mfa%2Bdigest%40contoso.example/sendMail';

let graph: LoopbackHook;
beforeEach(async () => {
  graph = await startLoopbackHook();
});
afterEach(() => graph.close());

type Options = { list?: MailList; tokens?: TokenProvider; limitMs?: number; sleep?: number };

/** Time does not pass but by `time.sleep`. */
function open({ list = LIST, limitMs, tokens = async () => tokenOf(TOKEN) }: Options = {}) {
  const time = fakeTime('2026-11-24T07:30:00Z');
  const options = { origin: graph.origin, tokens, clock: time.clock, limitMs };
  return { channel: openGraphMail(list, options), time };
}
const tokenOf = (value: string) => ({ value, expiresAt: Number.POSITIVE_INFINITY });

async function refusalOf(
  channel: Channel,
  message: Message = buildMessage(),
): Promise<DeliveryError | undefined> {
  try {
    await channel.send(message);
    return undefined;
  } catch (error) {
    if (error instanceof DeliveryError) return error;
    throw error;
  }
}

const refused = (status: number, code: string, headers = {}): Fault => ({
  status,
  headers,
  body: { error: { code, message: 'Invented: canary-text of canary@contoso.example' } },
});

describe('sendMail', () => {
  it('is asked once, in the name of MAIL_FROM, with the whole mail in MIME', async () => {
    const message = buildMessage();
    expect(await refusalOf(open().channel, message)).toBeUndefined();
    expect(graph.posts).toHaveLength(1);
    const { method, path, headers, body } = graph.posts[0] ?? expect.fail('no request');
    expect([method, path]).toEqual(['POST', PATH]);
    expect(headers).toMatchObject({ authorization: `Bearer ${TOKEN}`, 'content-type': 'text/plain' });
    const mail = await simpleParser(Buffer.from(body, 'base64'));
    expect(mail.subject).toBe(message.subject);
    expect(mail.messageId).toBe(message.id('graph-mail'));
    expect(mail.text?.trim()).toBe(message.text.trim());
    expect(mail.html).toBe(message.html);
    expect(mail.attachments[0]?.content.toString('utf8')).toBe(message.csv);
    expect(mail.headers.get('x-mfa-digest-severity')).toBe('act');
    expect([mail.to].flat().map((to) => to?.text)).toEqual([LIST.to.join(', ')]);
  });

  it('above 3 MB takes the mail as JSON: HTML, id, severity, repeat, and the CSV while it fits', async () => {
    const message = withLargeCsv(buildMessage({ repeat: true }), 2_300_000);
    expect(await refusalOf(open().channel, message)).toBeUndefined();
    expect(graph.posts).toHaveLength(1);
    const { headers, body } = graph.posts[0] ?? expect.fail('no request');
    expect(headers['content-type']).toBe('application/json');
    const sent: unknown = JSON.parse(body);
    expect(sent).toEqual({
      message: {
        subject: message.subject,
        internetMessageId: message.id('graph-mail'),
        body: { contentType: 'html', content: message.html },
        toRecipients: LIST.to.map((address) => ({ emailAddress: { address } })),
        internetMessageHeaders: [
          { name: 'X-MFA-Digest-Severity', value: 'act' },
          { name: 'X-MFA-Digest-Repeat', value: 'true' },
        ],
        attachments: [
          {
            '@odata.type': '#microsoft.graph.fileAttachment',
            name: 'mfa-digest-2026-11-23.csv',
            contentType: 'text/csv',
            contentBytes: Buffer.from(message.csv ?? '').toString('base64'),
          },
        ],
      },
    });
  });

  it('F29 a mail that is too large even so goes without its CSV, and says so', async () => {
    expect(await refusalOf(open().channel, withLargeCsv(buildMessage(), 4_000_000))).toBeUndefined();
    const mail = await simpleParser(Buffer.from(graph.posts[0]?.body ?? '', 'base64'));
    expect(mail.attachments).toEqual([]);
    expect(mail.text?.replace(/\s+/g, ' ')).toContain('Left out: the CSV of the day.');
  });

  it('F29 is asked for less where it says 413, and in the end told as too large', async () => {
    graph.answer([refused(413, 'RequestEntityTooLarge')]);
    const refusal = await refusalOf(open().channel);
    expect(refusal).toMatchObject({ kind: 'refused', message: expect.stringContaining('413') });
    const sizes = graph.posts.map(({ body }) => body.length);
    expect(sizes).toHaveLength(3);
    expect(sizes.toSorted((a, b) => b - a)).toEqual(sizes);
  });
});

describe('F29 what sendMail answers', () => {
  it.each<[what: string, fault: Fault, kind: DeliveryError['kind'], told: string]>([
    [
      '401: the token was turned away',
      refused(401, 'InvalidAuthenticationToken'),
      'refused',
      'Check that the identity',
    ],
    ['403: the role is missing', refused(403, 'Authorization_RequestDenied'), 'refused', 'Mail.Send'],
    ['403: the mailbox is out of scope', refused(403, 'ErrorAccessDenied'), 'refused', 'outside its scope'],
    ['404: no such mailbox', refused(404, 'ErrorInvalidUser'), 'refused', 'No mailbox of MAIL_FROM'],
    ['400: a recipient that is none', refused(400, 'ErrorInvalidRecipients'), 'refused', 'all recipients'],
    ['429: throttled', refused(429, 'ApplicationThrottled'), 'refused', 'A later run'],
    ['500: a server error', refused(500, 'ErrorInternalServerError'), 'refused', 'A later run'],
    ['503: unavailable', refused(503, 'serviceNotAvailable'), 'refused', 'A later run'],
    ['502: a gateway lost it', refused(502, 'BadGateway'), 'unknown', 'not known'],
    ['504: a gateway timed out', refused(504, 'GatewayTimeout'), 'unknown', 'not known'],
    ['200: a page of a proxy', { status: 200, body: '<html>' }, 'unknown', 'not known'],
    [
      '302: a redirect',
      { status: 302, headers: { Location: 'http://127.0.0.1:9/' } },
      'refused',
      'not followed',
    ],
    ['a reset', { reset: true }, 'unknown', 'not known'],
  ])('%s', async (_, fault, kind, told) => {
    graph.answer([fault]);
    const refusal = await refusalOf(open().channel);
    expect(refusal).toMatchObject({ kind, channel: 'graph-mail', message: expect.stringContaining(told) });
    expect(refusal?.message).not.toContain('canary');
  });

  it('nothing within its time: whether the mail is out is not known', async () => {
    graph.answer([{ stall: true }]);
    const { channel } = open({ limitMs: 500 });
    expect(await refusalOf(channel)).toMatchObject({
      kind: 'unknown',
      message: expect.stringContaining('in time'),
    });
    expect(graph.posts).toHaveLength(1);
  });

  it('nobody there: nothing is out', async () => {
    await graph.close();
    const { channel } = open();
    expect(await refusalOf(channel)).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    graph = await startLoopbackHook();
  });

  it('401 once: a new token is fetched, and the mail goes out', async () => {
    graph.answer([refused(401, 'InvalidAuthenticationToken'), { status: 202, body: '' }]);
    const tokens: TokenProvider = async ({ renew }) => tokenOf(renew ? 'new' : 'old');
    expect(await refusalOf(open({ tokens }).channel)).toBeUndefined();
    expect(graph.posts.map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer new']);
  });

  it('Retry-After: it is left alone for so long, whoever asks', async () => {
    graph.answer([
      refused(429, 'ApplicationThrottled', { 'Retry-After': '1200' }),
      { status: 202, body: '' },
    ]);
    const { channel, time } = open();
    await refusalOf(channel);
    await time.sleep(900_000);
    expect(await refusalOf(channel)).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('left alone for 300 s'),
    });
    expect(graph.posts).toHaveLength(1);
    await time.sleep(300_000);
    expect(await refusalOf(channel)).toBeUndefined();
    expect(graph.posts).toHaveLength(2);
  });
});

it('F29 Retry-After without end: it is left alone for a day', async () => {
  graph.answer([
    refused(429, 'ApplicationThrottled', { 'Retry-After': '999999999999' }),
    { status: 202, body: '' },
  ]);
  const { channel, time } = open();
  await refusalOf(channel);
  expect(channel.waitMs?.()).toBe(86_400_000);
  await time.sleep(86_400_000);
  expect(await refusalOf(channel)).toBeUndefined();
});

describe('the identity', () => {
  it('that cannot be had: nothing is sent, and why is told', async () => {
    const tokens: TokenProvider = () => Promise.reject(new SourceError('refused', 'No token: invented.'));
    expect(await refusalOf(open({ tokens }).channel)).toMatchObject({
      kind: 'refused',
      message: 'No token: invented.',
    });
    expect(graph.posts).toEqual([]);
  });

  it('is not shown to loopback without GRAPH_TOKEN', async () => {
    const { clock } = fakeTime('2026-11-24T07:30:00Z');
    await openGraphMail(LIST, { origin: graph.origin, tokens: undefined, clock }).send(buildMessage());
    expect(graph.posts[0]?.headers.authorization).toBeUndefined();
  });
});

it('S25 recipients of other domains get nothing, and neither do the others', async () => {
  const list = { ...LIST, to: [...LIST.to, 'canary@fabrikam.example'] };
  const refusal = await refusalOf(open({ list }).channel);
  expect(refusal).toMatchObject({ kind: 'refused', message: expect.stringContaining('fabrikam.example') });
  expect(graph.posts).toEqual([]);
});
