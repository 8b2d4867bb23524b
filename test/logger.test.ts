import { expect, it } from 'vitest';
import { createLogger } from '../src/logger.ts';

function lineOf(reason: string): string {
  const lines: string[] = [];
  createLogger((line) => lines.push(line))('dayFailed', { day: '2026-06-15', tries: 3, reason });
  expect(lines).toHaveLength(1);
  return lines[0] ?? '';
}

it('an event is one line of JSON', () => {
  expect(JSON.parse(lineOf('two\nlines'))).toEqual({
    event: 'dayFailed',
    day: '2026-06-15',
    tries: 3,
    reason: 'two\nlines',
  });
  expect(lineOf('two\nlines')).not.toContain('\n');
});

it.each([
  'Authorization: Bearer canary',
  'eyJhbGciOiJub25lIn0.canary.canary',
  'smtp://mfa:canary@mail.contoso.com',
  'AccountName=contoso;AccountKey=canary==;EndpointSuffix=core.windows.net',
  'https://contoso.example/x?code=canary&y=1',
  'https://contoso.example/x?sig=canary',
  'mailbox canary.person@contoso.com is full',
  'mailbox canary.müller@contoso.com is full',
  'mailbox canary@localhost is full',
  'Authorization: Basic canary',
  '{"password":"canary","user":"mfa"}',
  'SharedAccessKey=canary;EntityPath=x',
  'refresh_token=canary',
  'x-functions-key: canary',
  // Cut at 500 characters, in the midst of what is to be hidden.
  `${'x'.repeat(490)} smtp://mfa:canary@mail.contoso.com`,
  `${'x'.repeat(485)} canary.person@contoso.com`,
])('what a package may have put into a message is hidden: %s', (reason) => {
  expect(lineOf(reason)).not.toContain('canary');
});

it.each([
  'Day 2026-06-15: 12 sign-ins, code: 500121, at 10:15:00Z',
  'Graph answered 403 for /beta/auditLogs/signIns',
])('what is harmless stays as it is: %s', (reason) => {
  expect(JSON.parse(lineOf(reason)).reason).toBe(reason);
});
