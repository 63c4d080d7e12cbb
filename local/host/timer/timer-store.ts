import type { DatabaseSync } from 'node:sqlite';

/** What is remembered of a timer between runs of the host. */
export interface TimerStatus {
  readonly last: Date;
  readonly next: Date;
}

export interface TimerStore {
  load(name: string): TimerStatus | undefined;
  save(name: string, status: TimerStatus): void;
}

/** Timer states as rows of the host's database. */
export function openTimerStore(database: DatabaseSync): TimerStore {
  database.exec('CREATE TABLE IF NOT EXISTS timers (name TEXT PRIMARY KEY, last INTEGER, next INTEGER) STRICT');
  const load = database.prepare('SELECT last, next FROM timers WHERE name = ?');
  const save = database.prepare('INSERT OR REPLACE INTO timers (name, last, next) VALUES (?, ?, ?)');
  return {
    load: (name) => {
      const row = load.get(name);
      return row && { last: new Date(Number(row['last'])), next: new Date(Number(row['next'])) };
    },
    save: (name, { last, next }) => void save.run(name, last.getTime(), next.getTime()),
  };
}
