/** One answer of Microsoft Graph as a page of records; anything else is a fault of the service. */

export type Page = {
  readonly value: readonly unknown[];
  /** `@odata.nextLink` as written; absent on the last page and only there. */
  readonly nextLink: string | undefined;
  /** Length of the text it was read from, UTF-16 units. */
  readonly length: number;
};

/** A 200 that is no page. The message says what came instead and holds nothing of the body. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  /** True where the list may have been cut short: on its way, or by the service itself. */
  readonly isCut: boolean;
  constructor(message: string, { isCut = false }: { isCut?: boolean } = {}) {
    super(message);
    this.isCut = isCut;
  }
}

/** @throws ProtocolError for HTML, an empty or cut body, JSON of another shape, and a list with an error beside it */
export function parsePage(body: string): Page {
  const text = body.startsWith('\uFEFF') ? body.slice(1) : body;
  if (text.trim() === '') throw new ProtocolError('an empty body', { isCut: true });
  if (text.trimStart().startsWith('<')) throw new ProtocolError('a web page (from a proxy or a gateway)');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new ProtocolError(`${text.length} characters that are not JSON (cut short?)`, { isCut: true });
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new ProtocolError('JSON that is not an object');
  }
  const value: unknown = Object.hasOwn(parsed, 'value') && 'value' in parsed ? parsed.value : undefined;
  if (!Array.isArray(value)) throw new ProtocolError('JSON without a list named "value"');
  // So ends an answer that had begun as a 200 when the service failed: rows may be missing.
  if ('error' in parsed && parsed.error !== null)
    throw new ProtocolError('a list with an "error" beside it', { isCut: true });
  const nextLink: unknown = '@odata.nextLink' in parsed ? parsed['@odata.nextLink'] : undefined;
  if (nextLink === undefined || nextLink === null) return { value, nextLink: undefined, length: text.length };
  if (typeof nextLink !== 'string') throw new ProtocolError('an "@odata.nextLink" that is not a text');
  return { value, nextLink, length: text.length };
}
