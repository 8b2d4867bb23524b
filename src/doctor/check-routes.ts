import { homeTenant } from '../credential.ts';
import type { Context } from './context.ts';
import { type Line, ok, warn } from './line.ts';

const SIGN_IN =
  'scripts/permissions/register-app.sh --url <address of the app> --principal-id <object id of the identity>, then azd env set AUTH_CLIENT_ID <what it prints> and azd provision';

/** Who may open the pages. Authentication is known inside the app alone; elsewhere the setting is looked at. */
export async function checkRoutes({ app, environment, stranger }: Context): Promise<readonly Line[]> {
  const { allowKeyOnly } = app.settings;
  const tenantId = homeTenant(app.settings) ?? '';
  if (stranger === 'noPrincipal')
    return /^[\da-f]{8}-/.test(tenantId)
      ? [ok('The pages are for whom the platform signed in with the role Digest.Read.')]
      : [
          warn(
            'The pages are for those whom the platform signed in, but which tenant they may be of cannot be compared: nobody is let in.',
            'Set TENANT_ID to the id of the tenant, a GUID.',
          ),
        ];
  if (allowKeyOnly === 'true')
    return [
      warn(
        'Where App Service authentication is off, the function key alone opens the pages: whoever has it reads them, and nobody can tell who did.',
        `Set ALLOW_KEY_ONLY to false, and let people sign in: ${SIGN_IN}`,
      ),
    ];
  if (environment.WEBSITE_SITE_NAME === undefined)
    return [
      ok('On this machine mfa-digest serve opens the pages, for this machine alone; a key alone opens none.'),
    ];
  return [warn('Nobody signs readers in here, so the pages are closed to everybody.', SIGN_IN)];
}
