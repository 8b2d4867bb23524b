// MFA Digest in one resource group. Raw resources only: nothing is fetched from a registry.
//
// Nobody holds a key: one user-assigned identity reads sign-ins, opens both storage accounts, writes
// telemetry and reads the vault. What it may do in Microsoft Graph and Exchange is granted by the
// scripts in scripts/permissions/, because whoever deploys is seldom a directory administrator.
//
// Each setting of docs/settings.md has a parameter of its name, as an azd environment has it:
// `azd env set ZONE Europe/Berlin` and `azd provision`. Defaults are those of the app, but for SOURCE
// (a deployment is for a real tenant) and CHANNELS (files do not last in Azure). What is left out, and
// why, is in docs/deploy.md.
targetScope = 'subscription'

@minLength(1)
@maxLength(40)
@description('Name of the azd environment; resources are named after it.')
param environmentName string

@description('Region of all resources. It must offer Flex Consumption: az functionapp list-flexconsumption-locations')
param location string

// --- How it runs -----------------------------------------------------------------------------

@allowed(['24', '22'])
@description('Node.js of the function app. 22 where the region does not offer 24 yet.')
param nodeVersion string = '24'

@allowed([512, 2048, 4096])
@description('Memory of an instance in MB. docs/performance.md says what a day of how many sign-ins takes.')
param instanceMemory int = 512

// Flex Consumption scales each timer and the queue by itself and all HTTP routes together, each up to this
// number. A timer fires on one instance anyway (the host holds a lock), and two collectors at once would
// read twice and count once (docs/reliability.md, F23). So more than one is of use with SHARD_QUEUE only.
// Microsoft's page named 40 as the lowest value for long, and names 1 since; where a region still
// refuses 1, 40 is safe.
// https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan#considerations
@allowed([1, 40])
@description('Most instances of a scale group. With SHARD_QUEUE more than one is needed, or nothing is spread.')
param maximumInstances int = 1

@description('True: storage and vault are reached through private endpoints only. Adds their hourly price.')
param privateNetwork bool = false

@description('Application (client) id of the Entra app that scripts/permissions/register-app registered. Empty: no Easy Auth, and the report routes refuse everybody.')
param authClientId string = ''

@description('Who is mailed when the digest stops. Empty: alerts show in the portal only.')
param alertEmail string = ''

@description('Most gigabytes of logs a day; what exceeds them is dropped by the workspace. Text, as azd hands it over.')
param dailyLogQuotaGb string = '0.15'

// --- Settings of the app, in the order of docs/settings.md --------------------------------------

@allowed(['graph', 'log-analytics', 'archive', 'sample'])
@description('SOURCE: where sign-ins are read from.')
param source string = 'graph'

@description('TENANT_ID: the tenant whose sign-ins are read; by default the one deployed to.')
param tenantId string = tenant().tenantId

@description('TENANT_NAME: the name shown in digests.')
param tenantName string = ''

@description('TENANTS: several tenants, as a JSON list or the path of a .json file; where it holds a secret, a Key Vault reference.')
param tenants string = ''

@allowed(['global', 'usgov', 'usgov-dod', 'china'])
@description('CLOUD: the Microsoft cloud the tenant lives in.')
param cloud string = 'global'

@description('WORKSPACE_ID: the Log Analytics workspace; needed by SOURCE=log-analytics.')
param workspaceId string = ''

@description('ARCHIVE: exported sign-ins; needed by SOURCE=archive.')
param archive string = ''

@description('ZONE: the zone of days and of the time of sending.')
param zone string = 'UTC'

@description('COLLECT_SCHEDULE: when to look for days to collect, UTC. The Functions host reads it itself.')
param collectSchedule string = '0 */15 * * * *'

@description('DIGEST_SCHEDULE: when to look for digests to send, UTC; read by the host likewise.')
param digestSchedule string = '0 5/15 * * * *'

@description('SETTLE_HOURS: hours after its end at which a day is first read.')
param settleHours string = '3'

