/** kill -9 at random moments of busy runs, and at each named crash point: architecture.md §2, as a test. */
import { randomInt } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FAULT_POINTS } from '../../domain/run/run-deps.ts';
import type { Envelope } from '../../protocol/events.ts';
import { formatLine } from '../../storage/transcript/line.ts';
import { type BareClient, newKey } from '../bare-client.ts';
import {
  createKillableGateway,
  eventually,
  Follower,
  historyOf,
  journalProblems,
  type KillableGateway,
  processesWith,
  seededChance,
} from './harness.ts';

const KILLS = Number(process.env.FAULT_KILLS ?? 100);
const SEED = Number(process.env.FAULT_SEED ?? randomInt(1 << 30));
/** Ends of entries are marked, so that none is part of another. */
const LEDGER = Array.from({ length: KILLS }, (_, n) => `entry ${n + 1}.`);

/** Commands and edits run without a question, so that kills meet them at work; `file.write` still asks. */
async function allowWork(client: BareClient): Promise<void> {
  await client.call('policy.update', {
    patch: { toolPolicy: { tools: { 'bash.exec': 'allow', 'file.edit': 'allow' } } },
    idempotencyKey: newKey(),
  });
}

/** Approves whatever waits, until every run has ended. */
async function finishAll(gateway: KillableGateway): Promise<BareClient> {
  const client = await gateway.connect();
  await eventually(
    async () => {
      for (const approval of (await client.call('approval.queue', {})).items) {
        await client
          .call('approval.resolve', { approvalId: approval.approvalId, decision: 'approve', idempotencyKey: newKey() })
          .catch(() => undefined);
      }
      const { items } = await client.call('runs.list', {
        status: ['queued', 'accepted', 'running', 'waiting_approval'],
        limit: 200,
      });
      return items.length === 0;
    },
    'every accepted run ends',
    60_000,
  );
  return client;
}

/** How often each line stands in files outside of the database: what a numbered command, note or edit really did. */
function timesOf(...files: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const file of files.filter((each) => existsSync(each))) {
    for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean))
      counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return counts;
}

const twice = (counts: Map<string, number>) => [...counts].filter(([, times]) => times > 1);

/** Notes of the agent and of a person: none is there twice, and whatever was said to be noted is there. */
async function checkMemory(client: BareClient, home: string, noted: readonly string[]): Promise<void> {
  const folder = join(home, 'memory');
  const names = readdirSync(folder);
  expect(names.filter((name) => !name.endsWith('.md'))).toEqual([]);
  const lines = timesOf(...names.map((name) => join(folder, name)));
  expect(twice(lines)).toEqual([]);
  const told = await toolRunsOf(client, 'memory.append');
  expect(told.length).toBeGreaterThan(0);
  const missing = [...noted, ...told.map(({ args }) => String(args['text']))].filter((text) => !lines.has(text));
  expect(missing).toEqual([]);
}

/** One file that many sessions edit: no entry is ticked off twice, and each that was said to be is. */
async function checkLedger(client: BareClient, ledger: string): Promise<void> {
  const entries = readFileSync(ledger, 'utf8').trimEnd().split('\n');
  expect(entries.map((entry) => entry.replace(' done', ''))).toEqual(LEDGER);
  const told = await toolRunsOf(client, 'file.edit');
  expect(told.length).toBeGreaterThan(0);
  for (const { args } of told) {
    const [edit] = args['edits'] as { oldText: string; newText: string }[];
    expect(entries).toContain(edit?.newText);
  }
}

/** All of a list, page by page. */
async function allOf<T>(
  page: (cursor?: string) => Promise<{ items: T[]; nextCursor?: string | undefined }>,
): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | undefined; ; ) {
    const next = await page(cursor);
    items.push(...next.items);
    cursor = next.nextCursor;
    if (cursor === undefined) return items;
  }
}

const sessionsOf = (client: BareClient) =>
  allOf((cursor) => client.call('sessions.list', { limit: 200, ...(cursor === undefined ? {} : { cursor }) }));
const runsOf = (client: BareClient) =>
  allOf((cursor) => client.call('runs.list', { limit: 200, ...(cursor === undefined ? {} : { cursor }) }));

