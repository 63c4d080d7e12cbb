import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

/** Opens a SQLite file for this process alone, waiting up to `patience` ms for a predecessor that is still ending.
 * @param schema that may be there already
 * @throws {Error} when another process keeps it */
export async function openExclusiveDatabase(path: string, schema: string, patience = 10_000): Promise<DatabaseSync> {
  const until = Date.now() + patience;
  for (;;) {
    const database = new DatabaseSync(path);
    try {
      // Exclusive: one stack per state directory, and no shared-memory file to lose. NORMAL: safe against SIGKILL
      // always, against loss of power up to the last checkpoint.
      database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
      database.exec(`BEGIN IMMEDIATE; ${schema} COMMIT;`);
      return database;
    } catch (error) {
      database.close();
      if (!isBusy(error)) throw error;
      if (Date.now() > until) throw new Error(`${path} is in use by another running stack`, { cause: error });
      await sleep(40);
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && /database is (locked|busy)/.test(error.message);
}
