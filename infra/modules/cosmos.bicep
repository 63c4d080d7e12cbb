// The catalog: containers, partition keys and index policies come from the file that the tests use too.
param name string
param location string
param principalId string

var policies = loadJsonContent('../../lib/catalog/cosmos-index-policy.json')

resource account 'Microsoft.DocumentDB/databaseAccounts@2024-05-15' = {
  name: name
  location: location
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    locations: [ { locationName: location, failoverPriority: 0, isZoneRedundant: false } ]
    consistencyPolicy: { defaultConsistencyLevel: 'Session' }
    disableLocalAuth: true
    backupPolicy: { type: 'Continuous', continuousModeProperties: { tier: 'Continuous7Days' } }
  }
}

resource database 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases@2024-05-15' = {
  parent: account
  name: 'revisit'
  properties: { resource: { id: 'revisit' } }
}

resource containers 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers@2024-05-15' = [for policy in items(policies): {
  parent: database
  name: policy.key
  properties: {
    resource: union({ id: policy.key }, policy.value)
    options: { autoscaleSettings: { maxThroughput: policy.key == 'items' ? 10000 : 1000 } }
  }
}]

// Cosmos DB Built-in Data Contributor.
resource role 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2024-05-15' = {
  parent: account
  name: guid(account.id, principalId)
  properties: {
    principalId: principalId
    roleDefinitionId: '${account.id}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002'
    scope: account.id
  }
}

output endpoint string = account.properties.documentEndpoint
output database string = database.name
