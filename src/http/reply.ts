/** What goes back over HTTP, whoever speaks it: the Functions host or the loopback server. */
export type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
};

/** What every reply carries (contract §6): nothing is kept, nothing is loaded, nothing may frame it. */
export const SECURITY_HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
} as const;

/** A stable name for machines, a sentence for people, and the parameter it is about. */
export type Failure = {
  readonly code: string;
  readonly message: string;
  readonly field?: string | undefined;
};

export function contentReply(
  content: { readonly body: string | Uint8Array; readonly contentType: string },
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status: 200,
    headers: { ...SECURITY_HEADERS, 'Content-Type': content.contentType, ...headers },
    body: content.body,
  };
}

export function jsonReply(
  status: number,
  value: object,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status,
    headers: { ...SECURITY_HEADERS, 'Content-Type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

/** `{ error: { code, message, field } }`, and what else belongs to the case. */
export function failureReply(
  status: number,
  failure: Failure,
  more: { readonly body?: object; readonly headers?: Readonly<Record<string, string>> } = {},
): Reply {
  const { code, message, field = null } = failure;
  return jsonReply(status, { error: { code, message, field }, ...more.body }, more.headers);
}

export function notModifiedReply(headers: Readonly<Record<string, string>>): Reply {
  return { status: 304, headers: { ...SECURITY_HEADERS, ...headers }, body: '' };
}
