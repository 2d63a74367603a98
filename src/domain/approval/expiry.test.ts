import { expect, test } from 'vitest';
import { systemClock } from '../../config/system.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { ends, newKey } from '../../testing/bare-client.ts';
import { createShiftedClock } from '../../testing/fake-clock.ts';
import { answers, finish, scriptedModels, toolCall } from '../../testing/scripted-models.ts';
import { startTestGateway } from '../../testing/test-gateway.ts';

const ask = () => scriptedModels(answers(toolCall('bash.exec', { command: 'echo never' }), finish));

test('an approval that nobody decides for 24 hours expires: the call is denied and the run goes on', async () => {
  const clock = createShiftedClock(systemClock);
  await using gateway = await startTestGateway({ overrides: { models: ask(), clock } });
  const client = await gateway.connect();
  const stream = client.stream();
  await stream.started;
  const { runId } = await client.call('agent.run', { input: 'go', idempotencyKey: newKey() });
  await stream.until((e) => e.event === 'session.updated' && e.payload.session.status === 'waiting_approval');
  clock.advance(LIMITS.approvalTtlMs + 1);
  await stream.until(ends(runId));
  expect(stream.envelopes.find(({ event }) => event === 'approval.resolved')).toMatchObject({
    payload: { status: 'expired', decidedBy: 'system' },
  });
  expect(await client.call('runs.get', { runId })).toMatchObject({
    status: 'completed',
    toolRuns: [{ status: 'denied', error: { code: 'APPROVAL_EXPIRED' } }],
  });
});

test('an approval whose time ended while the gateway was down expires at its start, and cannot be approved', async () => {
  const clock = createShiftedClock(systemClock);
  await using gateway = await startTestGateway({ overrides: { models: ask(), clock } });
  const before = await gateway.connect();
  const stream = before.stream();
  await stream.started;
  await before.call('agent.run', { input: 'go', idempotencyKey: newKey() });
  const asked = await stream.until(({ event }) => event === 'approval.required');
  const approvalId = asked.event === 'approval.required' ? asked.payload.approval.approvalId : '';
  await gateway.server.stop();
  clock.advance(LIMITS.approvalTtlMs + 1);
  await gateway.restart();
  const client = await gateway.connect();
  const refusal = await client.refusal('approval.resolve', {
    approvalId,
    decision: 'approve',
    idempotencyKey: newKey(),
  });
  expect(refusal.code).toBe('APPROVAL_EXPIRED');
});
