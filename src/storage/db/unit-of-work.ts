import type { Stores, UnitOfWork } from '../../domain/ports.ts';
import type { Envelope } from '../../protocol/events.ts';
import type { Database, Db } from './database.ts';
import { approvalStore } from './stores/approvals.ts';
import { auditStore } from './stores/audit.ts';
import { idempotencyStore } from './stores/idempotency.ts';
import { appendEvents, journalReader } from './stores/journal.ts';
import { messageStore } from './stores/messages.ts';
import { policyStore } from './stores/policies.ts';
import { runStore } from './stores/runs.ts';
import { sessionStore } from './stores/sessions.ts';
import { signInStore } from './stores/sign-ins.ts';
import { toolRunStore } from './stores/tool-runs.ts';

type Options = {
  now: () => number;
  /** Receives the events of each committed transaction, in commit order, synchronously after the commit. */
  publish: (envelopes: readonly Envelope[]) => void;
};

/** The unit of work of domain/ports.ts over either database. */
export function createUnitOfWork(database: Database, { now, publish }: Options): UnitOfWork {
  const stores = storesOver(database);
  return {
    read: stores(database.read),
    snapshot: (fn) => database.snapshot((db) => fn(stores(db))),
    transaction: async (fn) => {
      const committed = { envelopes: [] as Envelope[], callbacks: [] as (() => void)[] };
      return database.write(
        async (db) => {
          const base = stores(db);
          return fn({
            ...base,
            journal: {
              ...base.journal,
              append: async (scope, drafts) => {
                const envelopes = await appendEvents(db, database.tables, { scope, drafts, now: now() });
                committed.envelopes.push(...envelopes);
                return envelopes;
              },
            },
            afterCommit: (callback) => committed.callbacks.push(callback),
          });
        },
        () => {
          if (committed.envelopes.length > 0) publish(committed.envelopes);
          for (const callback of committed.callbacks) callback();
        },
      );
    },
  };
}

/** The stores over a connection or a transaction; built once per connection, since SQLite has only three. */
function storesOver({ tables, dialect }: Database): (db: Db) => Stores {
  const known = new WeakMap<Db, Stores>();
  return (db) => {
    let stores = known.get(db);
    if (stores === undefined) {
      stores = {
        sessions: sessionStore(db, tables),
        runs: runStore(db, tables),
        messages: messageStore(db, tables),
        toolRuns: toolRunStore(db, tables),
        approvals: approvalStore(db, tables),
        policies: policyStore(db, tables),
        audit: auditStore(db, tables, dialect),
        idempotency: idempotencyStore(db, tables),
        signIns: signInStore(db, tables),
        journal: {
          ...journalReader(db, tables),
          append: () => Promise.reject(new Error('events are appended in a transaction')),
        },
      };
      known.set(db, stores);
    }
    return stores;
  };
}
