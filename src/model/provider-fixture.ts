/** What the tests of this folder share: a clock that never waits, a request, and a provider on a fake server. */
import type { Clock } from '../domain/ports.ts';
import type { ModelMessage, ModelPart, ModelRequest, ModelTool } from '../domain/run/model-port.ts';
import { type FakeOpenAi, type FakeScript, startFakeOpenAi } from '../testing/fake-openai.ts';
import { createOpenAiCompatible } from './openai-compatible.ts';
import type { ModelProvider } from './provider.ts';

export const TIMEOUT_MS = 300_000;

export type TestClock = Clock & {
  /** Delays that were waited for, in order; those of TIMEOUT_MS are the silence timer and are left out. */
  waits: number[];
  /** Lets the silence timer run out, as soon as it is running. */
  fallSilent(): Promise<void>;
};

/** Waiting costs no time here, but for the silence timer, which runs out when the test says so. */
export function createTestClock(nowMs = 0): TestClock {
  const running = new Set<() => void>();
  let armed: (() => void) | undefined;
  return {
    waits: [],
    now: () => nowMs,
    after(delayMs, fn) {
      if (delayMs === TIMEOUT_MS) {
        running.add(fn);
        armed?.();
        return () => running.delete(fn);
      }
      this.waits.push(delayMs);
      const immediate = setImmediate(fn);
      return () => clearImmediate(immediate);
    },
    async fallSilent() {
      if (running.size === 0) await new Promise<void>((resolve) => (armed = resolve));
      for (const fn of running) fn();
    },
  };
}

export const BASH: ModelTool = {
  name: 'bash.exec',
  description: 'Runs a command.',
  params: { type: 'object', properties: { command: { type: 'string' } }, required: ['command'] },
};

export function userSays(text: string): ModelMessage[] {
  return [{ role: 'user', text }];
}

export function requestOf(messages: ModelMessage[], tools: ModelTool[] = [BASH]): ModelRequest {
  return { model: 'openai/test', messages, tools, timeoutMs: TIMEOUT_MS, silenceMs: TIMEOUT_MS };
}

export async function collect(parts: AsyncIterable<ModelPart>): Promise<ModelPart[]> {
  const all: ModelPart[] = [];
  for await (const part of parts) all.push(part);
  return all;
}

export type Rig = FakeOpenAi & {
  clock: TestClock;
  provider: ModelProvider;
  /** One call to the end. */
  ask(messages?: ModelMessage[]): Promise<ModelPart[]>;
};

/** A provider whose jitter is the middle of its range, talking to a server that follows `script`. */
export async function startRig(
  script: FakeScript,
  options: { apiKey?: string; nowMs?: number; url?: (baseUrl: string) => string } = {},
): Promise<Rig> {
  const server = await startFakeOpenAi({ script });
  const clock = createTestClock(options.nowMs);
  const provider = createOpenAiCompatible({
    baseUrl: options.url?.(server.baseUrl) ?? server.baseUrl,
    ...(options.apiKey === undefined ? {} : { apiKey: options.apiKey }),
    clock,
    random: () => 0.5,
  });
  const ask = (messages = userSays('hi')) =>
    collect(provider.stream('test', requestOf(messages), new AbortController().signal));
  return { ...server, clock, provider, ask };
}
