/** A note is made once, wherever in its call the gateway is killed. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FaultPoint } from '../../domain/run/run-deps.ts';
import { newKey } from '../bare-client.ts';
import { createKillableGateway, eventually } from './harness.ts';

const POINTS: FaultPoint[] = ['tool.claimed', 'tool.started', 'tool.finished'];

test.each(POINTS)('killed at %s, memory.append runs again and its line is there once', async (point) => {
  await using gateway = await createKillableGateway();
  await gateway.start(`${point}:1`);
  const client = await gateway.connect();
  const call = { input: 'remember the kettle whistles', idempotencyKey: newKey() };
  const started = client.call('agent.run', call).catch(() => undefined);
  await gateway.died();
  await started;

  await gateway.start();
  const again = await gateway.connect();
  const { runId } = await again.call('agent.run', call);
  await eventually(async () => (await again.call('runs.get', { runId })).status === 'completed', 'the run ends');
  const run = await again.call('runs.get', { runId });
  expect(run.toolRuns.map(({ toolName, status }) => [toolName, status])).toEqual([['memory.append', 'success']]);
  const folder = join(gateway.home, 'memory');
  expect(readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual([
    'the kettle whistles\n',
  ]);
});
