// Everything Revisit needs in one resource group: storage with its event subscription, the catalog, Batch, the function app.
targetScope = 'resourceGroup'

@description('Short name that all resources start with.')
@minLength(3)
@maxLength(11)
param name string = 'revisit'

param location string = resourceGroup().location

@description('Container image of tasks/, in the registry made here.')
param taskImage string = ''

@description('Virtual machine size of Batch nodes.')
param batchVmSize string = 'Standard_D4ds_v5'

@description('Most Batch nodes at a time; the pool shrinks to none when idle.')
param batchMaxNodes int = 20

@description('Public base URL when a gateway or custom domain stands in front.')
param publicUrl string = ''

@secure()
@description('Seals page tokens and cursors.')
param tokenSecret string = newGuid()

var suffix = take(uniqueString(resourceGroup().id), 6)
var base = toLower('${name}${suffix}')

module identity 'modules/identity.bicep' = {
  name: 'identity'
  params: { name: base, location: location }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: { name: base, location: location, principalId: identity.outputs.principalId }
}

module events 'modules/events.bicep' = {
  name: 'events'
  params: { name: base, location: location, storageName: storage.outputs.name }
}

module catalog 'modules/cosmos.bicep' = {
  name: 'catalog'
  params: { name: base, location: location, principalId: identity.outputs.principalId }
}

module batch 'modules/batch.bicep' = {
  name: 'batch'
  params: {
    name: base
    location: location
    storageId: storage.outputs.id
    identityId: identity.outputs.id
    principalId: identity.outputs.principalId
    vmSize: batchVmSize
    maxNodes: batchMaxNodes
  }
}

module app 'modules/function-app.bicep' = {
  name: 'app'
  params: {
    name: base
    location: location
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageName: storage.outputs.name
    settings: {
      CATALOG_STORE: 'cosmos'
      COSMOS_ENDPOINT: catalog.outputs.endpoint
      COSMOS_DATABASE: catalog.outputs.database
      DATA_STORAGE: storage.outputs.name
      BATCH_URL: batch.outputs.url
      BATCH_ACCOUNT: batch.outputs.account
      BATCH_POOL: batch.outputs.pool
      TASK_IMAGE: empty(taskImage) ? '${batch.outputs.registry}/revisit-tasks:latest' : taskImage
      PUBLIC_URL: publicUrl
      TOKEN_SECRET: tokenSecret
      SEARCH_SECONDS: '5'
      SAS_MINUTES: '60'
      WEBHOOK_ALLOW_PRIVATE: '0'
      REGION: location
    }
  }
}

output url string = app.outputs.url
output storageAccount string = storage.outputs.name
output registry string = batch.outputs.registry
