/** One answer of Microsoft Graph as a page of records; anything else is a fault of the service. */
import type { PipelineResponse } from '@azure/core-rest-pipeline';

export type Page = {
  readonly value: readonly unknown[];
  /** `@odata.nextLink` as written; absent on the last page and only there. */
  readonly nextLink: string | undefined;
};

/** A 200 that is no page. The message says what came instead and holds nothing of the body. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

const pages = new WeakMap<PipelineResponse, Page>();

/**
 * The page in a response; parsed once, since retrying asks first whether it is one.
 * @throws ProtocolError for HTML, an empty or cut body, and JSON of another shape
 */
export function pageOf(response: PipelineResponse): Page {
  const known = pages.get(response);
  if (known !== undefined) return known;
  const page = parsePage(response.bodyAsText ?? '');
  pages.set(response, page);
  return page;
}

export function parsePage(body: string): Page {
  const text = body.startsWith('\uFEFF') ? body.slice(1) : body;
  if (text.trim() === '') throw new ProtocolError('an empty body');
  if (text.trimStart().startsWith('<')) throw new ProtocolError('a web page (from a proxy or a gateway)');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new ProtocolError(`${text.length} characters that are not JSON (cut short?)`);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new ProtocolError('JSON that is not an object');
  }
  const value: unknown = Object.hasOwn(parsed, 'value') && 'value' in parsed ? parsed.value : undefined;
  if (!Array.isArray(value)) throw new ProtocolError('JSON without a list named "value"');
  const nextLink: unknown = '@odata.nextLink' in parsed ? parsed['@odata.nextLink'] : undefined;
  if (nextLink === undefined || nextLink === null) return { value, nextLink: undefined };
  if (typeof nextLink !== 'string') throw new ProtocolError('an "@odata.nextLink" that is not a text');
  return { value, nextLink };
}
