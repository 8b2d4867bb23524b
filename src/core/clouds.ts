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
  /** The query API of Log Analytics. */
  readonly logs: string;
  /** Scope of a token for it; the same whatever LOGS_ENDPOINT says. */
  readonly logsScope: string;
  /** Entra admin center, for links in digests. */
  readonly entraPortal: string;
  readonly azurePortal: string;
};

/**
 * Rows are the values of the setting CLOUD. Source: Microsoft Graph "National cloud deployments"
 * (service roots, Azure portals, token services) and the Microsoft Entra FAQ, list of admin center
 * hosts to allow. The Department of Defense has its own Graph and shares the rest with US Government.
 * Log Analytics: Azure Monitor, "Log Analytics API request format" (learn.microsoft.com, docs.azure.cn);
 * its tokens: azure-sdk-for-net, `LogsQueryAudience`, where the global service still goes by its old name.
 */
export const CLOUDS = {
  global: {
    title: 'global service',
    graph: 'https://graph.microsoft.com',
    authority: 'https://login.microsoftonline.com',
    scope: 'https://graph.microsoft.com/.default',
    logs: 'https://api.loganalytics.azure.com',
    logsScope: 'https://api.loganalytics.io/.default',
    entraPortal: 'https://entra.microsoft.com',
    azurePortal: 'https://portal.azure.com',
  },
  usgov: {
    title: 'US Government (GCC High)',
    graph: 'https://graph.microsoft.us',
    authority: 'https://login.microsoftonline.us',
    scope: 'https://graph.microsoft.us/.default',
    logs: 'https://api.loganalytics.us',
    logsScope: 'https://api.loganalytics.us/.default',
    entraPortal: 'https://entra.microsoft.us',
    azurePortal: 'https://portal.azure.us',
  },
  'usgov-dod': {
    title: 'US Government (DoD)',
    graph: 'https://dod-graph.microsoft.us',
    authority: 'https://login.microsoftonline.us',
    scope: 'https://dod-graph.microsoft.us/.default',
    logs: 'https://api.loganalytics.us',
    logsScope: 'https://api.loganalytics.us/.default',
    entraPortal: 'https://entra.microsoft.us',
    azurePortal: 'https://portal.azure.us',
  },
  china: {
    title: 'China, operated by 21Vianet',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
    authority: 'https://login.chinacloudapi.cn',
    scope: 'https://microsoftgraph.chinacloudapi.cn/.default',
    logs: 'https://api.loganalytics.azure.cn',
    logsScope: 'https://api.loganalytics.azure.cn/.default',
    entraPortal: 'https://entra.microsoftonline.cn',
    azurePortal: 'https://portal.azure.cn',
  },
} as const satisfies Record<string, Cloud>;

export type CloudName = keyof typeof CLOUDS;

export function isCloudName(text: string): text is CloudName {
  return Object.hasOwn(CLOUDS, text);
}