/** Calls of a tool that the journal calls a success. */
async function toolRunsOf(client: BareClient, toolName: string) {
  const calls: { args: Record<string, unknown> }[] = [];
  for (const { id } of await sessionsOf(client)) {
    const events = await historyOf(client, id);
    const succeeded = new Set(
      events.flatMap((e) =>
        e.event === 'agent.tool_result' && e.payload.status === 'success' ? [e.payload.toolCallId] : [],
      ),
    );
    for (const e of events) {
      if (e.event === 'agent.tool_call' && e.payload.toolName === toolName && succeeded.has(e.payload.toolCallId))
        calls.push(e.payload);
    }
  }
  return calls;
}

async function checkEverything(
  client: BareClient,
  follower: Follower,
  { home, effects }: { home: string; effects: string },
): Promise<void> {
  follower.collect();
  const sessions = await sessionsOf(client);
  const seen = new Map<string, Envelope[]>();
  for (const envelope of follower.envelopes) {
    const list = seen.get(envelope.sessionId) ?? [];
    list.push(envelope);
    seen.set(envelope.sessionId, list);
  }
  for (const session of sessions) {
    const history = await historyOf(client, session.id);
    expect(journalProblems(history), session.id).toEqual([]);
    // Whatever a client saw before a kill is there after it, and the client that came back holds exactly the journal.
    expect(seen.get(session.id) ?? [], session.id).toEqual(history);
    // The transcript is the journal, line by line; it is written a moment after the commit.
    const transcript = join(home, 'transcripts', `${session.id}.jsonl`);
    const whole = history.map(formatLine).join('');
    const isJournal = () => existsSync(transcript) && readFileSync(transcript, 'utf8') === whole;
    await eventually(isJournal, `the transcript of ${session.id} is its journal`);
    expect(session.status).toBe('idle');
  }
  expect(twice(timesOf(effects))).toEqual([]);
  for (const run of await runsOf(client)) {
    expect(['completed', 'failed', 'aborted']).toContain(run.status);
    if (run.status === 'failed') expect(run.error?.code).toBe('RUN_INTERRUPTED');
  }
}

test(`nothing is lost, doubled or left running over ${KILLS} kills at random moments (seed ${SEED})`, {
  timeout: 900_000,
}, async () => {
  const chance = seededChance(SEED);
  await using gateway = await createKillableGateway();
  await gateway.start();
  const first = await gateway.connect();
  await allowWork(first);
  const shared = realpathSync(mkdtempSync(join(tmpdir(), 'openfoal-ledger-')));
  const ledger = join(shared, 'ledger.txt');
  writeFileSync(ledger, `${LEDGER.join('\n')}\n`);
  await using _shared = { [Symbol.asyncDispose]: async () => rmSync(shared, { recursive: true, force: true }) };
  const { id, token } = await first
    .call('sessions.create', { title: 'start', idempotencyKey: newKey() })
    .then(({ id: sessionId }) => first.call('sessions.get', { sessionId }));
  expect(id).toBeTruthy();
  const follower = new Follower(token);
  // The session above was made before the follower's token: its events are read once here.
  follower.envelopes.push(...(await historyOf(first, id)));
  await follower.attach(gateway);
  const effects = `${gateway.home}-effects`;
  const marker = `openfoal-kill-${process.pid}`;
  const accepted: string[] = [];
  let effect = 0;
  type Wanted = { input: string; folder?: string };
  const wanted = (): Wanted[] => {
    effect += 1;
    return [
      { input: 'stream 60' },
      { input: `run echo ${effect} >> ${effects}; sleep 0.${randomDigit(chance)}; : ${marker}` },
      { input: `run echo ${effect}b >> ${effects}; setsid sleep 300 & : ${marker}\nlist` },
      { input: `exec sh -c "echo ${effect}c >> ${effects}; sleep 0.${randomDigit(chance)}; : ${marker}"\nstream 5` },
      { input: `search entry in .\nedit ledger.txt: entry ${effect}. => entry ${effect}. done`, folder: shared },
      { input: `remember agent note ${effect}.\nrecall note ${effect}. + remember agent note ${effect}, again.` },
      { input: `write note.txt: ${effect}\nread note.txt` },
    ];
  };
  /** What a person notes by hand: sent again with its key after the kill, as clients do. */
  const notes: { path: string; text: string; idempotencyKey: string }[] = [];
  const noted: string[] = [];

  for (let kill = 0; kill < KILLS; kill += 1) {
    const client = await gateway.connect();
    const runs = wanted().filter(() => kill === 0 || chance() < 0.4);
    const answers = Promise.allSettled(
      runs.map(async ({ input, folder }) => {
        const session = folder && (await client.call('sessions.create', { folder, idempotencyKey: newKey() }));
        const place = session ? { sessionId: session.id } : {};
        return client.call('agent.run', { input, ...place, idempotencyKey: newKey() });
      }),
    );
    notes.push({ path: 'MEMORY.md', text: `person's note ${effect}.`, idempotencyKey: newKey() });
    const noting = Promise.allSettled(
      notes.map(async (note) => {
        await client.call('memory.append', note);
        noted.push(note.text);
        notes.splice(notes.indexOf(note), 1);
      }),
    );
    const pending = await client.call('approval.queue', {}).catch(() => undefined);
    for (const { approvalId } of pending?.items.filter(() => chance() < 0.5) ?? []) {
      void client
        .call('approval.resolve', { approvalId, decision: 'approve', idempotencyKey: newKey() })
        .catch(() => undefined);
    }
    await new Promise((resolve) => setTimeout(resolve, chance() * 400));
    await gateway.kill();
    for (const answer of await answers) {
      if (answer.status === 'fulfilled') accepted.push(answer.value.runId);
    }
    await noting;
    follower.detach();
    await eventually(() => processesWith(marker).length === 0, 'no process outlives the gateway');
    await gateway.start();
    await follower.attach(gateway);
  }

  const client = await finishAll(gateway);
  for (const runId of accepted) expect((await client.call('runs.get', { runId })).runId).toBe(runId);
  expect(accepted.length).toBeGreaterThan(0);
  for (const note of notes) {
    await client.call('memory.append', note);
    noted.push(note.text);
  }
  const head = await client.call('sessions.create', { title: 'end', idempotencyKey: newKey() });
  await follower.until((envelope) => envelope.sessionId === head.id);
  await checkEverything(client, follower, { home: gateway.home, effects });
  await checkMemory(client, gateway.home, noted);
  await checkLedger(client, ledger);
  expect(processesWith(marker)).toEqual([]);
});

