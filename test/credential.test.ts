import { describe, expect, it } from 'vitest';
import {
  type CloudCredential,
  cloudCredential,
  graphTokens,
  staticTokens,
  tokensFor,
} from '../src/credential.ts';
import { SettingsError } from '../src/errors.ts';

const ASKED = { renew: false, claims: undefined, signal: undefined };

/** A credential that answers as told, and remembers what it was asked. */
function credentialThat(answer: () => Promise<{ token: string; expiresOnTimestamp: number } | null>) {
  const calls: unknown[] = [];
  const credential: CloudCredential = {
    getToken(scopes, options) {
      calls.push({ scopes, claims: options?.claims });
      return answer();
    },
    renew: () => void calls.push('renew'),
  };
  return { credential, calls };
}

const failing = (error: Error) => credentialThat(() => Promise.reject(error)).credential;
const named = (name: string, message: string, more: object = {}) =>
  Object.assign(new Error(message), { name, ...more });

describe('tokens of a credential', () => {
  it('are asked for with the scope', async () => {
    const { credential, calls } = credentialThat(async () => ({ token: 'abc', expiresOnTimestamp: 17 }));
    expect(await tokensFor(credential, 'https://graph.microsoft.com/.default')(ASKED)).toEqual({
      value: 'abc',
      expiresAt: 17,
    });
    expect(calls).toEqual([{ scopes: 'https://graph.microsoft.com/.default', claims: undefined }]);
  });

  it('when one was turned away, come from a client that has forgotten it', async () => {
    const { credential, calls } = credentialThat(async () => ({ token: 'abc', expiresOnTimestamp: 17 }));
    await tokensFor(credential, 'scope')({ ...ASKED, renew: true, claims: '{}' });
    expect(calls).toEqual(['renew', { scopes: 'scope', claims: '{}' }]);
  });

  it.each([
    { error: named('CredentialUnavailableError', 'nothing configured'), kind: 'refused' },
    { error: named('AggregateAuthenticationError', 'all of them failed'), kind: 'refused' },
    {
      error: named('AuthenticationError', 'AADSTS7000215: secret canary', { statusCode: 401 }),
      kind: 'refused',
    },
    { error: named('AuthenticationError', 'canary', { statusCode: 503 }), kind: 'unavailable' },
    { error: named('RestError', 'getaddrinfo canary', { code: 'ENOTFOUND' }), kind: 'unavailable' },
  ])('$error.name $error.message: $kind, without the words of the original', async ({ error, kind }) => {
    const failed = await tokensFor(failing(error), 'scope')(ASKED).catch((reason: unknown) => reason);
    expect(failed).toMatchObject({ name: 'SourceError', kind });
    expect(String(failed)).toContain(error.name);
    expect(String(failed)).not.toContain('canary');
  });

  it('an Entra code is told, for it says what is wrong', async () => {
    const error = named('AuthenticationError', 'AADSTS700016: Application with identifier', {
      statusCode: 400,
    });
    await expect(tokensFor(failing(error), 'scope')(ASKED)).rejects.toThrow('AADSTS700016');
  });

  it('a caller who stops is obeyed, even if the credential is deaf', async () => {
    const { credential } = credentialThat(() => new Promise(() => {}));
    const signal = AbortSignal.abort(new Error('stopped'));
    await expect(tokensFor(credential, 'scope')({ ...ASKED, signal })).rejects.toThrow('stopped');
  });
});

describe('GRAPH_TOKEN', () => {
  it.each(['', '  ', 'two words', 'line\nbreak', 'schlüssel'])(
    '"%s" is no token, and is not shown',
    (token) => {
      expect(() => staticTokens(token)).toThrow(SettingsError);
      expect(() => staticTokens(token)).toThrow(/not shown/);
    },
  );

  it('is trimmed and never runs out', async () => {
    expect(await staticTokens(' abc\n')(ASKED)).toEqual({
      value: 'abc',
      expiresAt: Number.POSITIVE_INFINITY,
    });
  });
});

describe('how the Graph source signs in', () => {
  const { credential } = credentialThat(async () => ({ token: 'of the cloud', expiresOnTimestamp: 17 }));
  it.each([
    { endpoint: 'https://graph.microsoft.com', graphToken: undefined, token: 'of the cloud' },
    { endpoint: 'https://graph.microsoft.com', graphToken: '', token: 'of the cloud' },
    { endpoint: 'https://graph.microsoft.com', graphToken: 'static', token: 'static' },
    { endpoint: 'http://127.0.0.1:4711', graphToken: undefined, token: undefined },
    { endpoint: 'http://127.0.0.1:4711', graphToken: 'static', token: 'static' },
  ])('$endpoint with GRAPH_TOKEN "$graphToken": $token', async ({ endpoint, graphToken, token }) => {
    const tokens = graphTokens({ endpoint, graphToken, credential, scope: 'scope' });
    expect((await tokens?.(ASKED))?.value).toBe(token);
  });
});

it('the cloud credential can be made without signing in to anything', () => {
  expect(
    cloudCredential({ authority: 'https://login.microsoftonline.com', tenantId: undefined }),
  ).toBeDefined();
});
