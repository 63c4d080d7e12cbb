import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { openExclusiveDatabase } from '../exclusive-database.ts';
import { transact } from '../host/database.ts';
import type { JobRecord, PoolRecord, TaskRecord } from './model.ts';

export interface StoredTask {
  readonly seq: number;
  readonly job: string;
  readonly task: TaskRecord;
  /** Waits for other tasks. */
  readonly blocked: boolean;
}

export interface TaskTally {
  readonly state: string;
  readonly result: string;
  readonly tasks: number;
  readonly slots: number;
}

/** Pools, jobs and tasks in one SQLite file. Ids are case-insensitive, as in Azure. Every method is its own transaction
 * unless it runs inside `transaction`. */
export type BatchStore = ReturnType<typeof batchStore>;

const schema = `
  CREATE TABLE IF NOT EXISTS pools (id TEXT PRIMARY KEY COLLATE NOCASE, record TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS jobs (
    id TEXT PRIMARY KEY COLLATE NOCASE, pool TEXT NOT NULL COLLATE NOCASE, state TEXT NOT NULL,
    priority INTEGER NOT NULL, record TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS jobs_by_pool ON jobs (pool, state, priority DESC);
  CREATE TABLE IF NOT EXISTS tasks (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, job TEXT NOT NULL COLLATE NOCASE, id TEXT NOT NULL COLLATE NOCASE,
    state TEXT NOT NULL, result TEXT NOT NULL, slots INTEGER NOT NULL, blocked INTEGER NOT NULL, record TEXT NOT NULL,
    UNIQUE (job, id)
  );
  CREATE INDEX IF NOT EXISTS tasks_by_state ON tasks (job, state, blocked, seq);
`;

/** @throws {Error} when another process keeps the file */
export async function openBatchStore(path: string, patience?: number): Promise<BatchStore> {
  return batchStore(await openExclusiveDatabase(path, schema, patience));
}

function batchStore(database: DatabaseSync) {
  const prepared = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  const prepare = (sql: string) => {
    const statement = prepared.get(sql) ?? database.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  };
  const all = (sql: string, ...values: SQLInputValue[]) => prepare(sql).all(...values);
  const run = (sql: string, ...values: SQLInputValue[]) => Number(prepare(sql).run(...values).changes);
  const records = <T>(sql: string, ...values: SQLInputValue[]): T[] =>
    all(sql, ...values).map((row) => JSON.parse(String(row['record'])) as T);
  const tasks = (where: string, ...values: SQLInputValue[]): StoredTask[] =>
    all(`SELECT seq, job, blocked, record FROM tasks WHERE ${where}`, ...values).map((row) => ({
      seq: Number(row['seq']),
      job: String(row['job']),
      blocked: row['blocked'] === 1,
      task: JSON.parse(String(row['record'])) as TaskRecord,
    }));
  const columns = (task: TaskRecord): SQLInputValue[] => [
    task.state,
    task.executionInfo.result ?? '',
    task.spec.requiredSlots ?? 1,
    JSON.stringify(task),
  ];

  return {
    transaction: <T>(work: () => T): T => (database.isTransaction ? work() : transact(database, work)),
    close: () => database.close(),

    pool: (id: string) => records<PoolRecord>('SELECT record FROM pools WHERE id = ?', id)[0],
    pools: () => records<PoolRecord>('SELECT record FROM pools ORDER BY id'),
    putPool: (pool: PoolRecord) =>
      run('INSERT OR REPLACE INTO pools (id, record) VALUES (?, ?)', pool.spec.id, JSON.stringify(pool)),
    deletePool: (id: string) => run('DELETE FROM pools WHERE id = ?', id) > 0,

    job: (id: string) => records<JobRecord>('SELECT record FROM jobs WHERE id = ?', id)[0],
    jobs: () => records<JobRecord>('SELECT record FROM jobs ORDER BY id'),
    /** Of a pool, in the order in which they are served. */
    activeJobs: (pool: string) =>
      records<JobRecord>(
        "SELECT record FROM jobs WHERE pool = ? AND state = 'active' ORDER BY priority DESC, rowid",
        pool,
      ),
    putJob: (job: JobRecord) =>
      run(
        `INSERT INTO jobs (id, pool, state, priority, record) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE
         SET pool = excluded.pool, state = excluded.state, priority = excluded.priority, record = excluded.record`,
        job.spec.id,
        job.spec.poolInfo.poolId,
        job.state,
        job.spec.priority ?? 0,
        JSON.stringify(job),
      ),
    deleteJob: (id: string) => {
      run('DELETE FROM tasks WHERE job = ?', id);
      run('DELETE FROM jobs WHERE id = ?', id);
    },

    task: (job: string, id: string) => tasks('job = ? AND id = ?', job, id)[0],
    /** @returns false when the job has a task of this id already */
    addTask: (job: string, task: TaskRecord, blocked: boolean) =>
      run(
        'INSERT OR IGNORE INTO tasks (job, id, blocked, state, result, slots, record) VALUES (?, ?, ?, ?, ?, ?, ?)',
        job,
        task.spec.id,
        blocked ? 1 : 0,
        ...columns(task),
      ) > 0,
    putTask: (job: string, task: TaskRecord) =>
      run(
        'UPDATE tasks SET state = ?, result = ?, slots = ?, record = ? WHERE job = ? AND id = ?',
        ...columns(task),
        job,
        task.spec.id,
      ),
    unblock: (job: string, id: string) => run('UPDATE tasks SET blocked = 0 WHERE job = ? AND id = ?', job, id),
    deleteTask: (job: string, id: string) => run('DELETE FROM tasks WHERE job = ? AND id = ?', job, id) > 0,
    tasksAfter: (job: string, seq: number, limit: number) =>
      tasks('job = ? AND seq > ? ORDER BY seq LIMIT ?', job, seq, limit),
    startable: (job: string, limit: number) =>
      tasks("job = ? AND state = 'active' AND blocked = 0 ORDER BY seq LIMIT ?", job, limit),
    blockedTasks: () => tasks("blocked = 1 AND state = 'active' ORDER BY seq"),
    runningTasks: () => tasks("state = 'running' ORDER BY seq"),
    tally: (job: string) =>
      all(
        'SELECT state, result, count(*) AS tasks, sum(slots) AS slots FROM tasks WHERE job = ? GROUP BY state, result',
        job,
      ) as unknown as TaskTally[],
  };
}
