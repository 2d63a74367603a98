import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { UnitOfWork } from '../../domain/ports.ts';
import type { Scope } from '../../domain/records.ts';
import { Envelope } from '../../protocol/events.ts';
import { deltaDraft, sessionRecord } from '../contract/records.fixture.ts';
import type { Database } from '../db/database.ts';
import { openSqlite } from '../db/sqlite.ts';
import { openTenant } from '../db/tenants.ts';
import { createUnitOfWork } from '../db/unit-of-work.ts';
import { createTranscripts, type Transcripts } from './jsonl.ts';
import { formatLine } from './line.ts';

const scope: Scope = { tenantId: 't_one', workspaceId: 'w_one' };
let folder: string;
let file: string;
let database: Database;
let uow: UnitOfWork;
let transcripts: Transcripts;
let warnings: string[];
/** What the clock was asked to call later. */
let timers: (() => void)[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'openfoal-transcript-'));
  mkdirSync(join(folder, 'transcripts'));
  file = join(folder, 'transcripts', 'ses_1.jsonl');
  database = openSqlite(join(folder, 'openfoal.db'));
  await openTenant(database, { tenantId: scope.tenantId, journalId: 'jnl', now: 1 });
  uow = createUnitOfWork(database, { now: () => 1, publish: (envelopes) => transcripts.note(envelopes) });
  restart();
  await uow.transaction((tx) => tx.sessions.insert(sessionRecord(scope, 'ses_1')));
});

afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

/** Another process: it knows nothing of what the one before has written. */
function restart(): void {
  warnings = [];
  timers = [];
  transcripts = createTranscripts({
    folder: join(folder, 'transcripts'),
    journal: () => uow.read.journal,
    clock: {
      now: () => 1,
      after: (_delayMs, fn) => {
        timers.push(fn);
        return () => void timers.splice(timers.indexOf(fn), 1);
      },
    },
    log: { info: () => undefined, warn: (_fields, message) => warnings.push(message), error: () => undefined },
  });
}

async function append(count: number, text = 'piece'): Promise<void> {
  await uow.transaction((tx) =>
    tx.journal.append(
      scope,
      Array.from({ length: count }, (_, n) => deltaDraft('ses_1', `${text} ${n}`)),
    ),
  );
}

/** What the file must hold: the journal, line by line. */
async function journal(): Promise<string> {
  const events = await uow.read.journal.readSession(scope, 'ses_1', { afterSeq: 0, limit: 100_000 });
  return events.map(formatLine).join('');
}

const content = () => readFileSync(file, 'utf8');

test('a file torn at any byte of its last line is whole again after the next append', async () => {
  await append(3, '中文 👍');
  await transcripts.flush();
  const whole = readFileSync(file);
  const lastLineAt = whole.lastIndexOf(10, whole.length - 2) + 1;
  expect(lastLineAt).toBeGreaterThan(0);
  for (let size = lastLineAt; size < whole.length; size += 1) {
    writeFileSync(file, whole.subarray(0, size));
    restart();
    await append(1);
    await transcripts.flush();
    expect(content(), `cut at ${size - lastLineAt}`).toBe(await journal());
  }
});

test.each([
  ['zeros, as a disk returns after a power cut', Buffer.alloc(200_000)],
  ['half a line without a line feed', Buffer.from('{"seq":4,"crc32":"00')],
  ['lines that are no lines', Buffer.from('nonsense\n\n\n{"seq":4}\n')],
  ['a line with a wrong checksum', Buffer.from('{"seq":4,"crc32":"00000000","envelope":{}}\n')],
])('%s behind the last line is cut off', async (_what, garbage) => {
  await append(3);
  await transcripts.flush();
  appendFileSync(file, garbage);
  restart();
  await transcripts.catchUp(scope, 'ses_1');
  expect(content()).toBe(await journal());
});

test('a last line longer than what is read at once is found whole, and torn', async () => {
  await append(1, 'x'.repeat(300_000));
  await transcripts.flush();
  restart();
  await transcripts.catchUp(scope, 'ses_1');
  expect(content()).toBe(await journal());
  truncateSync(file, statSync(file).size - 1);
  restart();
  await transcripts.catchUp(scope, 'ses_1');
  expect(content()).toBe(await journal());
});

