import { DeliveryError } from '../errors.ts';
import { askHost } from './ask-host.ts';

/**
 * Whether a service answers at all; what it answers to such a question says nothing.
 * @throws DeliveryError
 */
export async function checkHost(channel: string, origin: string, called: string): Promise<void> {
  const { silence } = await askHost(origin);
  if (silence !== undefined)
    throw new DeliveryError(
      channel,
      `${called} does not answer: ${silence}. Check the address, and that the network lets this out.`,
    );
}
