/** Which parts of a stream set which deadline: parts are given here one by one, so that each is known to have been read. */
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { expect, test } from 'vitest';
import { runAttempt } from './attempt.ts';
import { createTestClock, requestOf, SILENCE_MS, TIMEOUT_MS, userSays } from './provider-fixture.ts';
import type { OpenStream, Sighting } from './transport.ts';

async function start() {
  const clock = createTestClock();
  const opened = Promise.withResolvers<Sighting>();
  const parts = new TransformStream<LanguageModelV4StreamPart, LanguageModelV4StreamPart>();
  const writer = parts.writable.getWriter();
  const open: OpenStream = async (_body, { signal, sighting }) => {
    opened.resolve(sighting);
    signal.addEventListener('abort', () => void writer.abort(signal.reason).catch(() => undefined));
    return { stream: parts.readable };
  };
  const attempt = {
    clock,
    open,
    request: requestOf(userSays('hi')),
    body: '',
    toolNames: new Map(),
    costOf: () => undefined,
  };
  const iterator = runAttempt(attempt, new AbortController().signal);
  const first = iterator.next();
  first.catch(() => undefined);
  return {
    clock,
    iterator,
    first,
    sighting: await opened.promise,
    say: (part: LanguageModelV4StreamPart) => writer.write(part),
  };
}

const HOLLOW: LanguageModelV4StreamPart[] = [
  { type: 'stream-start', warnings: [] },
  { type: 'response-metadata', id: 'x' },
  { type: 'text-start', id: '0' },
  { type: 'text-delta', id: '0', delta: '' },
  { type: 'reasoning-delta', id: '0', delta: '' },
];

test('states, roles and empty pieces are no token: the timeout goes on', async () => {
  const { clock, first, say } = await start();
  // Each is taken only when the one before it has been read.
  for (const part of HOLLOW) await say(part);
  await say({ type: 'text-end', id: '0' });
  expect(await clock.runOut()).toBe(TIMEOUT_MS);
  await expect(first).rejects.toMatchObject({ seen: { expired: { kind: 'timeout', afterMs: TIMEOUT_MS } } });
});

test.each<LanguageModelV4StreamPart>([
  { type: 'tool-input-start', id: 'c', toolName: 'bash_exec' },
  { type: 'tool-input-delta', id: 'c', delta: '{' },
  { type: 'tool-call', toolCallId: 'c', toolName: 'bash_exec', input: '{}' },
])('a tool call begins the answer: after its $type only silence counts', async (part) => {
  const { clock, first, say } = await start();
  await say(part);
  expect(await clock.runOut(SILENCE_MS)).toBe(SILENCE_MS);
  await expect(first).rejects.toMatchObject({ seen: { expired: { kind: 'silence', afterMs: SILENCE_MS } } });
});

test('a sign of life after the first token puts off the silence, and only so long', async () => {
  const { clock, iterator, first, sighting, say } = await start();
  void say({ type: 'text-delta', id: '0', delta: 'a' });
  expect((await first).value).toEqual({ type: 'text', delta: 'a' });
  const second = iterator.next();
  clock.pass(SILENCE_MS - 1);
  sighting.alive();
  // What would have been the end is none now; the rest of a whole silence is.
  clock.pass(1);
  expect(await clock.runOut()).toBe(SILENCE_MS - 1);
  await expect(second).rejects.toMatchObject({ seen: { expired: { kind: 'silence', afterMs: SILENCE_MS } } });
});
