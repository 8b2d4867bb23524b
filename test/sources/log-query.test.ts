/** Every query of the source, read by the Kusto language service with the schema of the tables. */
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import {
  ADFS_TABLE,
  BACKGROUND_TABLE,
  LOG_COLUMNS,
  LOG_TABLE,
  type LogColumn,
} from '../../src/sources/log-columns.ts';
import {
  adfsQuery,
  anyQuery,
  backgroundQuery,
  countQuery,
  type LogTables,
  logRowsQuery,
  olderQuery,
} from '../../src/sources/log-query.ts';
import { FIELDS } from '../../src/sources/read-fields.ts';
import { ADFS, BACKGROUND, DOCUMENTED, type Schema, SPLIT, TEXTS } from '../loopback-logs/log-schemas.ts';

const require = createRequire(import.meta.url);
require('@kusto/language-service-next/bridge.min.js');
require('@kusto/language-service-next/Kusto.Language.Bridge.min.js');
// Declared where the alerts' queries are read the same way: test/infra/queries.test.ts.
const language = globalThis.Kusto?.Language;
if (language === undefined) throw new Error('The Kusto language service did not load.');
const { KustoCode, GlobalState, Symbols } = language;

/** What is wrong with a query on a workspace of that schema, e.g. `KS142 The name 'x' does not refer to …`. */
function problems(query: string, schema: Schema): string[] {
  const tables = { [LOG_TABLE]: schema, [ADFS_TABLE]: ADFS, [BACKGROUND_TABLE]: BACKGROUND };
  const symbols = Object.entries(tables).map(([table, of]) => {
    const columns = Object.entries(of).map(([name, type]) => `${name}: ${type}`);
    return new Symbols.TableSymbol.$ctor7(table, `(${columns.join(', ')})`, null);
  });
  const globals = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.ctor('workspace', symbols));
  const found = KustoCode.ParseAndAnalyze(query, globals).GetDiagnostics();
  return Array.from({ length: found.Count }, (_, index) => found.getItem(index)).map(
    ({ Code, Message }) => `${Code} ${Message}`,
  );
}

const slice = { from: Date.parse('2026-11-21T23:30:00Z'), to: Date.parse('2026-11-23T01:00:00Z') };
const ALONE: LogTables = [LOG_TABLE];
const BOTH: LogTables = [LOG_TABLE, ADFS_TABLE];
const part = (parts: number, nth: number, tables: LogTables = ALONE) =>
  logRowsQuery({ slice, parts, part: nth }, tables);
const QUERIES = [
  ['the count', countQuery(slice, ALONE)],
  ['the count with AD FS', countQuery(slice, BOTH)],
  ['whether AD FS has any', adfsQuery(slice)],
  ['the count of those that are not interactive', backgroundQuery(slice)],
  ['whether there is anything older', olderQuery(slice)],
  ['whether there is anything', anyQuery()],
  ['the rows of all users', part(1, 0)],
  ['the rows of some users', part(32, 31)],
  ['the rows of all users with AD FS', part(1, 0, BOTH)],
  ['the rows of some users with AD FS', part(32, 31, BOTH)],
] as const;
const SCHEMAS = [
  ['as documented', DOCUMENTED],
  ['with texts for objects', TEXTS],
  ['with columns that a union has split', SPLIT],
] as const;

describe.each(SCHEMAS)('in a workspace %s', (_, schema) => {
  it.each(QUERIES)('%s is asked for rightly', (_, query) => {
    expect(problems(query, schema)).toEqual([]);
  });
});

describe('the language service finds', () => {
  const rows = part(4, 1);
  it.each([
    ['an unknown table', rows.replace('SigninLogs', 'SignIns'), 'KS204'],
    ['an unknown table in a union', part(1, 0, BOTH).replace(ADFS_TABLE, 'AdfsLogs'), 'KS'],
    ['an unknown column to count', backgroundQuery(slice).replace('(Id)', '(Ids)'), 'KS142'],
    ['an unknown column', rows.replace('hash(UserId,', 'hash(Person,'), 'KS142'],
    ['an unknown function', rows.replace('bag_pack(', 'bag_of('), 'KS211'],
    ['a text compared with a time', rows.replace('datetime(', 'tostring('), 'KS'],
    ['an object to group by', rows.replace('tostring(bag_pack(', '(bag_pack('), 'KS'],
    ['a broken sentence', `${rows} |`, 'KS'],
  ])('%s', (_, query, code) => {
    expect(query).not.toBe(rows);
    expect(problems(query, DOCUMENTED)).toEqual(expect.arrayContaining([expect.stringContaining(code)]));
  });
});

describe.each(Object.entries<LogColumn>(LOG_COLUMNS))(
  'column %s',
  (name, { type, feeds, isUndocumented }) => {
    it('is documented with this type', () => {
      expect(DOCUMENTED[name]).toBe(isUndocumented ? undefined : type);
    });

    it('feeds a field that is read under this name', () => {
      expect(FIELDS[feeds]).toContain(name);
    });

    it('stands in the query', () => {
      expect(part(1, 0)).toContain(name);
    });
  },
);

