import { app } from '@azure/functions';
import { http, type Handler } from '../lib/http/handler.ts';
import { compose, type AppDeps } from './compose.ts';

/** Functions register when the app is loaded, at once; what they work with opens its files and connections once, after that. */
let opened: Promise<AppDeps> | undefined;

function deps(): Promise<AppDeps> {
  return (opened ??= compose(process.env));
}

/** Settings that need correcting stop the app when it starts, not at its first request. */
app.hook.appStart(async () => {
  await deps();
});

/** The last writes go into the stores' own files, and not only into what is replayed at the next start. */
app.hook.appTerminate(async () => {
  const { catalog, records } = await deps();
  await Promise.all([catalog.close(), records.close()]);
});

/** A trigger's handler that is made once, when what it works with is there. */
export function withDeps<Arguments extends readonly unknown[], Answer>(
  make: (deps: AppDeps) => (...given: Arguments) => Promise<Answer> | Answer,
): (...given: Arguments) => Promise<Answer> {
  let made: Promise<(...given: Arguments) => Promise<Answer> | Answer> | undefined;
  return async (...given) => (await (made ??= deps().then(make)))(...given);
}

/** The same for HTTP, with what all routes share. */
export const route = (make: (deps: AppDeps) => Handler) => http(withDeps(make));
