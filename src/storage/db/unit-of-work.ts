import type { Stores, UnitOfWork } from '../../domain/ports.ts';
import type { Envelope } from '../../protocol/events.ts';
import type { Database, Db } from './database.ts';
import { toStorageError } from './errors.ts';
import { approvalStore } from './stores/approvals.ts';
import { attachmentStore } from './stores/attachments.ts';
import { auditStore } from './stores/audit.ts';
import { idempotencyStore } from './stores/idempotency.ts';
import { journalReader, journalWriter } from './stores/journal.ts';
import { messageStore } from './stores/messages.ts';
import { metricsStore } from './stores/metrics.ts';
import { policyStore } from './stores/policies.ts';
import { runStore } from './stores/runs.ts';
import { searchStore } from './stores/search.ts';
import { sessionStore } from './stores/sessions.ts';
import { signInStore } from './stores/sign-ins.ts';
import { spendStore } from './stores/spend.ts';
import { toolRunStore } from './stores/tool-runs.ts';

type Options = {
  now: () => number;
  /** Receives the events of each committed transaction, in commit order, synchronously after the commit. */
  publish: (envelopes: readonly Envelope[]) => void;
};

/** The unit of work of domain/ports.ts over either database. */
export function createUnitOfWork(database: Database, { now, publish }: Options): UnitOfWork {
  const over = oncePer((db: Db) => storesOver(database, db));
  const writerOver = oncePer((db: Db) => journalWriter(db, database.tables));
  return {
    read: refusing(over(database.read)),
    snapshot: (fn) => database.snapshot((db) => fn(over(db))),
    transaction: (fn) => {
      const envelopes: Envelope[] = [];
      const callbacks: (() => void)[] = [];
      return database.write(
        (db) => {
          const stores = over(db);
          return fn({
            ...stores,
            journal: {
              ...stores.journal,
              append: async (scope, drafts) => {
                const appended = await writerOver(db)(drafts, { scope, now: now() });
                envelopes.push(...appended);
                return appended;
              },
            },
            afterCommit: (callback) => callbacks.push(callback),
          });
        },
        () => callAll(envelopes.length > 0 ? [() => publish(envelopes), ...callbacks] : callbacks),
      );
    },
  };
}

/** A callback that throws, which is a bug, does not keep the others from being told of what is committed. */
function callAll(callbacks: readonly (() => void)[]): void {
  const errors: unknown[] = [];
  for (const callback of callbacks) {
    try {
      callback();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}

/** SQLite has only three connections: what is compiled over one is kept. A transaction of Postgres is a connection of its own. */
function oncePer<T>(make: (db: Db) => T): (db: Db) => T {
  const known = new WeakMap<Db, T>();
  return (db) => {
    let made = known.get(db);
    if (made === undefined) {
      made = make(db);
      known.set(db, made);
    }
    return made;
  };
}

function storesOver({ tables, dialect }: Database, db: Db): Stores {
  return {
    sessions: sessionStore(db, tables),
    runs: runStore(db, tables),
    messages: messageStore(db, tables),
    search: searchStore(db, tables, dialect),
    metrics: metricsStore(db, tables, dialect),
    attachments: attachmentStore(db, tables),
    toolRuns: toolRunStore(db, tables),
    approvals: approvalStore(db, tables),
    policies: policyStore(db, tables),
    audit: auditStore(db, tables, dialect),
    idempotency: idempotencyStore(db, tables),
    spend: spendStore(db, tables, dialect),
    signIns: signInStore(db, tables),
    journal: {
      ...journalReader(db, tables),
      append: () => Promise.reject(new Error('events are appended in a transaction')),
    },
  };
}

/** Reads outside a transaction refuse like one: STORAGE_UNAVAILABLE, not the driver's own error. */
function refusing(stores: Stores): Stores {
  const wrap = (store: object) =>
    Object.fromEntries(
      Object.entries(store).map(([name, method]: [string, (...args: unknown[]) => Promise<unknown>]) => [
        name,
        async (...args: unknown[]) => {
          try {
            return await method(...args);
          } catch (error) {
            throw toStorageError(error);
          }
        },
      ]),
    );
  // The seam: the same stores with the same methods, each wrapped.
  return Object.fromEntries(Object.entries(stores).map(([name, store]) => [name, wrap(store)])) as unknown as Stores;
}