it('the columns and their types are fit for the query', () => {
  expect(LOG_TABLE).toBe('SigninLogs');
  const text = part(4, 1);
  expect(text).toContain('hash(UserId, 4) == 1');
  expect(text).toContain('CreatedDateTime >= datetime(2026-11-21T23:30:00.000Z)');
  expect(text).toContain('CreatedDateTime < datetime(2026-11-23T01:00:00.000Z)');
  expect(text).toContain('TimeGenerated >= datetime(2026-11-21T22:30:00.000Z)');
  expect(text).toContain('TimeGenerated < datetime(2026-11-26T01:00:00.000Z)');
  expect(part(1, 0)).not.toContain('hash');
});

it('names and values are taken from the description alone', () => {
  expect(part(2, 1)).toMatchInlineSnapshot(`
    "SigninLogs
    | where TimeGenerated >= datetime(2026-11-21T22:30:00.000Z) and TimeGenerated < datetime(2026-11-26T01:00:00.000Z)
    | where CreatedDateTime >= datetime(2026-11-21T23:30:00.000Z) and CreatedDateTime < datetime(2026-11-23T01:00:00.000Z)
    | where hash(UserId, 2) == 1
    | extend Status = parse_json(coalesce(tostring(column_ifexists('Status', '')), tostring(column_ifexists('Status_dynamic', '')), tostring(column_ifexists('Status_string', '')))), MfaDetail = parse_json(coalesce(tostring(column_ifexists('MfaDetail', '')), tostring(column_ifexists('MfaDetail_dynamic', '')), tostring(column_ifexists('MfaDetail_string', '')))), DeviceDetail = parse_json(coalesce(tostring(column_ifexists('DeviceDetail', '')), tostring(column_ifexists('DeviceDetail_dynamic', '')), tostring(column_ifexists('DeviceDetail_string', '')))), LocationDetails = parse_json(coalesce(tostring(column_ifexists('LocationDetails', '')), tostring(column_ifexists('LocationDetails_dynamic', '')), tostring(column_ifexists('LocationDetails_string', ''))))
    | project TimeGenerated, CreatedDateTime, Id = tostring(column_ifexists('Id', '')), Type = tostring(column_ifexists('Type', '')), Category = tostring(column_ifexists('Category', '')), SignInEventTypes = tostring(column_ifexists('SignInEventTypes', '')), IsInteractive = tostring(column_ifexists('IsInteractive', '')), UserId = tostring(column_ifexists('UserId', '')), UserPrincipalName = tostring(column_ifexists('UserPrincipalName', '')), UserDisplayName = tostring(column_ifexists('UserDisplayName', '')), UserType = tostring(column_ifexists('UserType', '')), CorrelationId = tostring(column_ifexists('CorrelationId', '')), OriginalRequestId = tostring(column_ifexists('OriginalRequestId', '')), AppId = tostring(column_ifexists('AppId', '')), AppDisplayName = tostring(column_ifexists('AppDisplayName', '')), ClientAppUsed = tostring(column_ifexists('ClientAppUsed', '')), UserAgent = tostring(column_ifexists('UserAgent', '')), AuthenticationProtocol = tostring(column_ifexists('AuthenticationProtocol', '')), AuthenticationRequirement = tostring(column_ifexists('AuthenticationRequirement', '')), AuthenticationRequirementPolicies = tostring(column_ifexists('AuthenticationRequirementPolicies', '')), AuthenticationDetails = tostring(column_ifexists('AuthenticationDetails', '')), Status = tostring(bag_pack('errorCode', Status.errorCode, 'additionalDetails', Status.additionalDetails)), ResultType = tostring(column_ifexists('ResultType', '')), MfaDetail = tostring(bag_pack('authMethod', MfaDetail.authMethod, 'authDetail', MfaDetail.authDetail)), DeviceDetail = tostring(bag_pack('operatingSystem', DeviceDetail.operatingSystem)), Location = tostring(column_ifexists('Location', '')), LocationDetails = tostring(bag_pack('countryOrRegion', LocationDetails.countryOrRegion))
    | summarize TimeGenerated = max(TimeGenerated) by CreatedDateTime, Id, Type, Category, SignInEventTypes, IsInteractive, UserId, UserPrincipalName, UserDisplayName, UserType, CorrelationId, OriginalRequestId, AppId, AppDisplayName, ClientAppUsed, UserAgent, AuthenticationProtocol, AuthenticationRequirement, AuthenticationRequirementPolicies, AuthenticationDetails, Status, ResultType, MfaDetail, DeviceDetail, Location, LocationDetails"
  `);
});

it('with AD FS a column that the union has split is read in whichever form it came', () => {
  const text = part(4, 1, BOTH);
  expect(text).toMatch(/^union SigninLogs, ADFSSignInLogs\n/);
  expect(text).toContain("tostring(column_ifexists('Status_dynamic', ''))");
  expect(text).toContain("tostring(column_ifexists('AuthenticationDetails_string', ''))");
});

it('a sign-in that was delivered twice counts once among those that are not interactive', () => {
  expect(backgroundQuery(slice)).toMatchInlineSnapshot(`
    "AADNonInteractiveUserSignInLogs
    | where TimeGenerated >= datetime(2026-11-21T22:30:00.000Z) and TimeGenerated < datetime(2026-11-26T01:00:00.000Z)
    | where CreatedDateTime >= datetime(2026-11-21T23:30:00.000Z) and CreatedDateTime < datetime(2026-11-23T01:00:00.000Z)
    | summarize rows = count_distinct(Id)"
  `);
});