test('a file that is missing, empty or behind is brought up to the journal', async () => {
  await append(2500);
  await transcripts.flush();
  const whole = content();
  expect(whole).toBe(await journal());
  const tenLines = `${whole.split('\n').slice(0, 10).join('\n')}\n`;
  for (const damage of [() => unlinkSync(file), () => truncateSync(file, 0), () => writeFileSync(file, tenLines)]) {
    damage();
    restart();
    await transcripts.catchUp(scope, 'ses_1');
    expect(content()).toBe(whole);
  }
});

test('a file that runs ahead of the journal, or belongs to another one, is written anew', async () => {
  await append(3);
  await transcripts.flush();
  const [foreign] = await uow.read.journal.readSession(scope, 'ses_1', { afterSeq: 2, limit: 1 });
  if (!foreign) throw new Error('three events were appended');
  for (const line of [
    { ...foreign, seq: 9 },
    { ...foreign, traceId: 'f'.repeat(32) },
  ]) {
    writeFileSync(file, formatLine(line));
    restart();
    await append(1);
    await transcripts.flush();
    expect(content()).toBe(await journal());
  }
});

test('repair finds a change in the middle, a missing line, a doubled line and something behind; a sound file stays untouched', async () => {
  await append(2000);
  await transcripts.flush();
  const whole = content();
  const lines = whole.split('\n');
  const changed = [
    whole.replace('piece 500', 'piece 5oo'),
    [...lines.slice(0, 700), ...lines.slice(701)].join('\n'),
    [...lines.slice(0, 700), ...lines.slice(699)].join('\n'),
    `${whole}{}\n`,
    whole.slice(0, -20),
  ];
  for (const damaged of changed) {
    writeFileSync(file, damaged);
    expect(await transcripts.repair(scope, 'ses_1')).toBe(true);
    expect(content()).toBe(whole);
  }
  const { ino } = statSync(file);
  expect(await transcripts.repair(scope, 'ses_1')).toBe(false);
  expect(statSync(file).ino).toBe(ino);
  expect(readdirSync(join(folder, 'transcripts'))).toEqual(['ses_1.jsonl']);
});

test('repair makes a missing file, and none for a session without events', async () => {
  expect(await transcripts.repair(scope, 'ses_1')).toBe(false);
  expect(existsSync(file)).toBe(false);
  await append(2);
  expect(await transcripts.repair(scope, 'ses_1')).toBe(true);
  expect(content()).toBe(await journal());
});

test('each line is JSON with the seq in front and an envelope of the protocol; only the owner reads the file', async () => {
  await append(2, 'NUL \0 line \u2028 half \uD800');
  await transcripts.flush();
  const lines = content().trimEnd().split('\n');
  const parsed = lines.map((line) => JSON.parse(line) as { seq: number; crc32: string; envelope: unknown });
  expect(parsed.map(({ seq }) => seq)).toEqual([1, 2]);
  for (const { envelope } of parsed) expect(Envelope.safeParse(envelope).success).toBe(true);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('catch-up, repair and notes of one session at once neither double a line nor change their order', async () => {
  await append(1500);
  await transcripts.flush();
  truncateSync(file, 1000);
  restart();
  const work: Promise<unknown>[] = [];
  for (let n = 0; n < 10; n += 1) {
    work.push(transcripts.catchUp(scope, 'ses_1'), append(3, `round ${n}`));
    work.push(transcripts.flush());
    if (n % 4 === 0) work.push(transcripts.repair(scope, 'ses_1'));
  }
  await Promise.all(work);
  await transcripts.flush();
  expect(content()).toBe(await journal());
  expect(warnings).toEqual([]);
});

test('noted events wait for the clock, or for flush, which then leaves nothing to do', async () => {
  await append(1);
  await append(1);
  expect(existsSync(file)).toBe(false);
  expect(timers).toHaveLength(1);
  await transcripts.flush();
  expect(content()).toBe(await journal());
  expect(timers).toHaveLength(0);
  await append(1);
  for (const timer of timers) timer();
  await transcripts.flush();
  expect(content()).toBe(await journal());
});

test('a file that cannot be written is a warning, and is caught up when it can be again', async () => {
  mkdirSync(file);
  await append(2);
  await transcripts.flush();
  expect(warnings).toEqual(['transcript could not be written']);
  rmSync(file, { recursive: true });
  await append(1);
  await transcripts.flush();
  expect(content()).toBe(await journal());
});
