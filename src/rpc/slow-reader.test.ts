import { afterEach, expect, test, vi } from 'vitest';
import WebSocket from 'ws';
import { LIMITS } from '../protocol/limits.ts';
import { ends, newKey } from '../testing/bare-client.ts';
import { startTestGateway } from '../testing/test-gateway.ts';
import { scriptedModels, scriptedTools } from './scripted.fixture.ts';

afterEach(() => vi.restoreAllMocks());

/** More than the kernel keeps for a loopback connection: what is left over has to be ours. */
const RUNS = 40;
const INPUT_CHARS = LIMITS.maxInputChars;

/** The most bytes that each socket of this process, the gateway's among them, ever had unsent. */
function watchUnsent(): () => number {
  let most = 0;
  const { send } = WebSocket.prototype as unknown as { send: (...args: unknown[]) => void };
  vi.spyOn(WebSocket.prototype, 'send').mockImplementation(function (this: WebSocket, ...args: unknown[]) {
    send.apply(this, args);
    most = Math.max(most, this.bufferedAmount);
  });
  return () => most;
}

test('a reader that stops reading is dropped with 1013, costs little memory, hinders nobody, and resumes without loss', async () => {
  await using gateway = await startTestGateway({ overrides: { models: scriptedModels(), tools: scriptedTools() } });
  const [writer, reader, slow] = [await gateway.connect(), await gateway.connect(), await gateway.connect()];
  const [all, stuck] = [reader.stream(), slow.stream()];
  await Promise.all([all.started, stuck.started]);
  const mostUnsent = watchUnsent();
  slow.socket.pause();

  let bytes = 0;
  for (let n = 0; n < RUNS; n += 1) {
    const { runId } = await writer.call('agent.run', { input: 'x'.repeat(INPUT_CHARS), idempotencyKey: newKey() });
    await all.until(ends(runId));
    bytes += 3 * INPUT_CHARS;
  }
  // The reader beside it has had everything, and far more than what any socket ever kept.
  expect(all.envelopes.filter(({ event }) => event === 'agent.completed')).toHaveLength(RUNS);
  expect(mostUnsent()).toBeLessThan(bytes / 10);

  slow.socket.resume();
  expect(await slow.closed).toBe(1013);
  expect(stuck.envelopes.length).toBeLessThan(all.envelopes.length);
  expect(stuck.envelopes).toEqual(all.envelopes.slice(0, stuck.envelopes.length));

  const back = await gateway.connect();
  const rest = back.stream({ after: stuck.lastToken });
  await rest.until(({ stateVersion }) => stateVersion === all.envelopes.at(-1)?.stateVersion);
  expect([...stuck.envelopes, ...rest.envelopes].map(({ stateVersion }) => stateVersion)).toEqual(
    all.envelopes.map(({ stateVersion }) => stateVersion),
  );
});
