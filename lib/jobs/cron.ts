import { Cron } from 'croner';
import { invalid } from '../errors.ts';

/** The first moment after `after` that a cron expression names, in UTC.
 * @param expression five fields (minute first) or six (second first)
 * @returns undefined when it names none any more
 * @throws {InvalidInputError} naming `cron` */
export function nextRun(expression: string, after: Date): Date | undefined {
  try {
    return new Cron(expression, { timezone: 'UTC', mode: 'auto', paused: true }).nextRun(after) ?? undefined;
  } catch (error) {
    throw invalid('cron', (error as Error).message, { cause: error });
  }
}
