import { describe, expect, it } from 'vitest';
import { mailSubject } from '../../src/core/mail-subject.ts';
import { listId, messageId } from '../../src/core/message-id.ts';

describe('the subject of a mail', () => {
  it.each([
    ['daily', '3 users unable'],
    ['correction', 'Corrected: 3 users unable'],
    ['test', '[Test] 3 users unable'],
  ] as const)('of kind %s', (kind, expected) => {
    expect(mailSubject('3 users unable', kind)).toBe(expected);
  });

  it.each<[what: string, subject: string, expected: string]>([
    ['line breaks', 'a\r\nBcc: x@evil.example', 'a Bcc: x@evil.example'],
    ['a line and a paragraph separator', 'a\u2028b\u2029c', 'a b c'],
    ['a NUL and other controls', 'a\u0000b\u001bc\u0085d', 'a b c d'],
    ['directions of writing', 'a\u202eb\u2066c\u2069d\u200fe\u061cf', 'abcdef'],
    ['what has no width', 'a\u200bb\ufeffc\u00add\u{e0041}', 'abcd'],
    ['half a character', 'a\ud800b', 'a\ufffdb'],
    ['letters of any script', 'Größe 漢字 العربية', 'Größe 漢字 العربية'],
  ])('S5 holds no %s', (_, subject, expected) => {
    expect(mailSubject(subject, 'daily')).toBe(expected);
  });
});

describe('the ids of a mail', () => {
  const hostile = 'a\r\nBcc: x@evil.example <>';

  it('tell day, kind, channel and tenant, at the domain of the sender', () => {
    const mail = {
      day: '2026-11-23',
      kind: 'daily',
      channel: 'smtp-security',
      tenant: 'contoso.com',
    } as const;
    expect(messageId({ ...mail, from: 'MFA <mfa@contoso.example>' })).toBe(
      '<2026-11-23.daily.smtp-security.contoso-com@contoso.example>',
    );
  });

  it('S5 hold nothing that could end them', () => {
    const id = messageId({
      day: '2026-11-23',
      kind: 'test',
      channel: hostile,
      tenant: hostile,
      from: hostile,
    });
    expect(id).toBe('<2026-11-23.test.a-Bcc-x-evil-example.a-Bcc-x-evil-example@localhost>');
    expect(listId({ tenant: hostile, from: hostile })).toBe(
      'MFA Digest <mfa-digest.a-Bcc-x-evil-example.localhost>',
    );
  });
});
