import { mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteConnection from 'better-sqlite3';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SCOPE } from '../compose.ts';
import { systemClock, systemIds } from '../config/system.ts';
import { appendAudit } from '../domain/audit/append-audit.ts';
import { deltaDraft, sessionRecord, TRACE } from '../storage/contract/records.fixture.ts';
import { openSqlite } from '../storage/db/sqlite.ts';
import { openTenant } from '../storage/db/tenants.ts';
import { createUnitOfWork } from '../storage/db/unit-of-work.ts';
import { startTestGateway } from '../testing/test-gateway.ts';
import { repair } from './repair.ts';

let home: string;
let said: string[];

/** A home whose gateway has stopped: one session with three events and its transcript, two audit chains of three links. */
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'openfoal-repair-'));
  said = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
  vi.spyOn(console, 'error').mockImplementation((line: string) => void said.push(line));
  const database = openSqlite(join(home, 'openfoal.db'));
  await openTenant(database, { tenantId: SCOPE.tenantId, journalId: 'jnl', now: 1 });
  const uow = createUnitOfWork(database, { now: () => 1, publish: () => undefined });
  await uow.transaction(async (tx) => {
    await tx.sessions.insert(sessionRecord(SCOPE, 'ses_1'));
    await tx.journal.append(SCOPE, [deltaDraft('ses_1', 'a'), deltaDraft('ses_1', 'b'), deltaDraft('ses_1', 'c')]);
    const caller = { scope: SCOPE, actor: { id: 'usr_1', type: 'user' as const }, traceId: TRACE };
    for (const session of [{}, {}, {}, { sessionId: 'ses_1' }, { sessionId: 'ses_1' }, { sessionId: 'ses_1' }]) {
      const fact = { action: 'agent.run', resource: 'run_1', outcome: 'allowed' as const, detail: {}, ...session };
      await appendAudit(tx, { clock: systemClock, ids: systemIds }, caller, fact);
    }
  });
  await database.close();
  await repaired();
  said = [];
});

afterEach(() => rmSync(home, { recursive: true }));

const repaired = () => repair([], { OPENFOAL_HOME: home });
const transcript = () => join(home, 'transcripts', 'ses_1.jsonl');

/** Whoever has the file can change it: that is what repair looks for. */
function tamper(statement: string): void {
  const connection = new SqliteConnection(join(home, 'openfoal.db'));
  expect(connection.prepare(statement).run().changes).toBe(1);
  connection.close();
}

test('a home on which a gateway runs is refused, and repaired once it has stopped', async () => {
  {
    await using gateway = await startTestGateway({ home });
    expect(gateway.home).toBe(home);
    await expect(repaired()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
  }
  expect(await repaired()).toBe(0);
});

test('a damaged transcript is written anew, and the database counts as sound', async () => {
  const whole = readFileSync(transcript(), 'utf8');
  truncateSync(transcript(), 100);
  expect(await repaired()).toBe(0);
  expect(readFileSync(transcript(), 'utf8')).toBe(whole);
  expect(said).toEqual(['1 sessions checked, 1 transcripts written anew, 0 problems in the database']);
});

test('a sound home is left as it is', async () => {
  expect(await repaired()).toBe(0);
  expect(said).toEqual(['1 sessions checked, 0 transcripts written anew, 0 problems in the database']);
});

test.each([
  ['an event that is missing', 'delete from events where seq = 2', 'session ses_1: seq 3 where 2 must be'],
  [
    'a journal that ends early',
    'delete from events where seq = 3',
    'session ses_1: lastSeq is 3, the journal ends at 2',
  ],
  [
    'an audit row that was changed',
    `update audit set actor = 'usr_2' where chain = 'ses_1' and seq = 2`,
    'audit chain ses_1: link 2 does not follow from the one before',
  ],
  [
    'an audit row that is missing',
    `delete from audit where chain = 'system' and seq = 1`,
    'audit chain system: link 2 does not follow from the one before',
  ],
  [
    'an audit chain that was cut off at its end',
    `delete from audit where chain = 'system' and seq = 3`,
    'audit chain system: it ends at link 2, its head says 3',
  ],
])('%s is reported with exit code 1', async (_what, statement, problem) => {
  tamper(statement);
  expect(await repaired()).toBe(1);
  expect(said).toContain(`openfoal repair: ${problem}`);
});
