/** A store that fails says so with a code that a client may retry on, keeps nothing half, and works again by itself. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { eq } from 'drizzle-orm';
import postgres from 'postgres';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Scope } from '../../domain/records.ts';
import { createTestDatabase } from '../../testing/postgres.ts';
import { subjectOver } from '../contract/both-databases.ts';
import { deltaDraft, sessionRecord } from '../contract/records.fixture.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';

describe('SQLite', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'openfoal-faults-'));
    file = join(folder, 'openfoal.db');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('a full disk refuses with STORAGE_FULL, leaves nothing behind, and is written again when there is room', async () => {
    const database = openSqlite(file, { writerPragmas: ['max_page_count = 200'] });
    const { uow, tenant, published, write } = subjectOver(database);
    const scope = await tenant();
    await write(({ sessions }) => sessions.insert(sessionRecord(scope, 'ses_1')));
    const big = 'x'.repeat(100_000);
    const fill = () => uow.transaction((tx) => tx.journal.append(scope, [deltaDraft('ses_1', big)]));
    const codes: string[] = [];
    while (codes.length === 0 && published.length < 100) {
      await fill().catch(({ code }: { code: string }) => codes.push(code));
    }
    expect(codes).toEqual(['STORAGE_FULL']);
    const stored = published.flat();
    expect(stored.length).toBeGreaterThan(0);
    expect(await uow.read.journal.readSession(scope, 'ses_1', { afterSeq: 0, limit: 100 })).toEqual(stored);
    expect(await uow.read.journal.head(scope.tenantId)).toBe(stored.length);

    const { events } = database.tables;
    await database.write(
      async (db) => void (await db.delete(events).where(eq(events.seq, 1))),
      () => undefined,
    );
    const [next] = await fill();
    expect(next?.seq).toBe(stored.length + 1);
    await database.close();
  });

  test('a full disk refuses the transactions of its group and nobody is told of an event', async () => {
    const database = openSqlite(file, { writerPragmas: ['max_page_count = 200'] });
    const { uow, tenant, published, write } = subjectOver(database);
    const scope = await tenant();
    await write(({ sessions }) => sessions.insert(sessionRecord(scope, 'ses_1')));
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, () =>
        uow.transaction((tx) => tx.journal.append(scope, [deltaDraft('ses_1', 'x'.repeat(50_000))])),
      ),
    );
    const kept = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
    expect(kept.length).toBeLessThan(40);
    expect(published.flat()).toEqual(kept);
    expect(await uow.read.journal.readSession(scope, 'ses_1', { afterSeq: 0, limit: 100 })).toEqual(kept);
    await database.close();
  });

  test('a database that became read-only refuses with STORAGE_UNAVAILABLE and is still read; the probe says so', async () => {
    const before = openSqlite(file);
    const scope = await subjectOver(before).tenant();
    await subjectOver(before).write(({ sessions }) => sessions.insert(sessionRecord(scope, 'ses_1')));
    await before.close();
    const database = openSqlite(file, { writerPragmas: ['query_only = ON'] });
    const { uow, write } = subjectOver(database);
    const unavailable = { code: 'STORAGE_UNAVAILABLE' };
    await expect(write(({ sessions }) => sessions.lock(scope, 'ses_1', 'run_1'))).rejects.toMatchObject(unavailable);
    await expect(database.ping()).rejects.toMatchObject(unavailable);
    expect(await uow.read.sessions.get(scope, 'ses_1')).toMatchObject({ activeRunId: null });
    await database.close();
  });

  test.each([
    ['a file that is no database', () => writeFileSync(file, 'nonsense '.repeat(1000))],
    ['a folder that is not there', () => rmSync(folder, { recursive: true })],
  ])('%s refuses to open with STORAGE_UNAVAILABLE', (_what, damage) => {
    damage();
    expect(() => openSqlite(file)).toThrow(expect.objectContaining({ code: 'STORAGE_UNAVAILABLE' }));
  });

  test('after close every call refuses with STORAGE_UNAVAILABLE, and what was under way is committed', async () => {
    const database = openSqlite(file);
    const { uow, tenant, write } = subjectOver(database);
    const scope = await tenant();
    const underWay = write(({ sessions }) => sessions.insert(sessionRecord(scope, 'ses_1')));
    const closing = database.close();
    await underWay;
    await closing;
    const unavailable = { code: 'STORAGE_UNAVAILABLE' };
    await expect(write(({ sessions }) => sessions.get(scope, 'ses_1'))).rejects.toMatchObject(unavailable);
    await expect(uow.snapshot(({ sessions }) => sessions.get(scope, 'ses_1'))).rejects.toMatchObject(unavailable);
    await expect(uow.read.sessions.get(scope, 'ses_1')).rejects.toMatchObject(unavailable);
    await expect(database.ping()).rejects.toMatchObject(unavailable);
    const again = openSqlite(file);
    expect(await subjectOver(again).uow.read.sessions.get(scope, 'ses_1')).toBeDefined();
    await again.close();
  });
});

describe('Postgres', () => {
  /** Cuts every connection of the store, as a restart of the server does. */
  async function cut(sql: postgres.Sql): Promise<void> {
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
  }

  async function opened() {
    const test = await createTestDatabase();
    const database = await openPostgres(test.url);
    const sql = postgres(test.url, { max: 1 });
    const subject = subjectOver(database);
    const scope: Scope = await subject.tenant();
    await subject.write(({ sessions }) => sessions.insert(sessionRecord(scope, 'ses_1')));
    return {
      ...subject,
      sql,
      scope,
      [Symbol.asyncDispose]: async () => {
        await database.close();
        await sql.end();
        await test.drop();
      },
    };
  }

  test('a connection that is cut in the middle of a transaction refuses with STORAGE_UNAVAILABLE, leaves nothing, and the next one works', async () => {
    await using store = await opened();
    const { uow, scope, sql, published } = store;
    const called: string[] = [];
    const outcome = uow.transaction(async (tx) => {
      await tx.journal.append(scope, [deltaDraft('ses_1')]);
      tx.afterCommit(() => called.push('after'));
      await cut(sql);
      await tx.sessions.insert(sessionRecord(scope, 'ses_2'));
    });
    await expect(outcome).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect({ called, published }).toEqual({ called: [], published: [] });
    await uow.transaction((tx) => tx.journal.append(scope, [deltaDraft('ses_1')]));
    expect(published.flat().map(({ seq }) => seq)).toEqual([1]);
    expect(await uow.read.sessions.get(scope, 'ses_2')).toBeUndefined();
    await expect(store.database.ping()).resolves.toBeUndefined();
  });

  test('a connection that is cut after the work and before the commit commits nothing', async () => {
    await using store = await opened();
    const { uow, scope, sql, published } = store;
    const outcome = uow.transaction(async (tx) => {
      await tx.journal.append(scope, [deltaDraft('ses_1')]);
      await cut(sql);
    });
    await expect(outcome).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(published).toEqual([]);
    expect(await uow.read.journal.head(scope.tenantId)).toBe(0);
  });

  test('work that goes on after its connection was cut writes nothing outside its transaction', async () => {
    await using store = await opened();
    const { uow, scope, sql } = store;
    const outcome = uow.transaction(async (tx) => {
      await cut(sql);
      for (let n = 2; n < 12; n += 1) await tx.sessions.insert(sessionRecord(scope, `ses_${n}`)).catch(() => undefined);
    });
    await expect(outcome).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(await uow.read.sessions.list(scope, { archived: false }, { limit: 50 })).toHaveLength(1);
  });

  test('twenty cuts in a row, each in the middle of a transaction and of reads, lose nothing but what was cut', async () => {
    await using store = await opened();
    const { uow, scope, sql, published } = store;
    for (let n = 0; n < 20; n += 1) {
      const outcome = uow.transaction(async (tx) => {
        await tx.journal.append(scope, [deltaDraft('ses_1')]);
        await cut(sql);
        if (n % 2) await tx.journal.append(scope, [deltaDraft('ses_1')]);
      });
      const reads = Promise.allSettled([uow.read.sessions.get(scope, 'ses_1'), uow.read.journal.head(scope.tenantId)]);
      await expect(outcome).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
      await reads;
      expect(await uow.read.sessions.get(scope, 'ses_1')).toMatchObject({ lastSeq: n });
      await uow.transaction((tx) => tx.journal.append(scope, [deltaDraft('ses_1')]));
    }
    expect(published.flat().map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  });

  test('what a caller gets of an unexpected failure holds no values: they may be prompts', async () => {
    await using store = await opened();
    const { uow, scope, write } = store;
    const title = 'my secret';
    const attempts = [
      write(({ sessions }) => sessions.insert(sessionRecord(scope, 'ses_1', { title }))),
      write(({ sessions }) => sessions.update(scope, 'ses_1', { title, updatedAt: 1e300 })),
      uow.read.sessions.list(scope, { archived: false, query: title }, { limit: 1e300 }),
    ];
    for (const attempt of await Promise.allSettled(attempts)) {
      expect(attempt.status).toBe('rejected');
      expect(inspect(attempt)).not.toContain('my secret');
    }
  });

  test('a server that became read-only refuses with STORAGE_UNAVAILABLE, is still read, and its probe says so', async () => {
    await using store = await opened();
    const { uow, scope, sql, write } = store;
    const name = (await sql<{ name: string }[]>`select current_database() as name`)[0]?.name ?? '';
    await sql.unsafe(`alter database ${name} set default_transaction_read_only = on`);
    await cut(sql);
    // The first call finds the dead connection; from then on the new ones are read-only.
    await uow.read.sessions.get(scope, 'ses_1').catch(() => undefined);
    const unavailable = { code: 'STORAGE_UNAVAILABLE' };
    await expect(write(({ sessions }) => sessions.lock(scope, 'ses_1', 'run_1'))).rejects.toMatchObject(unavailable);
    await expect(store.database.ping()).rejects.toMatchObject(unavailable);
    expect(await uow.read.sessions.get(scope, 'ses_1')).toMatchObject({ activeRunId: null });
  });

  test('a server that is not there refuses to open with STORAGE_UNAVAILABLE', async () => {
    await expect(openPostgres('postgres://nobody@127.0.0.1:1/none')).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
    });
  });
});
