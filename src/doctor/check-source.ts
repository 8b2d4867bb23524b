import { SourceError } from '../errors.ts';
import { BLOB_READER } from '../sources/blob-verdict.ts';
import { NO_LICENCE } from '../sources/graph-refusals.ts';
import type { Context } from './context.ts';
import { failed, type Line, ok, warn } from './line.ts';
import { tokenClaims } from './token-claims.ts';

/**
 * Whether the tenant has a licence. Graph denies it of licensed tenants, too, sometimes of most calls
 * (domain facts §1.4): a denial that passes is told apart from one that stays.
 */
export async function checkLicence(context: Context): Promise<readonly Line[]> {
  if (context.app.settings.source !== 'graph') return [];
  const { error } = await asked(context);
  const denials = context.heard.filter((what) => what.includes(NO_LICENCE)).length;
  if (error === undefined && denials === 0)
    return [ok('Microsoft Graph takes the tenant for one with Entra ID P1 or P2.')];
  if (error === undefined)
    return [
      warn(
        `Microsoft Graph denied that the tenant has Entra ID P1 or P2 at the first ${denials === 1 ? 'try' : `${denials} tries`}, and then answered all the same: a fault of the service that passes.`,
        'Nothing is to be done: each reading tries again by itself.',
      ),
    ];
  if (!isAboutLicence(error)) return [];
  return [
    {
      ...failed(error),
      says: 'Microsoft Graph says that the tenant has no Entra ID P1 or P2, however often it is asked; without, no sign-in can be read.',
      mend: 'Where the tenant has it, this passes by itself, after a purchase within three days. Otherwise SOURCE=archive reads downloads from the portal.',
    },
  ];
}

/** Nothing was read, so nothing has to be gone on with. */
const AGAIN =
  'Run mfa-digest doctor again in some minutes; where nothing answers at all, check CLOUD, GRAPH_ENDPOINT, LOGS_ENDPOINT or ARCHIVE, and the network of this machine.';

/** What helps where a source answers, and less than it could. */
const DEGRADED = {
  graph: 'Let CLOUD be the cloud of the tenant, and see whether beta answers in Graph Explorer.',
  archive:
    'Put exported sign-ins there, by hand or by a diagnostic setting that sends SignInLogs to that account, or let ARCHIVE name another place.',
  'log-analytics':
    'Send the category SignInLogs to the workspace: Entra admin center, Monitoring & health, Diagnostic settings.',
  sample: '',
} as const satisfies Record<Context['app']['settings']['source'], string>;

/** One record of the source, or why there is none. */
export async function checkSource(context: Context): Promise<readonly Line[]> {
  const { error, state } = await asked(context);
  if (error !== undefined) {
    if (isAboutLicence(error)) return [];
    const line = failed(error, await commandFor(context, error));
    return [error.kind === 'refused' ? line : { ...line, mend: AGAIN }];
  }
  if (state === undefined) return [ok('The invented tenant: there is nothing to be asked.')];
  if (!state.isDegraded) return [ok(state.says)];
  return [warn(state.says, DEGRADED[context.app.settings.source])];
}

async function asked({ source }: Context) {
  try {
    return { state: await source() };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return { error };
  }
}

function isAboutLicence({ message }: SourceError): boolean {
  return message.includes(NO_LICENCE);
}

/** A path of the settings is to be put right; where Graph refuses for want of a permission, a script gives it. */
async function commandFor(
  { app, token }: Context,
  { kind, message }: SourceError,
): Promise<string | undefined> {
  if (app.settings.source === 'archive')
    return message.includes(BLOB_READER)
      ? `az role assignment create --role "${BLOB_READER}" --assignee <object id of the identity> --scope <resource id of the storage account in ARCHIVE>; docs/deploy.md has it whole.`
      : 'Let ARCHIVE name a file, a folder or a container that this account may read.';
  if (kind !== 'refused' || !message.includes('AuditLog.Read.All')) return undefined;
  const got = await token();
  const object = got && tokenClaims(got.value)?.object;
  return `scripts/permissions/grant-graph.sh --principal-id ${object ?? '<object id of the identity>'}`;
}
