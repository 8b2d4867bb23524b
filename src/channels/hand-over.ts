/** One conversation with a mail server (SMTP), from greeting to its last word. */
import { Readable } from 'node:stream';
import type { NodemailerError } from 'nodemailer/lib/errors';

export type MailServer = {
  readonly host: string;
  readonly port: number;
  /** `never` stands for loopback alone: what does not leave the machine needs no secrecy. */
  readonly tls: 'fromTheStart' | 'starttls' | 'never';
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** Whose word counts for its certificate, PEM; left out: that of the authorities Node knows. */
  readonly ca?: string | undefined;
};

export type Parcel = { readonly from: string; readonly to: readonly string[]; readonly bytes: Uint8Array };

export type HandedOver =
  | { readonly isTaken: true; readonly refused: number }
  | {
      readonly isTaken: false;
      /** True where the mail was handed over and the last word never came: it may be out. */
      readonly mayBeOut: boolean;
      readonly isTooLarge: boolean;
      /** When it ended: `connect`, `login` or an SMTP command. */
      readonly at: string;
      /** What was answered or seen, in a few words: codes only, as a server may name people. */
      readonly what: string;
    };

/** Silence that ends the conversation, and all of it together, ms. RFC 5321 allows more than a function has. */
export type SmtpLimits = { readonly silenceMs: number; readonly wholeMs: number };

/** Never rejects for what a server or a network does. Without a parcel it ends after the login: nothing is sent. */
export async function handOver(
  server: MailServer,
  parcel: Parcel | undefined,
  limits: SmtpLimits,
): Promise<HandedOver> {
  // Loaded with the first mail: it is large, and most runs send none.
  const { default: SmtpConnection } = await import('nodemailer/lib/smtp-connection');
  const { silenceMs, wholeMs } = limits;
  const { host, port, tls, user, password, ca } = server;
  const connection = new SmtpConnection({
    host,
    port,
    secure: tls === 'fromTheStart',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'never',
    connectionTimeout: silenceMs,
    greetingTimeout: silenceMs,
    dnsTimeout: silenceMs,
    socketTimeout: silenceMs,
    logger: false,
    ...(ca === undefined ? {} : { tls: { ca } }),
  });
  const { promise: broken, reject } = Promise.withResolvers<never>();
  // It may break where nobody waits for it any more.
  broken.catch(() => {});
  connection.on('error', reject);
  const limit = setTimeout(() => reject(new Error('no end in time')), wholeMs);

  // The mail is read when the server has asked for it: whatever ends before then, nothing is out.
  let isBegun = false;
  async function* content(bytes: Uint8Array) {
    isBegun = true;
    yield bytes;
  }
  let at = 'connect';
  try {
    await Promise.race([broken, called((done) => connection.connect(done))]);
    if (user !== undefined) {
      at = 'login';
      const auth = { user, pass: password ?? '' };
      await Promise.race([broken, called((done) => connection.login(auth, done))]);
    }
    if (parcel === undefined) {
      connection.quit();
      return { isTaken: true, refused: 0 };
    }
    at = 'sending';
    const envelope = { from: parcel.from, to: [...parcel.to], size: parcel.bytes.length };
    const stream = Readable.from(content(parcel.bytes));
    const info = await Promise.race([
      broken,
      called<{ rejected?: readonly unknown[] }>((done) => connection.send(envelope, stream, done)),
    ]);
    connection.quit();
    return { isTaken: true, refused: info?.rejected?.length ?? 0 };
  } catch (error) {
    connection.close();
    return failureOf(error, at, isBegun);
  } finally {
    clearTimeout(limit);
  }
}

type Done<Value> = (error?: Error | null, value?: Value) => void;

function called<Value>(call: (done: Done<Value>) => void): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    call((error, value) => (error ? reject(error) : resolve(value)));
  });
}

function failureOf(error: unknown, at: string, isBegun: boolean): HandedOver {
  if (!(error instanceof Error)) throw error;
  const { code, command, response, responseCode }: Partial<NodemailerError> = error;
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(String(response ?? ''))?.[1];
  const isAnswered = typeof responseCode === 'number';
  const isAnnounced = code === 'EMESSAGE' && !isAnswered && !isBegun;
  const answer = `the server answered ${enhanced === undefined ? responseCode : `${responseCode} ${enhanced}`}`;
  return {
    isTaken: false,
    mayBeOut: isBegun && !isAnswered,
    isTooLarge: isAnnounced || (isAnswered && isSizeRefusal(responseCode, enhanced)),
    at: isBegun ? 'the end of DATA' : at === 'sending' ? (command ?? at) : at,
    what: isAnnounced
      ? 'it is larger than the server takes'
      : command === 'STARTTLS' && isAnswered
        ? `no STARTTLS (${answer})`
        : isAnswered
          ? answer
          : silenceOf(error),
  };
}

/** Codes of Node and OpenSSL for a certificate that is not good for the server. */
const CERTIFICATE = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_)/;

/** A few words for what was seen where nothing was answered; the error's own text may hold more than codes. */
function silenceOf(error: Error): string {
  const { code, originalCode = code } = codesOf(error);
  if (originalCode === undefined) return 'no end in time';
  if (CERTIFICATE.test(originalCode)) return `its certificate is not good (${originalCode})`;
  return code === 'ETIMEDOUT' ? 'no answer in time' : `no connection (${originalCode})`;
}

function codesOf(error: Error & { code?: unknown; originalCode?: unknown }) {
  const word = (value: unknown) => (typeof value === 'string' && /^\w+$/.test(value) ? value : undefined);
  const [code, originalCode] = [word(error.code), word(error.originalCode)];
  return { code, ...(originalCode === undefined ? {} : { originalCode }) };
}

/**
 * 552 says both "too large" and "mailbox full"; the enhanced code tells them apart (RFC 3463: x.2.2 full,
 * x.2.3 and x.3.4 too large). Without one it is taken for the size: a smaller mail does no harm.
 */
function isSizeRefusal(code: number | undefined, enhanced: string | undefined): boolean {
  if (enhanced !== undefined) return /^\d\.(2\.3|3\.4)$/.test(enhanced);
  return code === 552;
}
