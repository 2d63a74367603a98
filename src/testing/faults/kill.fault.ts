/** kill -9 at random moments of busy runs, and at each named crash point: architecture.md §2, as a test. */
import { randomInt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FAULT_POINTS } from '../../domain/run/run-deps.ts';
import type { Envelope } from '../../protocol/events.ts';
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

async function allowBash(client: BareClient): Promise<void> {
  await client.call('policy.update', {
    patch: { toolPolicy: { tools: { 'bash.exec': 'allow' } } },
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

/** How often each numbered command really ran: each wrote its number to a file, outside of anything the gateway knows. */
function timesRun(file: string): Map<string, number> {
  const counts = new Map<string, number>();
  if (!existsSync(file)) return counts;
  for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean))
    counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}

async function checkEverything(client: BareClient, follower: Follower, effects: string): Promise<void> {
  follower.collect();
  const { items: sessions } = await client.call('sessions.list', { limit: 200 });
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
    expect(session.status).toBe('idle');
  }
  const twice = [...timesRun(effects)].filter(([, times]) => times > 1);
  expect(twice).toEqual([]);
  for (const run of (await client.call('runs.list', { limit: 200 })).items) {
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
  await allowBash(first);
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
  const inputs = () => {
    effect += 1;
    return [
      'stream 60',
      `run echo ${effect} >> ${effects}; sleep 0.${randomDigit(chance)}; : ${marker}`,
      `run echo ${effect}b >> ${effects}; setsid sleep 300 & : ${marker}\nlist`,
      'list\nstream 20',
      `write note.txt: ${effect}\nread note.txt`,
    ];
  };

  for (let kill = 0; kill < KILLS; kill += 1) {
    const client = await gateway.connect();
    const runs = inputs().filter(() => chance() < 0.5);
    const answers = Promise.allSettled(
      runs.map((input) => client.call('agent.run', { input, idempotencyKey: newKey() })),
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
    follower.detach();
    await eventually(() => processesWith(marker).length === 0, 'no process outlives the gateway');
    await gateway.start();
    await follower.attach(gateway);
  }

  const client = await finishAll(gateway);
  for (const runId of accepted) expect((await client.call('runs.get', { runId })).runId).toBe(runId);
  expect(accepted.length).toBeGreaterThan(0);
  const head = await client.call('sessions.create', { title: 'end', idempotencyKey: newKey() });
  await follower.until((envelope) => envelope.sessionId === head.id);
  await checkEverything(client, follower, effects);
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
    await checkEverything(last, follower, effects);
  });
}
