import type { Deps } from '../../functions/deps.ts';
import type { ActivityDeps } from '../../orchestrations/activities.ts';

export type JobsDeps = ActivityDeps & Pick<Deps, 'config'>;

let current: JobsDeps | undefined;

/** What the test app is made of the next time that a host loads it. */
export function giveJobsDeps(deps: JobsDeps): void {
  current = deps;
}

export function jobsDeps(): JobsDeps {
  if (!current) throw new Error('the test has given nothing');
  return current;
}
