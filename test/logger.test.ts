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
])('what a package may have put into a message is hidden: %s', (reason) => {
  expect(lineOf(reason)).not.toContain('canary');
});
