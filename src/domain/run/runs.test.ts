/** What a run does from its acceptance to its end, through a real gateway with a model that does as the test says. */
import { expect, test } from 'vitest';
import { ProtocolError } from '../../protocol/errors.ts';
import { ends, newKey } from '../../testing/bare-client.ts';
import { journalProblems } from '../../testing/faults/harness.ts';
import { answers, finish, hangs, scriptedModels, text, toolCall } from '../../testing/scripted-models.ts';
import { startTestGateway } from '../../testing/test-gateway.ts';
import { abort, names, open, run } from './runs.fixture.ts';

test('a second run on a busy session is refused with SESSION_BUSY and the busy run, and leaves no row', async () => {
  await using gateway = await startTestGateway({ overrides: { models: scriptedModels(hangs(text('a'))) } });
  const client = await gateway.connect();
  const { runId, sessionId } = await run(client, 'first');
  expect(await client.refusal('agent.run', { sessionId, input: 'second', idempotencyKey: newKey() })).toMatchObject({
    code: 'SESSION_BUSY',
    retryable: true,
    details: { runId },
  });
  expect((await client.call('runs.list', { sessionId })).items.map((item) => item.runId)).toEqual([runId]);
});

test('queued runs wait in order, can be taken back, and each starts when the one before has ended', async () => {
  const models = scriptedModels(hangs(text('one')));
  await using gateway = await startTestGateway({ overrides: { models } });
  const client = await gateway.connect();
  const stream = await open(client);
  const first = await run(client, 'first');
  const { sessionId } = first;
  const queued = [];
  for (const input of ['second', 'third', 'fourth'])
    queued.push(await run(client, input, { sessionId, onBusy: 'queue' }));
  expect(queued.map(({ status }) => status)).toEqual(['queued', 'queued', 'queued']);
  const [second, third, fourth] = queued;
  if (!second || !third || !fourth) throw new Error('three were queued');

  expect(await abort(client, third.runId)).toEqual({ runId: third.runId, status: 'aborted' });
  await abort(client, first.runId);
  await stream.until(ends(fourth.runId));

  expect(
    models.requests.map(({ messages }) =>
      messages.filter(({ role }) => role === 'user').map((m) => 'text' in m && m.text),
    ),
  ).toEqual([['first'], ['first', 'second'], ['first', 'second', 'fourth']]);
  const taken = await client.call('runs.get', { runId: third.runId });
  expect(taken).toMatchObject({ status: 'aborted', steps: 0 });
  const announced = stream.envelopes.flatMap((e) =>
    e.event === 'agent.accepted' ? [[e.payload.input, e.payload.status]] : [],
  );
  expect(announced).toEqual([
    ['first', 'accepted'],
    ['second', 'queued'],
    ['third', 'queued'],
    ['fourth', 'queued'],
    ['second', 'accepted'],
    ['fourth', 'accepted'],
  ]);
});

test('a model that fails ends the run with its code and keeps what was streamed; a bug in it says nothing of itself', async () => {
  const models = scriptedModels(
    async function* () {
      yield text('so far');
      throw new ProtocolError('MODEL_UNAVAILABLE', 'test/scripted did not answer.');
    },
    async function* () {
      yield text('');
      throw new Error('secret detail');
    },
  );
  await using gateway = await startTestGateway({ overrides: { models } });
  const client = await gateway.connect();
  const stream = await open(client);
  const { runId, sessionId, traceId } = await run(client, 'go');
  expect(await stream.until(ends(runId))).toMatchObject({
    payload: {
      status: 'failed',
      error: { code: 'MODEL_UNAVAILABLE', traceId },
      partialText: 'so far',
      resumable: true,
    },
  });
  const again = await run(client, 'again', { sessionId });
  const end = await stream.until(ends(again.runId));
  expect(end).toMatchObject({ payload: { error: { code: 'INTERNAL_ERROR', traceId: again.traceId } } });
  expect(JSON.stringify(end)).not.toContain('secret detail');
  expect(gateway.logs).toContainEqual(
    expect.objectContaining({ run_id: again.runId, trace_id: again.traceId, level: 50 }),
  );
});

