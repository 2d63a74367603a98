/** kill -9 around model calls that cost money: what was settled stays counted, once; what was only reserved is done again. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { foldAll } from '../../client/fold/fold.ts';
import { stateHash } from '../../client/fold/state-hash.ts';
import { emptyTranscript } from '../../client/fold/transcript.ts';
import type { FaultPoint } from '../../domain/run/run-deps.ts';
import { type BareClient, ends, newKey } from '../bare-client.ts';
import { type MessagesScript, startFakeAnthropic } from '../fake-anthropic.ts';
import { startFakeModel } from '../fake-models.ts';
import { answer, type Scene } from '../fake-scenes.ts';
import { createKillableGateway, eventually, Follower, historyOf, journalProblems } from './harness.ts';

const BUDGET = { maxCostUsdPerRun: 5, maxCostUsdPerDay: 5 };
type Spent = { step: number; model: string; reserved_usd: number; cost_usd: number | null };

/** Every row of the table, of a gateway that may be running. */
function spendOf(home: string): Spent[] {
  const database = new Database(join(home, 'openfoal.db'), { readonly: true });
  try {
    return database
      .prepare<[], Spent>('select step, model, reserved_usd, cost_usd from spend order by step, created_at, spend_id')
      .all();
  } finally {
    database.close();
  }
}

const counted = (rows: readonly Spent[]) => rows.reduce((sum, row) => sum + (row.cost_usd ?? row.reserved_usd), 0);
const settled = (rows: readonly Spent[]) => rows.reduce((sum, row) => sum + (row.cost_usd ?? 0), 0);

async function modelsFor({ claude, gpt }: { claude: MessagesScript; gpt: readonly Scene[] }) {
  const anthropic = await startFakeAnthropic({ script: claude });
  const openai = await startFakeModel('openai-compatible', { scenes: gpt });
  return {
    openai,
    environment: {
      ANTHROPIC_API_KEY: 'sk-ant-test',
      ANTHROPIC_BASE_URL: anthropic.baseUrl,
      OPENAI_API_KEY: 'sk-test',
      OPENAI_BASE_URL: openai.baseUrl,
    },
    [Symbol.asyncDispose]: async () => {
      await anthropic.close();
      await openai.close();
    },
  };
}

const setPolicy = (client: BareClient, modelPolicy: Record<string, unknown>) =>
  client.call('policy.update', { patch: { modelPolicy }, idempotencyKey: newKey() });

/** Lists a folder in its first step and answers in its second, however often it is asked. */
const inTwoSteps: MessagesScript = (voice, { body }) => {
  const answered = JSON.stringify(body).includes('tool_result');
  voice.text(answered ? 'the folder is empty' : 'I look first');
  if (!answered) voice.toolCall({ id: 'toolu_1', name: 'file_list', pieces: ['{}'] });
  voice.end(answered ? 'stop' : 'tool_calls', { inputTokens: 1_000, outputTokens: 100 });
};

const POINTS: [FaultPoint, number][] = [
  ['step.before', 1],
  ['step.before', 2],
  ['step.streaming', 1],
  ['step.streaming', 2],
  ['step.ended', 1],
  ['run.finished', 1],
];

test.each(POINTS)('killed at %s, the %i. time, each step is charged once', async (point, nth) => {
  await using models = await modelsFor({ claude: inTwoSteps, gpt: [] });
  await using gateway = await createKillableGateway(models.environment);
  await gateway.start();
  await setPolicy(await gateway.connect(), BUDGET);
  await gateway.kill();
  await gateway.start(`${point}:${nth}`);
  const client = await gateway.connect();
  const call = { input: 'what is here?', idempotencyKey: newKey() };
  const started = client.call('agent.run', call).catch(() => undefined);
  await gateway.died();
  await started;
  const before = spendOf(gateway.home);

  await gateway.start();
  const again = await gateway.connect();
  const { runId, sessionId } = await again.call('agent.run', call);
  await eventually(async () => (await again.call('runs.get', { runId })).status === 'completed', 'the run ends');
  const rows = spendOf(gateway.home);
  expect(rows.map(({ step, cost_usd: cost }) => [step, cost !== null])).toEqual([
    [1, true],
    [2, true],
  ]);
  for (const row of before.filter(({ cost_usd: cost }) => cost !== null)) expect(rows).toContainEqual(row);
  const { usage } = await again.call('runs.get', { runId });
  expect(usage.costUsd).toBeCloseTo(counted(rows), 10);
  expect((await again.call('sessions.get', { sessionId })).costUsd).toBeCloseTo(counted(rows), 10);
});

