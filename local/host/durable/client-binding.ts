/** What a durableClient input is given: addresses of the HTTP API, with `INSTANCEID` where an id goes.
 * @param baseUrl of the management API, `…/runtime/webhooks/durabletask`
 * @param rpcBaseUrl of the API that the SDK calls, with a trailing slash
 * @param key system key of the management API */
export function clientBinding(baseUrl: string, rpcBaseUrl: string, taskHubName: string, key: string): string {
  const query = `taskHub=${taskHubName}&connection=Storage&code=${key}`;
  const instance = `${baseUrl}/instances/INSTANCEID`;
  return JSON.stringify({
    taskHubName,
    creationUrls: {
      createNewInstancePostUri: `${baseUrl}/orchestrators/{functionName}[/{instanceId}]?code=${key}`,
      createAndWaitOnNewInstancePostUri: `${baseUrl}/orchestrators/{functionName}[/{instanceId}]?timeout={timeoutInSeconds}&pollingInterval={intervalInSeconds}&code=${key}`,
    },
    managementUrls: managementUrls(instance, query),
    baseUrl,
    requiredQueryStringParameters: `code=${key}`,
    rpcBaseUrl,
  });
}

/** The addresses under which one instance is managed.
 * @param instance URL of the instance */
export const managementUrls = (instance: string, query: string) => ({
  id: decodeURIComponent(instance.slice(instance.lastIndexOf('/') + 1)),
  statusQueryGetUri: `${instance}?${query}`,
  sendEventPostUri: `${instance}/raiseEvent/{eventName}?${query}`,
  terminatePostUri: `${instance}/terminate?reason={text}&${query}`,
  rewindPostUri: `${instance}/rewind?reason={text}&${query}`,
  purgeHistoryDeleteUri: `${instance}?${query}`,
  restartPostUri: `${instance}/restart?${query}`,
  suspendPostUri: `${instance}/suspend?reason={text}&${query}`,
  resumePostUri: `${instance}/resume?reason={text}&${query}`,
});
