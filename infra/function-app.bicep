// The function app on Flex Consumption, its settings, and Easy Auth in front of the report routes.
// https://learn.microsoft.com/azure/azure-functions/functions-infrastructure-as-code?pivots=flex-consumption-plan
param token string
param location string
param tags object
param nodeVersion string
param instanceMemory int
param maximumInstances int
param identityId string
param identityClientId string
param hostBlobEndpoint string
@description('Empty: the host opens no queue.')
param hostQueueEndpoint string
param deploymentContainer string
param insightsName string
@description('Empty: the app stays outside any network.')
param subnetId string
@description('Empty: no Easy Auth.')
param authClientId string
@description('Empty: the address of the app.')
param baseUrl string
@description('The settings of docs/settings.md by their names; empty ones count as not set.')
param settings object

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-mfadigest-${token}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { tier: 'FlexConsumption', name: 'FC1' }
  properties: { reserved: true }
}

resource site 'Microsoft.Web/sites@2024-04-01' = {
  name: 'func-mfadigest-${token}'
  location: location
  // azd finds the app of the service `digest` (azure.yaml) by this tag.
  tags: union(tags, { 'azd-service-name': 'digest' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      remoteDebuggingEnabled: false
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${hostBlobEndpoint}${deploymentContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: { name: 'node', version: nodeVersion }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemory
        maximumInstanceCount: maximumInstances
      }
    }
  }
}

// Passwords for publishing are keys by another name.
resource publishing 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = [
  for name in ['ftp', 'scm']: {
    parent: site
    name: name
    properties: { allow: false }
  }
]

// A resource of its own: BASE_URL is the address the site was given.
resource appSettings 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: site
  name: 'appsettings'
  properties: union(
    settings,
    {
      BASE_URL: empty(baseUrl) ? 'https://${site.properties.defaultHostName}' : baseUrl
      // Which identity the Azure SDK signs in as.
      AZURE_CLIENT_ID: identityClientId
      AzureWebJobsStorage__blobServiceUri: hostBlobEndpoint
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identityClientId
      APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
    },
    empty(hostQueueEndpoint) ? {} : { AzureWebJobsStorage__queueServiceUri: hostQueueEndpoint },
    empty(authClientId)
      ? {}
      : {
          // Easy Auth proves who it is by the identity instead of a client secret.
          // https://learn.microsoft.com/azure/app-service/configure-authentication-provider-aad#use-a-managed-identity-instead-of-a-secret-preview
          OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID: identityClientId
          WEBSITE_AUTH_AAD_ALLOWED_TENANTS: tenant().tenantId
        }
  )
}

// Entra signs people in before a request reaches the app. Only those with the app role Digest.Read are
// given a token at all (assignment is required, see scripts/permissions/register-app); the app checks
// the role again.
resource auth 'Microsoft.Web/sites/config@2024-04-01' = if (!empty(authClientId)) {
  parent: site
  name: 'authsettingsV2'
  properties: {
    platform: { enabled: true, runtimeVersion: '~1' }
    globalValidation: {
      requireAuthentication: true
      unauthenticatedClientAction: 'RedirectToLoginPage'
      redirectToProvider: 'azureactivedirectory'
      // For monitors. It tells times and counts, never a person.
      excludedPaths: ['/api/health']
    }
    identityProviders: {
      azureActiveDirectory: {
        enabled: true
        registration: {
          clientId: authClientId
          clientSecretSettingName: 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID'
          openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
        }
        validation: {
          allowedAudiences: [authClientId, 'api://${authClientId}']
          defaultAuthorizationPolicy: { allowedApplications: [authClientId] }
        }
      }
    }
    httpSettings: { requireHttps: true }
    // Nothing of a session is needed later, so no token is kept.
    login: { tokenStore: { enabled: false } }
  }
  dependsOn: [appSettings]
}

output name string = site.name
output url string = 'https://${site.properties.defaultHostName}'
