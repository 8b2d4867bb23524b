import { describe, expect, it } from 'vitest';
import { ProtocolError, parsePage } from '../../src/sources/graph-page.ts';

describe('F6 a body that is no page', () => {
  it.each([
    { title: 'empty', body: '' },
    { title: 'blank', body: ' \r\n' },
    { title: 'a web page', body: '<!doctype html><title>Sign in to the proxy</title>' },
    { title: 'plain text', body: 'upstream connect error' },
    { title: 'cut JSON', body: '{"value":[{"id":"a"},{"id"' },
    { title: 'an object without a list', body: '{}' },
    { title: 'a null list', body: '{"value":null}' },
    { title: 'an object for a list', body: '{"value":{"id":"a"}}' },
    { title: 'an error sent with 200', body: '{"error":{"code":"UnknownError"}}' },
    { title: 'a list with an error beside it', body: '{"value":[],"error":{"code":"UnknownError"}}' },
    { title: 'a bare list', body: '[{"id":"a"}]' },
    { title: 'null', body: 'null' },
    { title: 'a list on the prototype', body: '{"__proto__":{"value":[]}}' },
    { title: 'a link that is no text', body: '{"value":[],"@odata.nextLink":7}' },
  ])('$title', ({ body }) => {
    expect(() => parsePage(body)).toThrow(ProtocolError);
  });

  it.each([
    { title: 'an empty body', body: '', isCut: true },
    { title: 'JSON without its end', body: '{"value":[{"id"', isCut: true },
    { title: 'a list that ends in an error', body: '{"value":[{"id":"a"}],"error":{}}', isCut: true },
    { title: 'a web page', body: '<html>', isCut: false },
    { title: 'JSON of another shape', body: '{"value":null}', isCut: false },
  ])('F7 may have been cut on its way: $title, $isCut', ({ body, isCut }) => {
    expect(() => parsePage(body)).toThrow(expect.objectContaining({ isCut }));
  });

  it('is not quoted in the error', () => {
    expect(() => parsePage('megan.bowen@contoso.example')).toThrow(/^27 characters that are not JSON/);
  });
});

describe('a page', () => {
  it.each([
    {
      title: 'with a link',
      body: '{"value":[1],"@odata.nextLink":"x"}',
      page: { value: [1], nextLink: 'x' },
    },
    { title: 'without', body: '{"value":[1]}', page: { value: [1], nextLink: undefined } },
    {
      title: 'with none',
      body: '{"value":[],"@odata.nextLink":null}',
      page: { value: [], nextLink: undefined },
    },
    {
      title: 'without an error',
      body: '{"value":[],"error":null}',
      page: { value: [], nextLink: undefined },
    },
    { title: 'with a byte order mark', body: '\uFEFF{"value":[]}', page: { value: [], nextLink: undefined } },
  ])('$title', ({ body, page }) => {
    const length = body.replace('\uFEFF', '').length;
    expect(parsePage(body)).toEqual({ ...page, length });
  });
});
