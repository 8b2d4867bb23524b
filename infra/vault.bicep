// Holds SMTP_URL, TEAMS_URL and PING_URL, as secrets that their owners write. The app reads them through
// references, by its identity.
// https://learn.microsoft.com/azure/app-service/app-service-key-vault-references
param name string
param location string
param tags object
param principalId string
param isPrivate bool

// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/security#key-vault-secrets-user
var keyVaultSecretsUser = '4633458b-17de-408a-b874-0445c86b69e6'

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enabledForDeployment: false
    enabledForDiskEncryption: false
    enabledForTemplateDeployment: false
    // No purge protection: the vault holds three addresses that can be issued anew, and an uninstall
    // should leave nothing behind.
    enableSoftDelete: true
    softDeleteRetentionInDays: 7
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'None'
      defaultAction: isPrivate ? 'Deny' : 'Allow'
    }
  }
}

resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, principalId, keyVaultSecretsUser)
  scope: vault
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsUser)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}

output id string = vault.id
output name string = vault.name
// Without a version: a secret that is renewed is taken over within a day, or at the next restart.
output smtpUrlReference string = '@Microsoft.KeyVault(VaultName=${vault.name};SecretName=smtp-url)'
output teamsUrlReference string = '@Microsoft.KeyVault(VaultName=${vault.name};SecretName=teams-url)'
output pingUrlReference string = '@Microsoft.KeyVault(VaultName=${vault.name};SecretName=ping-url)'
