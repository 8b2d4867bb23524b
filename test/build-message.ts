/** A digest as a channel is given it: the real one of an invented day; a test writes what it is about. */
import type { Message } from '../src/core/ports.ts';
import { messageOf } from '../src/deliver/message.ts';
import { readSettings } from '../src/settings.ts';
import { report, trend, troubleDay } from './render/report-builder.ts';

export function buildMessage(
  given: Partial<Pick<Message, 'kind' | 'repeat'>> & { readonly tenant?: string } = {},
): Message {
  const { kind = 'daily', repeat = false, tenant = 'Contoso' } = given;
  const settings = readSettings({
    MAIL_FROM: 'mfa@contoso.example',
    BASE_URL: 'https://mfa.contoso.example',
  });
  const day = troubleDay();
  const it = report({
    days: [day],
    trend: trend(day, 14),
    verdict: { level: 'act', text: 'Some could not get in.' },
    tenant: { id: 'contoso', name: tenant },
  });
  return messageOf(settings, it, { kind, repeat: repeat ? 'hung' : undefined });
}

/** The same with a CSV of so many bytes. */
export function withLargeCsv(message: Message, bytes: number): Message {
  const csv = 'x'
    .repeat(99)
    .concat('\n')
    .repeat(Math.ceil(bytes / 100));
  return {
    ...message,
    csv,
    eml: async (envelope) => {
      const mail = Buffer.from(await message.eml(envelope));
      return Buffer.concat([mail, Buffer.from(csv)]);
    },
  };
}