test('killed while a call runs, its reservation counts until the step is done again, and what was settled always does', async () => {
  let asked = 0;
  const hanging = Promise.withResolvers<void>();
  const claude: MessagesScript = async (voice, request, index) => {
    asked += 1;
    if (asked !== 2) return inTwoSteps(voice, request, index);
    voice.text('half');
    await voice.flush();
    hanging.resolve();
    await request.closed;
  };
  await using models = await modelsFor({ claude, gpt: [] });
  await using gateway = await createKillableGateway(models.environment);
  await gateway.start();
  const client = await gateway.connect();
  await setPolicy(client, BUDGET);
  const { runId } = await client.call('agent.run', { input: 'what is here?', idempotencyKey: newKey() });
  await hanging.promise;
  await gateway.kill();
  const [first, second, ...more] = spendOf(gateway.home);
  expect([first?.cost_usd, second?.cost_usd, more]).toEqual([expect.any(Number), null, []]);
  expect(second?.reserved_usd).toBeGreaterThan(0.1);

  await gateway.start();
  const again = await gateway.connect();
  await eventually(async () => (await again.call('runs.get', { runId })).status === 'completed', 'the run ends');
  const rows = spendOf(gateway.home);
  expect(rows.map(({ step }) => step)).toEqual([1, 2]);
  expect(rows[0]).toEqual(first);
  expect((await again.call('runs.get', { runId })).usage.costUsd).toBeCloseTo(settled(rows), 10);
  expect(counted(rows)).toBe(settled(rows));
});

test('killed between a model that broke off and the one that takes over: every client folds to the text of the second', async () => {
  const hanging = Promise.withResolvers<void>();
  const claude: MessagesScript = (voice) => {
    voice.text('from claude, and then');
    voice.error('auth', 'key revoked');
  };
  await using models = await modelsFor({
    claude,
    gpt: [[{ tell: () => hanging.resolve() }, 'hang'], answer('from gpt')],
  });
  await using gateway = await createKillableGateway(models.environment);
  await gateway.start();
  const client = await gateway.connect();
  await setPolicy(client, { fallbacks: ['openai/gpt-5-mini'], ...BUDGET });
  const { id: sessionId } = await client.call('sessions.create', { idempotencyKey: newKey() });
  const { token } = await client.call('sessions.get', { sessionId });
  const follower = new Follower(token);
  follower.envelopes.push(...(await historyOf(client, sessionId)));
  await follower.attach(gateway);
  const { runId } = await client.call('agent.run', { sessionId, input: 'hi', idempotencyKey: newKey() });
  await follower.until((e) => e.event === 'session.updated' && e.payload.notice?.kind === 'fallback');
  await hanging.promise;
  await gateway.kill();
  follower.detach();
  const before = spendOf(gateway.home);
  expect(before.map(({ model, cost_usd: cost }) => [model, cost !== null])).toEqual([
    ['anthropic/claude-sonnet-5-5', true],
    ['openai/gpt-5-mini', false],
  ]);

  await gateway.start();
  await follower.attach(gateway);
  const end = await follower.until(ends(runId));
  expect(end).toMatchObject({ event: 'agent.completed', payload: { text: 'from gpt', model: 'openai/gpt-5-mini' } });
  const again = await gateway.connect();
  const history = await historyOf(again, sessionId);
  await eventually(() => {
    follower.collect();
    return follower.envelopes.length === history.length;
  }, 'the client holds the whole session');
  expect(journalProblems(history)).toEqual([]);
  const fold = (envelopes: typeof history) => foldAll(emptyTranscript(sessionId), envelopes);
  expect(stateHash(fold(follower.envelopes))).toBe(stateHash(fold(history)));
  expect(JSON.stringify(fold(history))).not.toContain('from claude');

  // Both attempts of the first model were answered with words that cost something; the reservation of the kill is gone.
  const rows = spendOf(gateway.home);
  expect(rows.map(({ model }) => model).toSorted()).toEqual([
    'anthropic/claude-sonnet-5-5',
    'anthropic/claude-sonnet-5-5',
    'openai/gpt-5-mini',
  ]);
  expect(counted(rows)).toBe(settled(rows));
  expect(settled(rows)).toBeGreaterThan(settled(before));
});
