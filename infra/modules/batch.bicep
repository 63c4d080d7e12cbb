// Batch account, an autoscaling pool that pulls the task image, and the registry that holds it.
param name string
param location string
param storageId string
param identityId string
param principalId string
param vmSize string
param maxNodes int

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: name
  location: location
  sku: { name: 'Basic' }
}

resource account 'Microsoft.Batch/batchAccounts@2024-07-01' = {
  name: name
  location: location
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    allowedAuthenticationModes: [ 'AAD' ]
    autoStorage: {
      storageAccountId: storageId
      authenticationMode: 'BatchAccountManagedIdentity'
      nodeIdentityReference: { resourceId: identityId }
    }
  }
}

resource pool 'Microsoft.Batch/batchAccounts/pools@2024-07-01' = {
  parent: account
  name: 'revisit'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    vmSize: vmSize
    taskSlotsPerNode: 4
    taskSchedulingPolicy: { nodeFillType: 'Pack' }
    deploymentConfiguration: {
      virtualMachineConfiguration: {
        imageReference: {
          publisher: 'microsoft-dsvm'
          offer: 'ubuntu-hpc'
          sku: '2204'
          version: 'latest'
        }
        nodeAgentSkuId: 'batch.node.ubuntu 22.04'
        containerConfiguration: {
          type: 'DockerCompatible'
          containerRegistries: [ { registryServer: registry.properties.loginServer, identityReference: { resourceId: identityId } } ]
        }
      }
    }
    scaleSettings: {
      autoScale: {
        evaluationInterval: 'PT5M'
        formula: 'pending = max($PendingTasks.GetSample(1), avg($PendingTasks.GetSample(TimeInterval_Minute * 5))); $TargetLowPriorityNodes = min(${maxNodes}, ceil(pending / 4)); $NodeDeallocationOption = taskcompletion;'
      }
    }
  }
}

// Contributor on the Batch account (data plane), AcrPull on the registry.
resource batchRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, principalId, 'contributor')
  scope: account
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b24988ac-6180-42a0-ab88-20f7382dd24c')
  }
}

resource pullRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, principalId, 'acrpull')
  scope: registry
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')
  }
}

output url string = 'https://${account.properties.accountEndpoint}'
output account string = account.name
output pool string = pool.name
output registry string = registry.properties.loginServer
