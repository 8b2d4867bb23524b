// Where the app's log lines go. Telemetry is taken from the identity only: local authentication is off,
// so the connection string is an address and opens nothing.
// https://learn.microsoft.com/azure/azure-monitor/app/azure-ad-authentication
param token string
param location string
param tags object
param principalId string
param dailyQuotaGb string

// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/monitor#monitoring-metrics-publisher
var monitoringMetricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb'

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'log-mfadigest-${token}'
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    // Included in the price of ingestion up to 31 days; the days themselves are in the tables.
    retentionInDays: 30
    workspaceCapping: { dailyQuotaGb: json(dailyQuotaGb) }
    features: {
      disableLocalAuth: true
      enableLogAccessUsingOnlyResourcePermissions: true
    }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-mfadigest-${token}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    IngestionMode: 'LogAnalytics'
    DisableLocalAuth: true
    // The addresses of callers stay masked.
    DisableIpMasking: false
  }
}

resource publisher 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(insights.id, principalId, monitoringMetricsPublisher)
  scope: insights
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', monitoringMetricsPublisher)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}

output insightsName string = insights.name
output workspaceId string = workspace.id
output workspaceName string = workspace.name
