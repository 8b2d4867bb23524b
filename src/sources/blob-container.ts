/** The client of a container, opened by identity, without the library's own retries. */
import type { ContainerClient } from '@azure/storage-blob';
import type { TokenProvider } from '../credential.ts';
import type { ContainerAddress } from '../setting-forms.ts';

/** The same in all clouds (azure-sdk-for-js, `StorageOAuthScopes`). */
export const BLOB_SCOPE = 'https://storage.azure.com/.default';

/** One try each: the library's own retries know nothing of Retry-After, nor of the time a run has left. */
export const ONE_TRY = { retryOptions: { maxTries: 1 } } as const;

/** The package is loaded here, with the first container. Without `tokens` no credential is sent. */
export async function connectBlobContainer(
  { url, account, container }: Pick<ContainerAddress, 'url' | 'account' | 'container'>,
  tokens: TokenProvider | undefined,
): Promise<ContainerClient> {
  const { AnonymousCredential, ContainerClient } = await import('@azure/storage-blob');
  const at = `${account}/${container}`;
  if (tokens === undefined || !url.startsWith('https://'))
    return new ContainerClient(at, new AnonymousCredential(), ONE_TRY);
  return new ContainerClient(
    at,
    {
      // Whatever scope an answer of the service asks for: the token is one for Blob Storage.
      async getToken(_scopes, asked) {
        const claims = asked?.claims;
        const token = await tokens({ renew: claims !== undefined, claims, signal: undefined });
        return { token: token.value, expiresOnTimestamp: token.expiresAt };
      },
    },
    ONE_TRY,
  );
}