@description('SEAL_HOURS: hours after its end at which a day becomes final.')
param sealHours string = '48'

@description('SHARD_ABOVE: rows above which a day is read and counted in shards of its users; SOURCE=log-analytics only.')
param shardAbove string = '5000000'

@description('SHARD_QUEUE: a queue that is made in the account of the host, with a role, through which large days and tenants are spread over instances; 3 to 56 lower-case letters, digits and single hyphens. Empty: none.')
param shardQueue string = ''

@description('BACKFILL_DAYS: how many past days a new installation reads.')
param backfillDays string = '30'

@description('DIGEST_AT: when to send, in ZONE, as hh:mm.')
param digestAt string = '07:30'

@description('DIGEST_ON: daily, weekdays, or days such as mon,thu.')
param digestOn string = 'daily'

@description('DIGEST_WAIT_HOURS: how long to wait for an incomplete day.')
param digestWaitHours string = '4'

@description('CHANNELS: how digests are delivered; some of graph-mail, smtp, teams, comma separated. `file` writes to a disk that does not last in Azure.')
param channels string = 'graph-mail'

@description('BASE_URL: where the HTTP routes are reached; by default the address of the function app.')
param baseUrl string = ''

@allowed(['true', 'false'])
@description('ALLOW_KEY_ONLY: whether the function key alone opens the HTTP routes where Easy Auth is off.')
param allowKeyOnly string = 'false'

@description('MAIL_FROM: the sender of mails.')
param mailFrom string = ''

@description('MAIL_TO: who receives the mails, comma separated.')
param mailTo string = ''

@description('MAIL_TO_SECURITY: who receives the findings with their persons.')
param mailToSecurity string = ''

@description('MAIL_TO_HELPDESK: who receives the list of those who could not get in.')
param mailToHelpdesk string = ''

@description('MAIL_TO_SUMMARY: who receives one mail a day about all of TENANTS.')
param mailToSummary string = ''

@description('MAIL_DOMAINS: the only domains mail may go to; by default that of MAIL_FROM.')
param mailDomains string = ''

@allowed(['short', 'skip', 'full'])
@description('QUIET_DAYS: what to send on a day without anything to do.')
param quietDays string = 'short'

@allowed(['aggregate', 'masked', 'named'])
@description('PRIVACY: how persons appear: not at all, masked, or by name.')
param privacy string = 'masked'

@description('EXCLUDE_USERS: users that are left out, comma separated.')
param excludeUsers string = ''

@description('EXCLUDE_APPS: applications that are left out, comma separated.')
param excludeApps string = ''

@description('ISSUE_MIN_USERS: from how many users on a problem is reported as an issue.')
param issueMinUsers string = '3'

@description('KEEP_DAYS: how many days stored days are kept.')
param keepDays string = '400'

@description('KEEP_PEOPLE_DAYS: how many days the list of affected persons is kept.')
param keepPeopleDays string = '30'

@allowed(['off', 'on'])
@description('MICROSOFT_COUNTERS: whether the sign-ins are compared with the daily counter of Microsoft Graph; no further permission.')
param microsoftCounters string = 'off'

@allowed(['off', 'on'])
@description('on: PING_URL is read from the vault, where its owner has put it as the secret ping-url.')
param pingUrlInVault string = 'off'

var tags = { 'azd-env-name': environmentName }
var token = toLower(uniqueString(subscription().id, environmentName, location))
var channelNames = map(split(toLower(channels), ','), name => trim(name))

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'identity.bicep' = {
  name: 'identity'
  scope: group
  params: {
    name: 'id-mfadigest-${token}'
    location: location
    tags: tags
  }
}

module monitoring 'monitoring.bicep' = {
  name: 'monitoring'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    dailyQuotaGb: dailyLogQuotaGb
  }
}

module storage 'storage.bicep' = {
  name: 'storage'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    isPrivate: privateNetwork
    queueName: trim(shardQueue)
  }
}

