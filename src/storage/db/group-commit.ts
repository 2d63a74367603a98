/**
 * One writer for SQLite: units of work that arrive together run in one BEGIN … COMMIT and share its fsync, each inside a savepoint
 * of its own. Source: docs/decisions/0003.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type SqliteConnection from 'better-sqlite3';

/** Bounds how long the event loop is held for one group. */
const MAX_GROUP = 128;

/** `run` answers how to settle the caller once the group is committed. */
type Job = { run: () => Promise<() => void>; fail: (error: unknown) => void };

export type GroupCommit = {
  /**
   * Runs `work` in turn and answers after the commit. One that throws is undone alone; a failing commit fails the whole group.
   * `committed` is called after the commit, in the order of the jobs, before any of them is answered by a later group.
   */
  add<T>(work: () => Promise<T>, committed: (value: T) => void): Promise<T>;
  /** Resolves when nothing waits any more. */
  settled(): Promise<void>;
};

export function createGroupCommit(writer: SqliteConnection.Database): GroupCommit {
  const jobs: Job[] = [];
  let pumping: Promise<void> | undefined;

  async function pump(): Promise<void> {
    // Requests of other sockets that the event loop has already read join the group; without, each would commit alone.
    await nextTurn();
    while (jobs.length > 0) await commitGroup(writer, jobs.splice(0, MAX_GROUP));
    pumping = undefined;
  }

  return {
    add: (work, committed) =>
      new Promise((resolve, reject) => {
        jobs.push({
          run: async () => {
            const value = await work();
            return () => {
              try {
                committed(value);
                resolve(value);
              } catch (error) {
                reject(error);
              }
            };
          },
          fail: reject,
        });
        pumping ??= pump();
      }),
    settled: async () => {
      while (pumping) await pumping;
    },
  };
}

async function commitGroup(writer: SqliteConnection.Database, group: readonly Job[]): Promise<void> {
  const settle: (() => void)[] = [];
  try {
    rollBack(writer);
    writer.exec('BEGIN IMMEDIATE');
    for (const job of group) settle.push(await runAlone(writer, job));
    writer.exec('COMMIT');
  } catch (error) {
    for (const job of group) job.fail(error);
    try {
      rollBack(writer);
    } catch {
      // The disk fails altogether: the next group tries again before it begins.
    }
    return;
  }
  for (const answer of settle) answer();
}

function rollBack(writer: SqliteConnection.Database): void {
  if (writer.inTransaction) writer.exec('ROLLBACK');
}

/** Answers how to settle the job after the commit. Throws when the whole transaction is over. */
async function runAlone(writer: SqliteConnection.Database, job: Job): Promise<() => void> {
  writer.exec('SAVEPOINT job');
  try {
    const done = await job.run();
    writer.exec('RELEASE job');
    return done;
  } catch (error) {
    // A full disk or an I/O error can end the whole transaction by itself.
    if (!writer.inTransaction) throw error;
    writer.exec('ROLLBACK TO job');
    writer.exec('RELEASE job');
    return () => job.fail(error);
  }
}
