/** A real mail server on a loopback port, and what can go wrong in it. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import type { MailServer } from '../src/channels/hand-over.ts';
import { SELF_SIGNED } from './self-signed.ts';

export type ReceivedMail = {
  readonly from: string;
  /** Recipients of the envelope. */
  readonly to: readonly string[];
  readonly bytes: Buffer;
  readonly mail: ParsedMail;
  readonly isSecure: boolean;
  readonly user: string | undefined;
};

/** What the server does once it has the whole mail. The text of a refusal begins with its code: `552 5.3.4 too large`. */
export type AfterData =
  | 'take'
  | 'stall'
  | 'hangUp'
  | 'takeAndStall'
  | 'takeAndHangUp'
  | `${number} ${string}`;

export type SmtpFaults = {
  /** Refusals of recipients, by address; `stall`: not a word. */
  readonly recipients?: Readonly<Record<string, string>>;
  readonly sender?: string;
  /** One entry a mail; the last goes on. Default: it is taken. */
  readonly afterData?: readonly AfterData[];
  /** Never says a word, not even its greeting. */
  readonly isMute?: boolean;
};

export type LoopbackSmtp = {
  /** For SMTP_URL. */
  readonly url: string;
  /** The same as a channel sees it: reached by TLS, where the server offers it. */
  readonly server: MailServer;
  /** Those it took, in order. */
  readonly mails: readonly ReceivedMail[];
  /** Mails that came as far as their last byte. */
  readonly attempts: () => number;
  /** Passwords it was shown. */
  readonly passwords: readonly (string | null | undefined)[];
  set(faults: SmtpFaults): void;
  close(): Promise<void>;
};

export async function startLoopbackSmtp(
  options: {
    readonly faults?: SmtpFaults;
    /** Default: none is offered. */
    readonly tls?: 'fromTheStart' | 'starttls';
    /** Who may send; left out: everybody. */
    readonly login?: { readonly user: string; readonly password: string };
    /** The size it announces, bytes. */
    readonly size?: number;
  } = {},
): Promise<LoopbackSmtp> {
  const { tls, login, size } = options;
  let faults = options.faults ?? {};
  const mails: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  const passwords: (string | null | undefined)[] = [];
  let attempts = 0;

  const server = new SMTPServer({
    ...SELF_SIGNED,
    secure: tls === 'fromTheStart',
    disabledCommands: [...(tls === undefined ? ['STARTTLS'] : []), ...(login === undefined ? ['AUTH'] : [])],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    // Conversations that some tests leave hanging end with the server.
    closeTimeout: 1,
    hideENHANCEDSTATUSCODES: true,
    logger: false,
    ...(size === undefined ? {} : { size }),
    onConnect(_session, done) {
      if (faults.isMute !== true) done();
    },
    onAuth({ username, password }, _session, done) {
      passwords.push(password);
      const isKnown = username === login?.user && password === login?.password;
      // As real ones do, it repeats who tried.
      if (isKnown) done(null, { user: username });
      else done(refusal(`535 5.7.8 no such login: ${username} ${password}`));
    },
    onMailFrom(_address, _session, done) {
      done(faults.sender === undefined ? null : refusal(faults.sender));
    },
    onRcptTo({ address }, _session, done) {
      const refused = faults.recipients?.[address];
      // As real ones do, it repeats who was asked for.
      if (refused !== 'stall') done(refused === undefined ? null : refusal(`${refused} <${address}>`));
    },
    onData(stream, session, done) {
      void buffer(stream).then(async (bytes) => {
        const { afterData = [] } = faults;
        const then = afterData[Math.min(attempts, afterData.length - 1)] ?? 'take';
        attempts += 1;
        if (then.startsWith('take')) {
          const { mailFrom, rcptTo } = session.envelope;
          mails.push({
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            bytes,
            mail: await simpleParser(bytes),
            isSecure: session.secure,
            user: session.user,
          });
        }
        if (then === 'take') done();
        else if (/^\d/.test(then)) done(refusal(then));
        else if (/hangUp/i.test(then)) for (const socket of sockets) socket.destroy();
      });
    },
  });
  server.on('error', () => {
    // A client that hangs up in the middle is what some tests are about.
  });
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const address = listening.address();
  if (address === null || typeof address === 'string')
    throw new Error('The loopback mail server has no port.');
  const { port } = address;
  const user =
    login === undefined ? '' : `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}@`;

  return {
    url: `${tls === 'fromTheStart' ? 'smtps' : 'smtp'}://${user}127.0.0.1:${port}`,
    server: {
      host: '127.0.0.1',
      port,
      tls: tls ?? 'never',
      user: login?.user,
      password: login?.password,
      ca: SELF_SIGNED.cert,
    },
    mails,
    attempts: () => attempts,
    passwords,
    set(next) {
      faults = next;
    },
    async close() {
      await new Promise<void>((closed) => server.close(closed));
    },
  };
}

function refusal(line: string): Error {
  const [, code, text] = /^(\d{3}) (.*)$/.exec(line) ?? [];
  return Object.assign(new Error(text ?? line), { responseCode: Number(code) });
}