module vault 'vault.bicep' = {
  name: 'vault'
  scope: group
  params: {
    name: 'kv-${token}'
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    isPrivate: privateNetwork
  }
}

module network 'network.bicep' = if (privateNetwork) {
  name: 'network'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    hostStorageId: storage.outputs.hostAccountId
    dataStorageId: storage.outputs.dataAccountId
    vaultId: vault.outputs.id
    hasQueue: !empty(trim(shardQueue))
  }
}

module functionApp 'function-app.bicep' = {
  name: 'function-app'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    nodeVersion: nodeVersion
    instanceMemory: instanceMemory
    maximumInstances: maximumInstances
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    hostBlobEndpoint: storage.outputs.hostBlobEndpoint
    hostQueueEndpoint: storage.outputs.hostQueueEndpoint
    deploymentContainer: storage.outputs.deploymentContainer
    insightsName: monitoring.outputs.insightsName
    subnetId: privateNetwork ? network!.outputs.appSubnetId : ''
    authClientId: authClientId
    baseUrl: baseUrl
    settings: {
      SOURCE: source
      TENANT_ID: tenantId
      TENANT_NAME: tenantName
      TENANTS: tenants
      CLOUD: cloud
      WORKSPACE_ID: workspaceId
      ARCHIVE: archive
      TABLES: storage.outputs.tableEndpoint
      ZONE: zone
      COLLECT_SCHEDULE: collectSchedule
      DIGEST_SCHEDULE: digestSchedule
      SETTLE_HOURS: settleHours
      SEAL_HOURS: sealHours
      SHARD_ABOVE: shardAbove
      SHARD_QUEUE: trim(shardQueue)
      BACKFILL_DAYS: backfillDays
      DIGEST_AT: digestAt
      DIGEST_ON: digestOn
      DIGEST_WAIT_HOURS: digestWaitHours
      CHANNELS: channels
      ALLOW_KEY_ONLY: allowKeyOnly
      MAIL_FROM: mailFrom
      MAIL_TO: mailTo
      MAIL_TO_SECURITY: mailToSecurity
      MAIL_TO_HELPDESK: mailToHelpdesk
      MAIL_TO_SUMMARY: mailToSummary
      MAIL_DOMAINS: mailDomains
      // Secrets are put into the vault by their owners (docs/deploy.md), never by this template. A
      // reference is made only where it will be resolved: an unresolved one is a settings error.
      SMTP_URL: contains(channelNames, 'smtp') ? vault.outputs.smtpUrlReference : ''
      TEAMS_URL: contains(channelNames, 'teams') ? vault.outputs.teamsUrlReference : ''
      QUIET_DAYS: quietDays
      PRIVACY: privacy
      EXCLUDE_USERS: excludeUsers
      EXCLUDE_APPS: excludeApps
      ISSUE_MIN_USERS: issueMinUsers
      KEEP_DAYS: keepDays
      KEEP_PEOPLE_DAYS: keepPeopleDays
      MICROSOFT_COUNTERS: microsoftCounters
      PING_URL: pingUrlInVault == 'on' ? vault.outputs.pingUrlReference : ''
    }
  }
}

module alerts 'alerts.bicep' = {
  name: 'alerts'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    email: alertEmail
    zone: zone
    digestAt: digestAt
    digestOn: digestOn
    digestWaitHours: digestWaitHours
  }
}

// Names and ids for the commands of docs/deploy.md; azd keeps them in its environment.
output AZURE_RESOURCE_GROUP string = group.name
output FUNCTION_APP_NAME string = functionApp.outputs.name
output FUNCTION_APP_URL string = functionApp.outputs.url
output IDENTITY_PRINCIPAL_ID string = identity.outputs.principalId
output IDENTITY_CLIENT_ID string = identity.outputs.clientId
output VAULT_NAME string = vault.outputs.name
output DATA_STORAGE_ACCOUNT string = storage.outputs.dataAccountName
output TABLES string = storage.outputs.tableEndpoint
output WORKSPACE_NAME string = monitoring.outputs.workspaceName
