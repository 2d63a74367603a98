import { expect, test } from 'vitest';
import { SCOPE } from '../../compose.ts';
import { answers, finish, hangs, scriptedModels, text } from '../../testing/scripted-models.ts';
import { startTestGateway } from '../../testing/test-gateway.ts';
import type { Caller } from '../records.ts';

const caller: Caller = { scope: SCOPE, actor: { id: 'u_owner', type: 'user' }, traceId: 'a'.repeat(32) };
const input = (words: string) => ({ input: words, attachments: [], onBusy: 'reject' as const });

test('run yields the events of the run from its acceptance to its end', async () => {
  await using gateway = await startTestGateway({ overrides: { models: scriptedModels(answers(text('hi'), finish)) } });
  const events = await Array.fromAsync(gateway.server.application.core.run(caller, input('hello')));
  expect(events.map(({ event }) => event)).toEqual(['agent.accepted', 'agent.delta', 'agent.completed']);
});

test('dropping the iterator stops nothing, abort does, and continue goes on as a new run', async () => {
  const models = scriptedModels(hangs(text('half')), answers(text('rest'), finish));
  await using gateway = await startTestGateway({ overrides: { models } });
  const { core } = gateway.server.application;
  const client = await gateway.connect();
  let runId = '';
  for await (const envelope of core.run(caller, input('hello'))) {
    runId = envelope.runId ?? '';
    if (envelope.event === 'agent.delta') break;
  }
  expect((await client.call('runs.get', { runId })).status).toBe('running');
  await core.abort(caller, runId);
  expect((await client.call('runs.get', { runId })).status).toBe('aborted');
  const events = await Array.fromAsync(core.continue(caller, { runId }));
  expect(events.at(-1)).toMatchObject({ event: 'agent.completed', payload: { text: 'rest' } });
  expect(events[0]).toMatchObject({ event: 'agent.accepted', payload: { continuesRunId: runId } });
});
