// Event Grid delivers blob events into the storage queue that functions/ingest reads. Its own work containers are left out.
param name string
param location string
param storageName string

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: storageName
}

resource topic 'Microsoft.EventGrid/systemTopics@2024-06-01-preview' = {
  name: '${name}-blobs'
  location: location
  identity: { type: 'SystemAssigned' }
  properties: {
    source: account.id
    topicType: 'Microsoft.Storage.StorageAccounts'
  }
}

// Queue Data Message Sender and Blob Data Contributor (dead letters).
var roles = [ 'c6a89b2d-59bc-44d0-9896-0f6e12d7b80a', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe' ]

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in roles: {
  name: guid(topic.id, account.id, role)
  scope: account
  properties: {
    principalId: topic.identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
  }
}]

resource subscription 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2024-06-01-preview' = {
  parent: topic
  name: 'blob-events'
  dependsOn: [ assignments ]
  properties: {
    deliveryWithResourceIdentity: {
      identity: { type: 'SystemAssigned' }
      destination: {
        endpointType: 'StorageQueue'
        properties: { resourceId: account.id, queueName: 'blob-events', queueMessageTimeToLiveInSeconds: 604800 }
      }
    }
    eventDeliverySchema: 'EventGridSchema'
    filter: {
      includedEventTypes: [ 'Microsoft.Storage.BlobCreated', 'Microsoft.Storage.BlobDeleted', 'Microsoft.Storage.BlobRenamed' ]
      advancedFilters: [
        {
          operatorType: 'StringNotBeginsWith'
          key: 'subject'
          values: [
            '/blobServices/default/containers/revisit-jobs/'
            '/blobServices/default/containers/app-package/'
            '/blobServices/default/containers/dead-letters/'
            '/blobServices/default/containers/azure-webjobs-'
            '/blobServices/default/containers/revisit-leases/'
            '/blobServices/default/containers/revisit-largemessages/'
          ]
        }
      ]
    }
    retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }
    deadLetterWithResourceIdentity: {
      identity: { type: 'SystemAssigned' }
      deadLetterDestination: {
        endpointType: 'StorageBlob'
        properties: { resourceId: account.id, blobContainerName: 'dead-letters' }
      }
    }
  }
}
