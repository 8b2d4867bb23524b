// Behind the switch privateNetwork: storage and vault are reached through private endpoints only. The
// app itself keeps its public address, with Easy Auth in front of it, because mails link to it.
param token string
param location string
param tags object
param hostStorageId string
param dataStorageId string
param vaultId string
param hasQueue bool

var always = [
  { name: 'blob', target: hostStorageId, zone: 'privatelink.blob.${environment().suffixes.storage}' }
  { name: 'table', target: dataStorageId, zone: 'privatelink.table.${environment().suffixes.storage}' }
  // The suffix that clouds know, `.vault.azure.net`, is not the one of its private zone.
  { name: 'vault', target: vaultId, zone: 'privatelink${replace(environment().suffixes.keyvaultDns, '.vault.', '.vaultcore.')}' }
]
var ofQueue = { name: 'queue', target: hostStorageId, zone: 'privatelink.queue.${environment().suffixes.storage}' }
var endpoints = concat(always, hasQueue ? [ofQueue] : [])

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-mfadigest-${token}'
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: ['10.91.0.0/24'] }
  }
}

// Flex Consumption wants this delegation, and the provider Microsoft.App registered.
// https://learn.microsoft.com/azure/azure-functions/flex-consumption-how-to#enable-virtual-network-integration
resource appSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: network
  name: 'app'
  properties: {
    addressPrefix: '10.91.0.0/26'
    delegations: [
      {
        name: 'flex'
        properties: { serviceName: 'Microsoft.App/environments' }
      }
    ]
  }
}

resource endpointSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: network
  name: 'endpoints'
  properties: {
    addressPrefix: '10.91.0.64/27'
    privateEndpointNetworkPolicies: 'Disabled'
  }
  // Two subnets of one network cannot be written at the same time.
  dependsOn: [appSubnet]
}

resource zones 'Microsoft.Network/privateDnsZones@2020-06-01' = [
  for endpoint in endpoints: {
    name: endpoint.zone
    location: 'global'
    tags: tags
  }
]

resource zoneLinks 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = [
  for (endpoint, index) in endpoints: {
    parent: zones[index]
    name: 'to-${network.name}'
    location: 'global'
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: network.id }
    }
  }
]

resource privateEndpoints 'Microsoft.Network/privateEndpoints@2024-05-01' = [
  for endpoint in endpoints: {
    name: 'pe-${endpoint.name}-${token}'
    location: location
    tags: tags
    properties: {
      subnet: { id: endpointSubnet.id }
      privateLinkServiceConnections: [
        {
          name: endpoint.name
          properties: {
            privateLinkServiceId: endpoint.target
            groupIds: [endpoint.name]
          }
        }
      ]
    }
  }
]

resource zoneGroups 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = [
  for (endpoint, index) in endpoints: {
    parent: privateEndpoints[index]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: endpoint.name
          properties: { privateDnsZoneId: zones[index].id }
        }
      ]
    }
  }
]

output appSubnetId string = appSubnet.id
