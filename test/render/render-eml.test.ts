import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { composeDigest } from '../../src/core/digest.ts';
import { renderCsv } from '../../src/render/render-csv.ts';
import { type Mail, renderEml } from '../../src/render/render-eml.ts';
import { renderHtml } from '../../src/render/render-html.ts';
import { renderText } from '../../src/render/render-text.ts';
import { report } from './report-builder.ts';
import { SAMPLE_REPORTS } from './sample-pages.ts';

describe('a mail', () => {
  it('holds text and HTML as one, and the CSV beside them', async () => {
    const mail = mailOf();
    const parsed = await simpleParser(Buffer.from(await renderEml(mail)));
    expect(parsed.subject).toBe(
      'Denied prompts, then a success: 1 user; 64 of 1,386 unable · Contoso, Mon 23 Nov',
    );
    expect(parsed.html).toBe(mail.html);
    expect(parsed.text?.trim()).toBe(mail.text.trim());
    const [csv, ...more] = parsed.attachments;
    expect(more).toEqual([]);
    expect(csv?.filename).toBe('mfa-digest-2026-11-23.csv');
    expect(csv?.content.toString('utf8')).toBe(mail.csv);
  });

  it('ends each line as RFC 5322 wants it, and none is too long', async () => {
    const bytes = Buffer.from(await renderEml(mailOf())).toString('latin1');
    expect(bytes.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(Math.max(...bytes.split('\r\n').map(({ length }) => length))).toBeLessThanOrEqual(998);
  });

  it('is the same bytes each time, with an id that repeats keep', async () => {
    const [first, second] = [await renderEml(mailOf()), await renderEml(mailOf())];
    expect(Buffer.from(first).equals(Buffer.from(second))).toBe(true);
    const parsed = await simpleParser(Buffer.from(first));
    expect(parsed.messageId).toBe(
      '<2026-11-23.daily.smtp.11111111-2222-4333-8444-555555555555@contoso.example>',
    );
    expect(parsed.date?.toISOString()).toBe('2026-11-24T07:30:00.000Z');
    expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
    expect(Buffer.from(first).toString()).toContain('X-MFA-Digest-Severity: act\r\n');
  });

  it.each([
    ['daily', 'Denied prompts'],
    ['correction', 'Corrected: Denied prompts'],
    ['test', '[Test] Denied prompts'],
  ] as const)('of kind %s says so in its subject and id', async (kind, start) => {
    const parsed = await simpleParser(Buffer.from(await renderEml(mailOf({ kind }))));
    expect(parsed.subject?.startsWith(start)).toBe(true);
    expect(parsed.messageId).toContain(`.${kind}.`);
  });

  it('F22 is marked as a repeat where it may be one, under the same id', async () => {
    const once = Buffer.from(await renderEml(mailOf())).toString();
    const repeat = Buffer.from(
      await renderEml(mailOf({ digest: composeDigest(SAMPLE_REPORTS.trouble, { repeat: 'hung' }) })),
    ).toString();
    expect(repeat).toContain('X-MFA-Digest-Repeat: true\r\n');
    expect(once).not.toContain('X-MFA-Digest-Repeat');
    const id = /^Message-ID: .*$/m;
    expect(id.exec(repeat)).toEqual(id.exec(once));
  });

  it('takes no header from a name that holds line breaks', async () => {
    const hostile = {
      ...SAMPLE_REPORTS.trouble,
      tenant: { id: 'a\r\nBcc: x@evil.example', name: 'Contoso\r\nBcc: x@evil.example\r\n\r\nbody' },
    };
    const bytes = Buffer.from(
      await renderEml(mailOf({ report: report(hostile), channel: 'file\r\nBcc: y@evil.example' })),
    );
    const head = bytes.toString().split('\r\n\r\n')[0] ?? '';
    expect(head).not.toMatch(/^bcc:/im);
    const parsed = await simpleParser(bytes);
    expect(parsed.bcc).toBeUndefined();
    expect(parsed.messageId).toBe(
      '<2026-11-23.daily.file-Bcc-y-evil-example.a-Bcc-x-evil-example@contoso.example>',
    );
  });

  it('without a recipient still has a sender and a date', async () => {
    const parsed = await simpleParser(Buffer.from(await renderEml(mailOf({ to: [] }))));
    expect(parsed.from?.text).toContain('mfa@contoso.example');
    expect(parsed.to).toBeUndefined();
  });
});

function mailOf(overrides: Partial<Mail> = {}): Mail {
  const source = overrides.report ?? SAMPLE_REPORTS.trouble;
  const digest = composeDigest(source);
  return {
    digest,
    report: source,
    html: renderHtml(digest),
    text: renderText(digest),
    csv: renderCsv(source),
    from: 'MFA Digest <mfa@contoso.example>',
    to: ['helpdesk@contoso.example'],
    channel: 'smtp',
    kind: 'daily',
    ...overrides,
  };
}