function randomDigit(chance: () => number): number {
  return Math.floor(chance() * 10);
}

for (const point of FAULT_POINTS) {
  test(`a crash at ${point} leaves every run to end or to wait, and starts no tool twice`, {
    timeout: 60_000,
  }, async () => {
    await using gateway = await createKillableGateway();
    await gateway.start();
    const setUp = await gateway.connect();
    const { id } = await setUp.call('sessions.create', { title: 'crash', idempotencyKey: newKey() });
    const { token } = await setUp.call('sessions.get', { sessionId: id });
    const follower = new Follower(token);
    follower.envelopes.push(...(await historyOf(setUp, id)));
    setUp.close();
    await gateway.kill();

    await gateway.start(`${point}:1`);
    await follower.attach(gateway);
    const client = await gateway.connect();
    const effects = `${gateway.home}-effects`;
    const key = newKey();
    const params = { sessionId: id, input: `list\nrun echo once >> ${effects}\nstream 5`, idempotencyKey: key };
    const answer = client.call('agent.run', params).catch(() => undefined);
    // Approve what waits, as a person would; the gateway dies somewhere on the way.
    const approving = follower
      .until(({ event }) => event === 'approval.required')
      .then((envelope) =>
        envelope.event === 'approval.required'
          ? client.call('approval.resolve', {
              approvalId: envelope.payload.approval.approvalId,
              decision: 'approve',
              idempotencyKey: newKey(),
            })
          : undefined,
      )
      .catch(() => undefined);
    await gateway.died();
    await Promise.all([answer, approving]);
    follower.detach();
    await gateway.start();
    await follower.attach(gateway);
    // The client tries again with its key, as clients do: still one run.
    const again = await gateway.connect();
    const { runId } = await again.call('agent.run', params);
    const last = await finishAll(gateway);
    expect((await last.call('runs.list', { sessionId: id })).items.map((run) => run.runId)).toEqual([runId]);
    await follower.until(
      ({ event, payload }) =>
        (event === 'agent.completed' || event === 'agent.failed') && 'runId' in payload && payload.runId === runId,
    );
    await eventually(async () => {
      follower.collect();
      return follower.envelopes.length === (await last.call('sessions.get', { sessionId: id })).lastSeq;
    }, 'the follower holds the whole session');
    await checkEverything(last, follower, { home: gateway.home, effects });
  });
}