test('a step that the model starts again cuts the stream back, so every fold ends equal', async () => {
  const models = scriptedModels(
    answers(
      text('wrong'),
      { type: 'reasoning', delta: 'hm' },
      { type: 'restart', reason: 'reset' },
      text('right'),
      finish,
    ),
  );
  await using gateway = await startTestGateway({ overrides: { models } });
  const client = await gateway.connect();
  const stream = await open(client);
  const { runId } = await run(client, 'go');
  expect(await stream.until(ends(runId))).toMatchObject({ payload: { text: 'right' } });
  const deltas = stream.envelopes.flatMap((e) =>
    e.event === 'agent.delta' ? [[e.payload.kind, e.payload.offset, e.payload.delta]] : [],
  );
  expect(deltas).toEqual([
    ['text', 0, 'wrong'],
    ['reasoning', 0, 'hm'],
    ['reasoning', 0, ''],
    ['text', 0, ''],
    ['text', 0, 'right'],
  ]);
});

test('a run that asks for more steps than the policy allows ends with BUDGET_EXCEEDED', async () => {
  const listing = answers(toolCall('file.list', {}), finish);
  const models = scriptedModels(listing, listing, listing);
  await using gateway = await startTestGateway({ overrides: { models } });
  const client = await gateway.connect();
  await client.call('policy.update', {
    patch: { executionPolicy: { limits: { maxSteps: 2 } } },
    idempotencyKey: newKey(),
  });
  const stream = await open(client);
  const { runId } = await run(client, 'go');
  const error = { code: 'BUDGET_EXCEEDED', details: { steps: 2 } };
  expect(await stream.until(ends(runId))).toMatchObject({ payload: { error } });
  expect(models.requests).toHaveLength(2);
});

test('a reset hides what came before from the model, and the journal keeps it', async () => {
  const models = scriptedModels();
  await using gateway = await startTestGateway({ overrides: { models } });
  const client = await gateway.connect();
  const stream = await open(client);
  const first = await run(client, 'before');
  const { sessionId } = first;
  await stream.until(ends(first.runId));
  await client.call('sessions.reset', { sessionId, idempotencyKey: newKey() });
  const second = await run(client, 'after', { sessionId });
  await stream.until(ends(second.runId));
  expect(models.requests[1]?.messages.slice(1)).toEqual([{ role: 'user', text: 'after' }]);
  const history = await client.call('sessions.history', { sessionId });
  expect(names(history.events)).toContain('agent.accepted');
  expect(
    history.events.flatMap((e) => (e.event === 'session.updated' && e.payload.notice ? [e.payload.notice.kind] : [])),
  ).toEqual(['reset']);
});

test('a message larger than what may wait for a reader reaches every reader', async () => {
  await using gateway = await startTestGateway({ overrides: { models: scriptedModels() } });
  const client = await gateway.connect();
  const streams = await Promise.all([open(client), open(await gateway.connect())]);
  const { runId } = await run(client, '汉'.repeat(150_000));
  for (const stream of streams) expect(await stream.until(ends(runId))).toMatchObject({ event: 'agent.completed' });
});

test('a store that fails for a moment delays a run and nothing more', async () => {
  const faults = { left: 0 };
  const models = scriptedModels(async function* () {
    yield text('before ');
    faults.left = 2;
    yield text('x'.repeat(3000));
    yield finish;
  });
  await using gateway = await startTestGateway({
    overrides: { models, storageFault: () => (faults.left > 0 ? ((faults.left -= 1), true) : false) },
  });
  const client = await gateway.connect();
  const stream = await open(client);
  const { runId, sessionId } = await run(client, 'go');
  expect(await stream.until(ends(runId))).toMatchObject({ event: 'agent.completed' });
  expect(faults.left).toBe(0);
  const { events } = await client.call('sessions.history', { sessionId, limit: 1000 });
  expect(journalProblems(events)).toEqual([]);
});
