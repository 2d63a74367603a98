import postgres from 'postgres';
import { expect, test } from 'vitest';
import { ProtocolError } from '../../protocol/errors.ts';
import { createTestDatabase } from '../../testing/postgres.ts';
import { openPostgres } from '../db/postgres.ts';
import { onBothDatabases, subjectOver, tally } from './both-databases.ts';
import { spendRecord } from './records.fixture.ts';

const DAY = '2026-11-01';

onBothDatabases('spend', (subject) => {
  test('of twenty at once who take a dollar each, no more get one than the day has', async () => {
    const { uow, tenant } = subject();
    const scope = await tenant();
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) =>
        uow.transaction(async (tx) => {
          if ((await tx.spend.spentOnDay(scope, DAY)) + 1 > 3) throw new ProtocolError('BUDGET_EXCEEDED');
          await tx.spend.insert(spendRecord(scope, `spd_${n}`, { runId: `run_${n}` }));
          return n;
        }),
      ),
    );
    const { answered, codes } = tally(results);
    expect(answered).toHaveLength(3);
    expect(codes).toEqual(Array.from({ length: 17 }, () => 'BUDGET_EXCEEDED'));
    expect(await uow.read.spend.spentOnDay(scope, DAY)).toBe(3);
  });

  test('a reservation counts until it is settled, and then what it cost', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    expect(await uow.read.spend.spentByRun(scope, 'run_1')).toBe(0);
    await write(({ spend }) => spend.insert(spendRecord(scope, 'spd_1', { reservedUsd: 0.75 })));
    await write(({ spend }) => spend.insert(spendRecord(scope, 'spd_2', { reservedUsd: 0.5, step: 2 })));
    expect(await uow.read.spend.spentByRun(scope, 'run_1')).toBe(1.25);
    await write(({ spend }) => spend.settle(scope, 'spd_1', 0.125));
    expect(await uow.read.spend.spentByRun(scope, 'run_1')).toBe(0.625);
    await write(({ spend }) => spend.settle(scope, 'spd_2', 0));
    expect(await uow.read.spend.spentByRun(scope, 'run_1')).toBe(0.125);
    expect(await uow.read.spend.spentOnDay(scope, DAY)).toBe(0.125);
  });

  test('only the unsettled reservations of that step are dropped', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    await write(async ({ spend }) => {
      await spend.insert(spendRecord(scope, 'spd_settled', { costUsd: 0.25 }));
      await spend.insert(spendRecord(scope, 'spd_orphan', { reservedUsd: 0.5 }));
      await spend.insert(spendRecord(scope, 'spd_later', { reservedUsd: 1, step: 2 }));
      await spend.insert(spendRecord(scope, 'spd_other', { reservedUsd: 2, runId: 'run_2' }));
      await spend.dropUnsettled(scope, 'run_1', 1);
    });
    expect(await uow.read.spend.spentByRun(scope, 'run_1')).toBe(1.25);
    expect(await uow.read.spend.spentByRun(scope, 'run_2')).toBe(2);
  });

  test('days and runs are counted apart', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    await write(async ({ spend }) => {
      await spend.insert(spendRecord(scope, 'spd_1', { costUsd: 1 }));
      await spend.insert(spendRecord(scope, 'spd_2', { costUsd: 2, day: '2026-11-02' }));
      await spend.insert(spendRecord(scope, 'spd_3', { costUsd: 4, runId: 'run_2' }));
    });
    expect(await uow.read.spend.spentByRun(scope, 'run_1')).toBe(3);
    expect(await uow.read.spend.spentOnDay(scope, DAY)).toBe(5);
    expect(await uow.read.spend.spentOnDay(scope, '2026-11-02')).toBe(2);
  });
});

test('on one Postgres a gateway hears what is left of a day only when the other one has taken its part', async () => {
  const { url, drop } = await createTestDatabase();
  const [first, second] = [await openPostgres(url), await openPostgres(url)];
  const sql = postgres(url, { max: 1 });
  try {
    const scope = await subjectOver(first).tenant();
    let heard: number | undefined;
    let asking: Promise<void> | undefined;
    await subjectOver(first).uow.transaction(async (tx) => {
      await tx.spend.spentOnDay(scope, DAY);
      asking = subjectOver(second).uow.transaction(async (other) => {
        heard = await other.spend.spentOnDay(scope, DAY);
      });
      const waits = async () =>
        (await sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)
          .length > 0;
      while (heard === undefined && !(await waits()));
      await tx.spend.insert(spendRecord(scope, 'spd_1'));
    });
    await asking;
    expect(heard).toBe(1);
  } finally {
    await Promise.all([first.close(), second.close(), sql.end()]);
    await drop();
  }
});
