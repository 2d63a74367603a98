/** A run whose store fails in a way that nobody expects is tried again later; who stops it, or the gateway, does not wait for that. */
import { expect, test } from 'vitest';
import { systemClock } from '../../config/system.ts';
import { ends, newKey } from '../../testing/bare-client.ts';
import { answers, finish, type Script, scriptedModels } from '../../testing/scripted-models.ts';
import { startTestGateway } from '../../testing/test-gateway.ts';

/** The first pause after a failure, which here never ends by itself. */
const FIRST_PAUSE_MS = 500;

async function pausedRun() {
  let broken = false;
  const paused = Promise.withResolvers<void>();
  const breaking: Script = async function* (request, signal) {
    broken = true;
    yield* answers(finish)(request, signal);
  };
  const gateway = await startTestGateway({
    overrides: {
      models: scriptedModels(breaking),
      storageFault: () => {
        if (broken) throw new Error('a bug in the store');
        return false;
      },
      clock: {
        ...systemClock,
        after: (delayMs, fn) => {
          if (delayMs !== FIRST_PAUSE_MS) return systemClock.after(delayMs, fn);
          paused.resolve();
          return () => undefined;
        },
      },
    },
  });
  const client = await gateway.connect();
  const stream = client.stream();
  await stream.started;
  const { runId } = await client.call('agent.run', { input: 'go', idempotencyKey: newKey() });
  await paused.promise;
  broken = false;
  return { gateway, client, stream, runId, [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose]() };
}

test('a run that is stopped in a pause ends at once', async () => {
  await using run = await pausedRun();
  const { client, stream, runId } = run;
  expect(await client.call('agent.abort', { runId, idempotencyKey: newKey() })).toEqual({ runId, status: 'aborted' });
  expect(await stream.until(ends(runId))).toMatchObject({ event: 'agent.failed', payload: { status: 'aborted' } });
});

test('a gateway goes away in a pause, and the next one goes on with the run', async () => {
  await using run = await pausedRun();
  await run.gateway.restart();
  const client = await run.gateway.connect();
  const stream = client.stream({ after: run.stream.lastToken });
  await stream.started;
  expect(await stream.until(ends(run.runId))).toMatchObject({ event: 'agent.completed' });
});
