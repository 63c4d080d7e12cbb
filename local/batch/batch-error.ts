/** An answer of the Batch REST API that is not a success. */
export class BatchError extends Error {
  readonly status: number;
  readonly code: string;
  readonly values: readonly { readonly key: string; readonly value: string }[];
  constructor(status: number, code: string, message: string, values: BatchError['values'] = []) {
    super(message);
    this.name = 'BatchError';
    this.status = status;
    this.code = code;
    this.values = values;
  }
}

/** The body of an error answer. @see https://learn.microsoft.com/rest/api/batchservice/batch-status-and-error-codes */
export function errorBody(error: BatchError, requestId: string): Record<string, unknown> {
  return {
    code: error.code,
    message: { lang: 'en-US', value: `${error.message}\nRequestId:${requestId}\nTime:${new Date().toISOString()}` },
    ...(error.values.length === 0 ? {} : { values: error.values }),
  };
}

export const poolNotFound = () => new BatchError(404, 'PoolNotFound', 'The specified pool does not exist.');
export const jobNotFound = () => new BatchError(404, 'JobNotFound', 'The specified job does not exist.');
export const taskNotFound = () => new BatchError(404, 'TaskNotFound', 'The specified task does not exist.');
export const fileNotFound = () => new BatchError(404, 'FileNotFound', 'The specified file does not exist.');

/** @param property path from the body, for example `outputFiles[0].destination` */
export function invalidProperty(property: string, reason: string): BatchError {
  return new BatchError(400, 'InvalidPropertyValue', `The value of ${property} is invalid: ${reason}.`, [
    { key: 'PropertyName', value: property },
    { key: 'Reason', value: reason },
  ]);
}

export function missingProperty(property: string): BatchError {
  return new BatchError(
    400,
    'MissingRequiredProperty',
    `A required property was not specified in the request body: ${property}.`,
    [{ key: 'PropertyName', value: property }],
  );
}
