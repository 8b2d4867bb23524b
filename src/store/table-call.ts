/** Calls to Table Storage: the failure that is expected becomes `undefined`, any other says what and where. */
import { SettingsError } from '../errors.ts';

/**
 * The reply, or `undefined` where the service answered with one of the expected statuses, or words for
 * a failure. A table that is not there is never expected: it is not the same as a row that is not.
 * @throws SettingsError where nothing answers, or the identity is refused; for any other failure an
 * Error that names the action and the service's answer
 */
export async function tableCall<Reply>(
  action: string,
  call: () => Promise<Reply>,
  expected: readonly (number | string)[] = [],
): Promise<Reply | undefined> {
  try {
    return await call();
  } catch (error) {
    const [status, code] = [statusOf(error), codeOf(error)];
    const isExpected = [status, code].some((told) => told !== undefined && expected.includes(told));
    if (isExpected && code !== TABLE_MISSING) return undefined;
    throw tableError(action, error);
  }
}

const TABLE_MISSING = 'TableNotFound';

/** Where the setting TABLES, or what it names, is to be put right, the error says so. */
export function tableError(action: string, error: unknown): Error {
  const status = statusOf(error);
  const code = codeOf(error);
  const answer = [status, code].filter((part) => part !== undefined).join(' ') || String(error);
  const advice = adviceFor(status, code);
  return advice === ''
    ? new Error(`${action} failed: ${answer}.`, { cause: error })
    : new SettingsError([`TABLES: ${action} failed: ${answer}.${advice}`], { cause: error });
}

function adviceFor(status: number | undefined, code: string | undefined): string {
  if (status === 401 || status === 403) {
    return ' The identity needs the role "Storage Table Data Contributor" on the tables, or on the account in TABLES, and the account must admit this network.';
  }
  if (code === TABLE_MISSING) {
    return ' The table is not there. mfa-digest collect makes it where it may; with rights on the tables alone run azd provision, or az storage table create --auth-mode login --account-name <account> --name MfaDays, and MfaFacts and MfaState likewise.';
  }
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND') return ' Nothing answers at the address in TABLES.';
  return '';
}

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined;
  return typeof error.statusCode === 'number' ? error.statusCode : undefined;
}

/** The service's own word for the failure (`details.odataError.code`), or that of the connection. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'AbortError') return 'no answer in time';
  const odata = propertyOf(propertyOf(error, 'details'), 'odataError');
  const code = propertyOf(odata, 'code') ?? propertyOf(error, 'code');
  return typeof code === 'string' ? code : undefined;
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
