import { expect, test } from 'vitest';
import { ends, newKey } from '../../testing/bare-client.ts';
import { hangs, scriptedModels, text } from '../../testing/scripted-models.ts';
import { startTestGateway } from '../../testing/test-gateway.ts';
import type { ToolRegistry } from '../run/tool-port.ts';

/** A gateway that could run tools in both modes; what they would do does not matter here. */
const bothModes: ToolRegistry = { get: () => undefined, list: () => [], modes: ['local', 'cloud'] };

test('a mode that this gateway cannot execute in is refused, and nothing is switched or run on the host instead', async () => {
  await using gateway = await startTestGateway({ overrides: { models: scriptedModels() } });
  const client = await gateway.connect();
  const { id: sessionId } = await client.call('sessions.create', { idempotencyKey: newKey() });
  const refused = [
    await client.refusal('runtime.setMode', { sessionId, runtimeMode: 'cloud', idempotencyKey: newKey() }),
    await client.refusal('agent.run', { input: 'x', runtimeMode: 'cloud', idempotencyKey: newKey() }),
    await client.refusal('sessions.create', { runtimeMode: 'cloud', idempotencyKey: newKey() }),
  ];
  expect(refused.map(({ code }) => code)).toEqual(Array(3).fill('SANDBOX_UNAVAILABLE'));
  expect((await client.call('sessions.list', {})).items.map(({ id, runtimeMode }) => [id, runtimeMode])).toEqual([
    [sessionId, 'local'],
  ]);
});

test('a switch on an idle session applies now, and one on a busy session waits for the next turn', async () => {
  const models = scriptedModels(hangs(text('busy')));
  await using gateway = await startTestGateway({ overrides: { models, tools: bothModes } });
  const client = await gateway.connect();
  const { id: sessionId } = await client.call('sessions.create', { idempotencyKey: newKey() });
  const setMode = (runtimeMode: 'local' | 'cloud') =>
    client.call('runtime.setMode', { sessionId, runtimeMode, idempotencyKey: newKey() });
  expect(await setMode('cloud')).toEqual({ sessionId, runtimeMode: 'cloud', effectiveAt: 'now', status: 'applied' });

  const stream = client.stream({ sessionId });
  await stream.started;
  const { runId } = await client.call('agent.run', { sessionId, input: 'go', idempotencyKey: newKey() });
  expect(await setMode('local')).toEqual({
    sessionId,
    runtimeMode: 'local',
    effectiveAt: 'next_turn',
    status: 'queued-change',
  });
  expect(await client.call('sessions.get', { sessionId })).toMatchObject({
    runtimeMode: 'cloud',
    pendingRuntimeMode: 'local',
  });
  await client.call('agent.abort', { runId, idempotencyKey: newKey() });
  await stream.until(ends(runId));
  expect(await stream.until(({ event }) => event === 'runtime.mode_changed')).toMatchObject({
    payload: { previous: 'cloud', runtimeMode: 'local', effectiveAt: 'next_turn' },
  });
  const after = await client.call('sessions.get', { sessionId });
  expect([after.runtimeMode, after.pendingRuntimeMode]).toEqual(['local', undefined]);
});
