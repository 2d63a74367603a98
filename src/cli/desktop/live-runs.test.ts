import { describe, expect, test } from 'vitest';
import { newKey } from '../../testing/bare-client.ts';
import { startTestGateway } from '../../testing/test-gateway.ts';
import { connectTo } from '../gateway/connect.ts';
import { untilNoRunIsLive } from './live-runs.ts';

async function open() {
  const gateway = await startTestGateway();
  const client = await gateway.connect();
  const connection = await connectTo({ url: `http://127.0.0.1:${gateway.port}`, token: gateway.serviceToken() });
  return {
    client,
    told: 0,
    idle(this: { told: number }) {
      return untilNoRunIsLive(connection.client, () => {
        this.told += 1;
      });
    },
    run: async (input: string) => (await client.call('agent.run', { input, idempotencyKey: newKey() })).runId,
    [Symbol.asyncDispose]: async () => {
      connection.close();
      await gateway[Symbol.asyncDispose]();
    },
  };
}

describe('the gateway of a closed window', () => {
  test('goes at once when nothing runs, also when a run waits for an approval', async () => {
    await using opened = await open();
    await opened.idle();
    const stream = opened.client.stream();
    await stream.started;
    await opened.run('run touch x');
    await stream.until(({ event }) => event === 'approval.required');
    await opened.idle();
    expect(opened.told).toBe(0);
  });

  test('stays until a run has ended', async () => {
    await using opened = await open();
    const stream = opened.client.stream();
    await stream.started;
    const runId = await opened.run('stream 5000');
    await stream.until(({ event }) => event === 'agent.delta');
    const order: string[] = [];
    const idle = opened.idle().then(() => order.push('idle'));
    await opened.client.call('runs.get', { runId });
    order.push('stopped');
    await opened.client.call('agent.abort', { runId, idempotencyKey: newKey() });
    await idle;
    expect(order).toEqual(['stopped', 'idle']);
    expect(opened.told).toBe(1);
    expect(await opened.client.call('runs.get', { runId })).toMatchObject({ status: 'aborted' });
  });
});
