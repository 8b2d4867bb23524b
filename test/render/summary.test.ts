/** The mail about all tenants: what stands in it, in which order, and that its forms hold the same. */
import { HtmlValidate } from 'html-validate';
import { describe, expect, it } from 'vitest';
import { composeDigest } from '../../src/core/digest.ts';
import type { Level, Report } from '../../src/core/report.ts';
import { composeSummary, type TenantTold } from '../../src/core/summary.ts';
import { renderHtml } from '../../src/render/render-html.ts';
import { renderText } from '../../src/render/render-text.ts';
import { displayWidth } from './display-width.ts';
import { EVERY_DAY } from './every-day.ts';
import { HOSTILE } from './hostile-corpus.ts';
import { DAY, emptyDay, gapDay, quietDay, report, troubleDay } from './report-builder.ts';
import { plain } from './tables-of.ts';

const OPTIONS = { day: DAY, version: '0.0.0', baseUrl: 'https://mfa.provider.example' };

function tenant(name: string, given: Report | undefined, troubles: readonly string[] = []): TenantTold {
  const own = given && { ...given, tenant: { id: name.toLowerCase(), name } };
  return { id: name.toLowerCase(), name, report: own, troubles };
}

const judged = (level: Level, users: number) =>
  report({ verdict: { level, text: '' }, days: [troubleDay({ unable: { ...troubleDay().unable, users } })] });
const quiet = () => report({ verdict: { level: 'quiet', text: '' }, days: [quietDay()] });

const names = (told: readonly TenantTold[]) =>
  composeSummary(told, OPTIONS).blocks.flatMap((block) =>
    block.kind === 'table' ? block.rows.map(({ name }) => name) : [],
  );

describe('the order', () => {
  it('is act, watch, incomplete or failing, quiet; within one, of whom nothing is known, then who has more unable users', () => {
    const partial = report({ days: [troubleDay({ state: 'partial' })] });
    expect(
      names([
        tenant('Quiet', quiet()),
        tenant('Missing', report({ days: [gapDay('missing')] })),
        tenant('Watch few', judged('watch', 2)),
        tenant('Act few', judged('act', 3)),
        tenant('Nothing', undefined, ['Its settings are wrong: zone.']),
        tenant('Act many', judged('act', 30)),
        tenant('Undelivered', quiet(), ['A digest was not delivered.']),
        tenant('Watch many', judged('watch', 40)),
        tenant('Partial', partial),
        tenant('Also quiet', quiet()),
      ]),
    ).toEqual([
      'Act many',
      'Act few',
      'Watch many',
      'Watch few',
      'Missing',
      'Nothing',
      'Partial',
      'Undelivered',
      'Also quiet',
      'Quiet',
    ]);
  });

  it.each<[string, readonly TenantTold[], string, Level]>([
    [
      'all is quiet',
      [tenant('A', quiet()), tenant('B', quiet())],
      '2 tenants: 2 quiet · Mon 23 Nov',
      'quiet',
    ],
    [
      'one is to act on',
      [tenant('A', quiet()), tenant('B', judged('act', 3))],
      '2 tenants: 1 act today, 1 quiet · Mon 23 Nov',
      'act',
    ],
    [
      'one fails',
      [tenant('A', undefined, ['No.'])],
      '1 tenant: 1 incomplete or failing · Mon 23 Nov',
      'incomplete',
    ],
  ])('and the subject say the worst first where %s', (_, told, subject, level) => {
    expect(composeSummary(told, OPTIONS)).toMatchObject({ subject, level });
  });
});

