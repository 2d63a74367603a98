/** What is left of a run that somebody stops, wherever it was, through a real gateway with a model that does as the test says. */
import { expect, test } from 'vitest';
import { ends, newKey } from '../../testing/bare-client.ts';
import { processesWith } from '../../testing/faults/harness.ts';
import { answers, finish, hangs, scriptedModels, text, toolCall } from '../../testing/scripted-models.ts';
import { startTestGateway } from '../../testing/test-gateway.ts';
import { abort, allow, open, run } from './runs.fixture.ts';

test('a run stopped while the model answers keeps its partial text, ends once, and can be continued', async () => {
  const models = scriptedModels(hangs(text('half an ans')), answers(text('wer'), finish));
  await using gateway = await startTestGateway({ overrides: { models } });
  const client = await gateway.connect();
  const stream = await open(client);
  const { runId } = await run(client, 'question');
  await stream.until(({ event }) => event === 'agent.delta');
  expect(await abort(client, runId)).toEqual({ runId, status: 'aborted' });
  const end = await stream.until(ends(runId));
  expect(end).toMatchObject({
    event: 'agent.failed',
    payload: { status: 'aborted', error: { code: 'ABORTED' }, partialText: 'half an ans', resumable: true },
  });
  // Stopping what has ended says how it ended.
  expect(await abort(client, runId)).toEqual({ runId, status: 'aborted' });

  const continued = await client.call('agent.continue', { runId, idempotencyKey: newKey() });
  expect(continued.continuesRunId).toBe(runId);
  await stream.until(ends(continued.runId));
  expect(models.requests[1]?.messages.slice(1)).toEqual([
    { role: 'user', text: 'question' },
    { role: 'assistant', text: 'half an ans', reasoning: '', toolCalls: [] },
    { role: 'user', text: 'Continue where you stopped.' },
  ]);
  const refusal = await client.refusal('agent.continue', { runId, idempotencyKey: newKey() });
  expect(refusal).toMatchObject({ code: 'INVALID_REQUEST', details: { continuedBy: continued.runId } });
});

test('a run stopped while a command runs leaves no process, not even one in a session of its own', async () => {
  const marker = `openfoal-abort-${process.pid}`;
  const models = scriptedModels(
    answers(
      toolCall('bash.exec', { command: `setsid sleep 300 & (sleep 301 &) ; echo up; sleep 302; : ${marker}` }),
      finish,
    ),
  );
  await using gateway = await startTestGateway({ overrides: { models } });
  const client = await gateway.connect();
  await allow(client, 'bash.exec');
  const stream = await open(client);
  const { runId } = await run(client, 'go');
  await stream.until((e) => e.event === 'agent.tool_result' && e.payload.delta === 'up\n');
  expect(processesWith(marker).length).toBeGreaterThan(0);
  await abort(client, runId);
  expect(processesWith(marker)).toEqual([]);
  const results = stream.envelopes.flatMap((e) => (e.event === 'agent.tool_result' ? [e.payload.status] : []));
  expect(results).toEqual(['running', 'failed']);
  expect(stream.envelopes.find((e) => e.event === 'agent.tool_result' && e.payload.status === 'failed')).toMatchObject({
    payload: { output: expect.stringContaining('up'), error: { code: 'ABORTED' } },
  });
  expect(stream.envelopes.at(-2)).toMatchObject({ event: 'agent.failed', payload: { status: 'aborted' } });
});

test('a run stopped while it waits for a person supersedes the question, and the call never runs', async () => {
  const models = scriptedModels(answers(toolCall('bash.exec', { command: 'echo never' }), finish));
  await using gateway = await startTestGateway({ overrides: { models } });
  const client = await gateway.connect();
  const stream = await open(client);
  const { runId } = await run(client, 'go');
  const asked = await stream.until(({ event }) => event === 'approval.required');
  await abort(client, runId);
  const approvalId = asked.event === 'approval.required' ? asked.payload.approval.approvalId : '';
  expect((await client.call('approval.get', { approvalId })).status).toBe('superseded');
  expect(
    (await client.refusal('approval.resolve', { approvalId, decision: 'approve', idempotencyKey: newKey() })).code,
  ).toBe('APPROVAL_ALREADY_RESOLVED');
  expect((await client.call('runs.get', { runId })).toolRuns.map(({ status }) => status)).toEqual(['failed']);
});

test('after a reset a stopped run continues with a question to answer', async () => {
  const models = scriptedModels(hangs(text('half')));
  await using gateway = await startTestGateway({ overrides: { models } });
  const client = await gateway.connect();
  const stream = await open(client);
  const { runId, sessionId } = await run(client, 'question');
  await stream.until(({ event }) => event === 'agent.delta');
  await abort(client, runId);
  await client.call('sessions.reset', { sessionId, idempotencyKey: newKey() });
  const continued = await client.call('agent.continue', { runId, idempotencyKey: newKey() });
  await stream.until(ends(continued.runId));
  expect(models.requests[1]?.messages.at(-1)).toEqual({ role: 'user', text: 'Continue where you stopped.' });
});
