/** Where each Microsoft cloud keeps what the job talks to or links to; all origins without a final slash. */
export type Cloud = {
  /** What people call it. */
  readonly title: string;
  /** Microsoft Graph. */
  readonly graph: string;
  /** Where tokens are issued. */
  readonly authority: string;
  /** Scope of a token for Microsoft Graph; the same whatever GRAPH_ENDPOINT says. */
  readonly scope: string;
  /** Entra admin center, for links in digests. */
  readonly entraPortal: string;
  readonly azurePortal: string;
};

/**
 * Rows are the values of the setting CLOUD. Source: Microsoft Graph "National cloud deployments"
 * (service roots, Azure portals, token services) and the Microsoft Entra FAQ, list of admin center
 * hosts to allow. The Department of Defense has its own Graph and shares the rest with US Government.
 */
export const CLOUDS = {
  global: {
    title: 'global service',
    graph: 'https://graph.microsoft.com',
    authority: 'https://login.microsoftonline.com',
    scope: 'https://graph.microsoft.com/.default',
    entraPortal: 'https://entra.microsoft.com',
    azurePortal: 'https://portal.azure.com',
  },
  usgov: {
    title: 'US Government (GCC High)',
    graph: 'https://graph.microsoft.us',
    authority: 'https://login.microsoftonline.us',
    scope: 'https://graph.microsoft.us/.default',
    entraPortal: 'https://entra.microsoft.us',
    azurePortal: 'https://portal.azure.us',
  },
  'usgov-dod': {
    title: 'US Government (DoD)',
    graph: 'https://dod-graph.microsoft.us',
    authority: 'https://login.microsoftonline.us',
    scope: 'https://dod-graph.microsoft.us/.default',
    entraPortal: 'https://entra.microsoft.us',
    azurePortal: 'https://portal.azure.us',
  },
  china: {
    title: 'China, operated by 21Vianet',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
    authority: 'https://login.chinacloudapi.cn',
    scope: 'https://microsoftgraph.chinacloudapi.cn/.default',
    entraPortal: 'https://entra.microsoftonline.cn',
    azurePortal: 'https://portal.azure.cn',
  },
} as const satisfies Record<string, Cloud>;

export type CloudName = keyof typeof CLOUDS;

export function isCloudName(text: string): text is CloudName {
  return Object.hasOwn(CLOUDS, text);
}
