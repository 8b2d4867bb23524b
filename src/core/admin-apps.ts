/** Portals and tools for running a tenant: whoever is seen in one is likely an administrator. */

type AdminApp = {
  /** Application id, lower-cased; the same in every tenant. */
  readonly id: string;
  /** As it stands in sign-in logs. */
  readonly name: string;
  readonly source: string;
};

const PORTALS =
  'Microsoft Learn, concept-conditional-access-cloud-apps (2026): applications of "Microsoft Admin Portals"';
const MANDATORY = 'Microsoft Learn, concept-mandatory-multifactor-authentication (2025-02): applications';
const FIRST_PARTY = 'Microsoft Learn, verify-first-party-apps-sign-in (2024-03)';

/** No complete list: those that Microsoft names as such, and its own shells. */
export const ADMIN_APPS: readonly AdminApp[] = [
  // Also the Entra and the Intune admin center.
  { id: 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c', name: 'Azure Portal', source: `${PORTALS}; ${MANDATORY}` },
  // The Microsoft 365 admin center is part of it.
  { id: '00000006-0000-0ff1-ce00-000000000000', name: 'Microsoft Office 365 Portal', source: PORTALS },
  { id: '497effe9-df71-4043-a8bb-14cf78c4b63b', name: 'Exchange Admin Center', source: PORTALS },
  {
    id: '80ccca67-54bd-44ab-8625-4b79c4dc7775',
    name: 'Microsoft 365 Security and Compliance Center',
    source: PORTALS,
  },
  { id: 'a3b79187-70b2-4139-83f9-6016c58cd27b', name: 'WindowsDefenderATP Portal', source: FIRST_PARTY },
  { id: '04b07795-8ddb-461a-bbee-02f9e1bf7b46', name: 'Microsoft Azure CLI', source: MANDATORY },
  { id: '1950a258-227b-4e31-a9cf-717495945fc2', name: 'Microsoft Azure PowerShell', source: MANDATORY },
  { id: '0c1307d4-29d6-4389-a11c-5cbe7f65d7fa', name: 'Azure mobile app', source: MANDATORY },
  // Microsoft Graph PowerShell.
  {
    id: '14d82eec-204b-4c2f-b7e8-296a70dab67e',
    name: 'Microsoft Graph Command Line Tools',
    source: FIRST_PARTY,
  },
  {
    id: 'fb78d390-0c51-40cd-8e17-fdbfab77341b',
    name: 'Microsoft Exchange REST API Based Powershell',
    source: FIRST_PARTY,
  },
  {
    id: '1b730954-1685-4b74-9bfd-dac224a7b894',
    name: 'Azure Active Directory PowerShell',
    source: 'gist.github.com/dafthack/2c0bbcac72b10c1ee205d1dd2fed3fe7 (2023-06): names in sign-in logs',
  },
];

const IDS: ReadonlySet<string> = new Set(ADMIN_APPS.map(({ id }) => id));

/** `null`: the record names no application id. */
export function isAdminApp(appId: string | null): boolean {
  return appId !== null && IDS.has(appId.toLowerCase());
}