describe('a line', () => {
  it.each(['trouble', 'quiet', 'zero'] as const)('holds the figures of the digest of the %s day', (name) => {
    const given = EVERY_DAY[name]();
    const digest = composeDigest(given);
    const figures = digest.blocks.find((block) => block.kind === 'figures');
    const [challenged, , , unable] = figures?.figures.map(({ value }) => value) ?? [];
    const [row] = composeSummary([tenant('Contoso', given)], OPTIONS).blocks.flatMap((block) =>
      block.kind === 'table' ? block.rows : [],
    );
    expect(row?.cells.slice(0, 2)).toEqual([challenged, unable]);
    expect(figures?.sentences[0]).toContain(`Challenge success ${row?.cells[2]}`);
  });

  it('says beside its figures what is news, and of a quiet day nothing', () => {
    const details = [EVERY_DAY.trouble(), quiet(), report({ days: [emptyDay()] })].map((given) =>
      composeSummary([tenant('Contoso', given)], OPTIONS).blocks.flatMap((block) =>
        block.kind === 'table' ? block.rows.map(({ detail }) => detail) : [],
      ),
    );
    const { preheader } = composeDigest(EVERY_DAY.trouble());
    expect(details[0]?.[0]).not.toBe('');
    expect(preheader).toContain(details[0]?.[0]?.split('. ').at(-1));
    expect(details.slice(1)).toEqual([[''], ['No sign-ins were recorded.']]);
  });

  it('of a day without figures shows a gap, never a zero, and why', () => {
    const missing = report({ days: [gapDay('missing', { problem: 'The source did not answer.' })] });
    const text = renderText(composeSummary([tenant('Contoso', missing)], OPTIONS));
    expect(text).toMatch(/\nContoso +– +– +–\n/);
    expect(text.replace(/\s+/g, ' ')).toContain(
      'no figures yet. What stopped the reading: The source did not answer.',
    );
  });

  it('says once what both the day and the turn tell', () => {
    const missing = report({ days: [gapDay('missing', { problem: 'No licence.' })] });
    const told = tenant('Contoso', missing, ['Its source refuses it since 08:00: No licence.']);
    expect(renderText(composeSummary([told], OPTIONS)).match(/No licence/g)).toHaveLength(1);
  });

  it('leads to the digest of its tenant, where the routes are reached', () => {
    const told = [tenant('Contoso', quiet())];
    const row = (options: typeof OPTIONS) =>
      composeSummary(told, options).blocks.flatMap((block) => (block.kind === 'table' ? block.rows : []))[0];
    expect(row(OPTIONS)?.href).toBe(`https://mfa.provider.example/api/digest?day=${DAY}&tenant=contoso`);
    expect(row({ ...OPTIONS, baseUrl: '' })?.href).toBeUndefined();
  });
});

describe('the forms', () => {
  const validator = new HtmlValidate({
    extends: ['html-validate:recommended'],
    rules: {
      'no-inline-style': 'off',
      'no-deprecated-attr': 'off',
      'prefer-tbody': 'off',
      'doctype-style': 'off',
      'long-title': 'off',
      'void-style': 'off',
      'presentation-role-style': ['error', { prefer: 'presentation' }],
    },
  });
  const all = [
    tenant('Contoso', judged('act', 30)),
    tenant('Fabrikam', quiet()),
    tenant('Adatum', report({ days: [gapDay('lost')] }), ['It fails.']),
    tenant('Litware', report({ days: [emptyDay()] })),
  ];

  it('hold the same lines', () => {
    const summary = composeSummary(all, OPTIONS);
    const rows = [...renderHtml(summary).matchAll(/<tr class="ln r n"[\s\S]*?<\/tr>/g)].map(([row]) =>
      [...row.matchAll(/<t[hd]\b[^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell = '']) => plain(cell)),
    );
    const text = renderText(summary);
    for (const { name } of all) {
      const cells = rows.find(([first = '']) => first.startsWith(name))?.slice(1) ?? [];
      expect(cells).toHaveLength(3);
      expect(text).toMatch(
        new RegExp(`\\n${name} +${cells.map((cell) => cell.replace(/[.%]/g, '\\$&')).join(' +')}\\n`),
      );
    }
  });

  it('are valid HTML, and text of 76 columns', async () => {
    const summary = composeSummary(all, OPTIONS);
    const { results } = await validator.validateString(renderHtml(summary).replaceAll('><', '>\n<'));
    expect(results.flatMap(({ messages }) => messages.map(({ message }) => message))).toEqual([]);
    const lines = renderText(summary)
      .split('\n')
      .filter((line) => !line.includes('https://'));
    expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(76);
  });

  it.each(HOSTILE.slice(0, 40))('make nothing of a name or a reason with $about', ({ text }) => {
    const given = tenant(text, { ...quiet(), tenant: { id: 'a', name: text } }, [text]);
    const html = renderHtml(composeSummary([given], OPTIONS));
    const benign = renderHtml(composeSummary([tenant('Contoso', quiet(), ['It fails.'])], OPTIONS));
    const tags = (page: string) => page.match(/<\/?[a-z][^\s>]*/gi)?.length;
    expect(tags(html)).toBe(tags(benign));
  });

  it('of 400 tenants leave out the quiet ones first, where a mail would be too large', () => {
    const many = [
      ...Array.from({ length: 12 }, (_, n) => tenant(`Act ${n}`, judged('act', n + 3))),
      ...Array.from({ length: 388 }, (_, n) => tenant(`Quiet ${n}`, quiet())),
    ];
    const summary = composeSummary(many, OPTIONS);
    const html = renderHtml(summary);
    expect(Buffer.byteLength(html)).toBeLessThan(80_000);
    expect(html).toContain('Act 11');
    expect(html).toContain('Left out, as this page would be too large: ✓ Quiet.');
    expect(renderText(summary)).toContain('\nQuiet 387 ');
  });
});
