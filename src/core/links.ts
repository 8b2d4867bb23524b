/** Where a reader can go from a digest or page: to ourselves, if we know where we are, and to Entra's own log. */
import { CLOUDS, type CloudName } from './clouds.ts';

export type Links = {
  /** False without a usable base URL: then nothing links to itself. */
  readonly known: boolean;
  digest(day: string, format?: 'csv' | 'json' | 'text'): string | undefined;
  history(from: string, to: string, format?: 'csv' | 'json'): string | undefined;
  /** A user's sign-ins in the Entra admin center; `undefined` where there is no object id to ask for. */
  signIns(userId: string | null): string | undefined;
};

export type LinkOptions = {
  /** Where the HTTP routes are reached, e.g. `https://mfa.contoso.example`; setting `BASE_URL`. */
  readonly baseUrl?: string | undefined;
  /** Whose portals are linked to; setting `CLOUD`. Default: the global service. */
  readonly cloud?: CloudName | undefined;
  /** Which of several tenants is asked for; left out where there is one. */
  readonly oneOfSeveral?: { readonly id: string } | undefined;
};

/** Links of the HTTP routes (contract §6). A base that is not http(s) is no base: it could be script. */
export function linksFrom(options: LinkOptions): Links {
  const base = options.baseUrl?.trim().replace(/\/+$/, '') ?? '';
  const known = /^https?:\/\/[^\s"'<>\\]+$/i.test(base);
  const { oneOfSeveral } = options;
  const tenant = oneOfSeveral === undefined ? '' : `&tenant=${encodeURIComponent(oneOfSeveral.id)}`;
  const to = (path: string) => (known ? `${base}/api/${path}${tenant}` : undefined);
  const { entraPortal } = CLOUDS[options.cloud ?? 'global'];
  return {
    known,
    digest: (day, format) => to(`digest?day=${day}${format === undefined ? '' : `&format=${format}`}`),
    history: (from, until, format) =>
      to(`history?from=${from}&to=${until}${format === undefined ? '' : `&format=${format}`}`),
    signIns: (userId) =>
      userId !== null && isObjectId(userId) ? `${entraPortal}/#view/${SIGN_INS}/${userId}` : undefined,
  };
}

/** Whether it is an id of the directory, and no name that stands in its place. */
export function isObjectId(id: string): boolean {
  return OBJECT_ID.test(id);
}

const OBJECT_ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * The sign-in log of one user. Microsoft documents no address of a single page; this is the form that
 * public tools use: CIPP (KelvinTegelaar/CIPP-API) links `UserProfileMenuBlade/~/<page>/userId/<object
 * id>` in its tests, and with the same page `SignIns` under the blade's older name in its Hudu notes.
 * No form with a day in it was found, so the words beside it say which day to choose.
 */
const SIGN_INS = 'Microsoft_AAD_UsersAndTenants/UserProfileMenuBlade/~/SignIns/userId';
