/** Runs a suite of the storage contract on SQLite and on a real Postgres: what holds on one only is not part of the contract. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Stores, UnitOfWork } from '../../domain/ports.ts';
import type { Scope } from '../../domain/records.ts';
import { isProtocolError } from '../../protocol/errors.ts';
import type { Envelope } from '../../protocol/events.ts';
import { createTestDatabase } from '../../testing/postgres.ts';
import type { Database } from '../db/database.ts';
import { openPostgres } from '../db/postgres.ts';
import { openSqlite } from '../db/sqlite.ts';
import { openTenant } from '../db/tenants.ts';
import { createUnitOfWork } from '../db/unit-of-work.ts';

export type Subject = {
  readonly database: Database;
  readonly uow: UnitOfWork;
  /** What was published, one list for each transaction. */
  readonly published: (readonly Envelope[])[];
  /** A tenant that no other test uses, with a workspace. */
  tenant(): Promise<Scope>;
  /** Runs one write in a transaction of its own. */
  write<T>(fn: (stores: Stores) => Promise<T>): Promise<T>;
};

/** What the journal's clock shows in these suites. */
export const NOW = Date.parse('2026-11-01T12:00:00.000Z');

export function onBothDatabases(guarantees: string, suite: (subject: () => Subject) => void): void {
  describe.each(['sqlite', 'postgres'] as const)(`${guarantees} on %s`, (dialect) => {
    let subject: Subject | undefined;
    let close: () => Promise<void>;
    beforeAll(async () => {
      const { database, remove } = await openEmpty(dialect);
      subject = subjectOver(database);
      close = async () => {
        await database.close();
        await remove();
      };
    });
    afterAll(() => close());
    suite(() => {
      if (!subject) throw new Error('the database is opened in beforeAll');
      return subject;
    });
  });
}

/** An empty, migrated database of its own; `remove` after it was closed. */
export async function openEmpty(
  dialect: 'sqlite' | 'postgres',
): Promise<{ database: Database; reopen: () => Promise<Database>; remove: () => Promise<void> }> {
  if (dialect === 'postgres') {
    const { url, drop } = await createTestDatabase();
    const reopen = () => openPostgres(url);
    return { database: await reopen(), reopen, remove: drop };
  }
  const folder = mkdtempSync(join(tmpdir(), 'openfoal-store-'));
  const reopen = async () => openSqlite(join(folder, 'openfoal.db'));
  return { database: await reopen(), reopen, remove: async () => rmSync(folder, { recursive: true }) };
}

let tenants = 0;

export function subjectOver(database: Database): Subject {
  const published: (readonly Envelope[])[] = [];
  const uow = createUnitOfWork(database, { now: () => NOW, publish: (envelopes) => published.push(envelopes) });
  return {
    database,
    uow,
    published,
    tenant: async () => {
      tenants += 1;
      const tenantId = `t_${tenants}`;
      await openTenant(database, { tenantId, journalId: `jnl_${tenants}`, now: NOW });
      return { tenantId, workspaceId: 'w_one' };
    },
    write: (fn) => uow.transaction(fn),
  };
}

/** How parallel attempts ended: what the fulfilled ones answered, and the codes of the refused ones. */
export function tally<T>(results: readonly PromiseSettledResult<T>[]): { answered: T[]; codes: unknown[] } {
  const codeOf = (reason: unknown) => (isProtocolError(reason) ? reason.code : reason);
  return {
    answered: results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
    codes: results.flatMap((result) => (result.status === 'rejected' ? [codeOf(result.reason)] : [])),
  };
}
