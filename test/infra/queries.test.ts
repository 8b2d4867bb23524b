/** The queries of the alerts and of docs/operations.md, read by the Kusto language service. */
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { LOG_EVENTS } from '../../src/logger.ts';

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

/**
 * The tables of workspace-based Application Insights, as far as we ask for them.
 * https://learn.microsoft.com/azure/azure-monitor/reference/tables/apptraces (apprequests, appexceptions)
 */
const TABLES = {
  AppTraces:
    '(TimeGenerated: datetime, Message: string, SeverityLevel: int, Properties: dynamic, OperationId: string, OperationName: string, AppRoleName: string, AppRoleInstance: string, ItemCount: int)',
  AppRequests:
    '(TimeGenerated: datetime, Id: string, Name: string, Url: string, Success: bool, ResultCode: string, DurationMs: real, Properties: dynamic, OperationId: string, OperationName: string, AppRoleName: string, ItemCount: int)',
  AppExceptions:
    '(TimeGenerated: datetime, ProblemId: string, ExceptionType: string, OuterMessage: string, InnermostMessage: string, SeverityLevel: int, Properties: dynamic, OperationId: string, OperationName: string, AppRoleName: string, ItemCount: int)',
} as const;

type Diagnostic = { readonly Code: string; readonly Message: string; readonly Severity: string };
type KustoLanguage = {
  readonly KustoCode: {
    ParseAndAnalyze(
      text: string,
      globals: unknown,
    ): {
      GetDiagnostics(): { readonly Count: number; getItem(index: number): Diagnostic };
    };
  };
  readonly GlobalState: { readonly Default: { WithDatabase(database: unknown): unknown } };
  readonly Symbols: {
    readonly TableSymbol: {
      readonly $ctor7: new (name: string, schema: string, description: null) => object;
    };
    readonly DatabaseSymbol: { readonly ctor: new (name: string, tables: readonly object[]) => object };
  };
};

/** The packages leave it among the globals; they know no modules. */
declare global {
  var Kusto: { readonly Language: KustoLanguage } | undefined;
}

const require = createRequire(import.meta.url);
require('@kusto/language-service-next/bridge.min.js');
require('@kusto/language-service-next/Kusto.Language.Bridge.min.js');
const language = globalThis.Kusto?.Language;
if (language === undefined) throw new Error('The Kusto language service did not load.');
const { KustoCode, GlobalState, Symbols } = language;
const globals = GlobalState.Default.WithDatabase(
  new Symbols.DatabaseSymbol.ctor(
    'workspace',
    Object.entries(TABLES).map(([name, schema]) => new Symbols.TableSymbol.$ctor7(name, schema, null)),
  ),
);

/** What is wrong with a query, e.g. `KS142 The name 'x' does not refer to any known column …`. */
function problems(query: string): string[] {
  const found = KustoCode.ParseAndAnalyze(query, globals).GetDiagnostics();
  return Array.from({ length: found.Count }, (_, index) => found.getItem(index)).map(
    ({ Code, Message }) => `${Code} ${Message}`,
  );
}

/** What infra/alerts.bicep puts in place of the braces. */
const FILLED_IN: readonly (readonly [string, string])[] = [
  ['{ZONE}', 'Europe/Berlin'],
  ['{DIGEST_AT}', '07:30'],
  ['{DIGEST_WAIT_HOURS}', '4'],
  ['{SEND_DAYS}', '[1,2,3,4,5]'],
];
const filledIn = (query: string) =>
  FILLED_IN.reduce((text, [name, value]) => text.replaceAll(name, value), query);

const alerts = await Promise.all(
  (await readdir(new URL('../../infra/alerts/', import.meta.url))).map(async (name) => ({
    name,
    query: (await read(`infra/alerts/${name}`)).trim(),
  })),
);
const page = await read('docs/operations.md');
const shown = [...page.matchAll(/^```kql\n([\s\S]*?)\n```$/gm)].map(([, query = '']) => query);
const questions = shown.filter((query) => !alerts.some((alert) => alert.query === query));
const all = [
  ...alerts.map(({ name, query }) => ({ name, query: filledIn(query) })),
  ...questions.map((query, index) => ({ name: `question ${index + 1}`, query })),
];

describe('the language service finds', () => {
  it.each([
    ['an unknown column', "AppTraces | where Text startswith 'x'", 'KS142'],
    ['an unknown table', 'AppTrace | count', 'KS204'],
    ['an unknown function', 'AppTraces | extend x = parse_jsn(Message)', 'KS211'],
    ['a broken sentence', 'AppTraces | where | count', 'KS'],
  ])('%s', (_, query, code) => {
    expect(problems(query)).toEqual(expect.arrayContaining([expect.stringContaining(code)]));
  });
});

describe('the queries', () => {
  it('are three alerts and five questions', () => {
    expect(alerts).toHaveLength(3);
    expect(questions).toHaveLength(5);
  });

  it.each(all)('$name is right', ({ query }) => {
    expect(problems(query)).toEqual([]);
  });

  it.each(all)('$name asks for events that there are', ({ query }) => {
    const events = [...query.matchAll(/\bevent\)? (?:==|in) (\([^)]*\)|'[^']*')/g)]
      .flatMap(([, list = '']) => [...list.matchAll(/'([^']+)'/g)])
      .map(([, event]) => event);
    const known: readonly (string | undefined)[] = Object.keys(LOG_EVENTS);
    expect(events.length > 0 || query.startsWith('AppRequests')).toBe(true);
    expect(events.filter((event) => !known.includes(event))).toEqual([]);
  });

  it.each(alerts)('$name stands in docs/operations.md as it is deployed', ({ query }) => {
    expect(shown).toContain(query);
  });

  it('leave no brace unfilled, and the template fills in the same', async () => {
    const template = await read('infra/alerts.bicep');
    for (const [name] of FILLED_IN) expect(template).toContain(`'${name}'`);
    for (const { query } of all) expect(query.match(/\{[A-Z_]+\}/)).toBeNull();
  });

  it('read fields that are logged', async () => {
    const folders = ['src/collect/', 'src/deliver/', 'src/sources/', 'src/'];
    const sources = await Promise.all(
      folders.map(async (folder) => {
        const names = await readdir(new URL(`../../${folder}`, import.meta.url));
        return await Promise.all(
          names.filter((name) => name.endsWith('.ts')).map((name) => read(`${folder}${name}`)),
        );
      }),
    );
    // The call itself, and the object that several calls of a file share.
    const logged = sources
      .flat()
      .flatMap((source) => source.match(/\blog\('\w+', [^;]*;|const about = [^;]*;/g) ?? [])
      .join('\n');
    const fields = new Set(
      all.flatMap(({ query }) => [...query.matchAll(/\bline\.(\w+)/g)].map(([, field = '']) => field)),
    );
    fields.delete('event');
    expect(fields.size).toBeGreaterThan(4);
    expect([...fields].filter((field) => !new RegExp(`\\b${field}\\b`).test(logged))).toEqual([]);
  });
});
