/** What the tests of this folder share: a clock that never waits, a request, and a provider on a fake server. */
import type { Clock } from '../domain/ports.ts';
import type { ModelMessage, ModelPart, ModelRequest, ModelTool } from '../domain/run/model-port.ts';
import { type FakeOpenAi, type FakeScript, startFakeOpenAi } from '../testing/fake-openai.ts';
import { createOpenAiCompatible } from './openai-compatible.ts';
import type { ModelProvider } from './provider.ts';

/** Longest time to the first token, and without a sign of life after it. */
export const TIMEOUT_MS = 300_000;
export const SILENCE_MS = 120_000;
/** Waits before a retry are never longer, deadlines are never shorter. */
const LONGEST_PAUSE_MS = 60_000;

export type TestClock = Clock & {
  /** Pauses that were waited for, in order; deadlines are left out. */
  waits: number[];
  /** Lets the time of the next deadline pass, as soon as one is set; answers how long that was. */
  runOut(): Promise<number>;
  /** Lets this much time pass, running the deadlines in it. */
  pass(ms: number): void;
};

/** Pauses cost no time here. The time of deadlines passes when the test says so. */
export function createTestClock(nowMs = 0): TestClock {
  let now = nowMs;
  let deadlines: { at: number; fn: () => void }[] = [];
  let armed: (() => void) | undefined;
  return {
    waits: [],
    now: () => now,
    after(delayMs, fn) {
      if (delayMs > LONGEST_PAUSE_MS) {
        const deadline = { at: now + delayMs, fn };
        deadlines.push(deadline);
        armed?.();
        return () => {
          deadlines = deadlines.filter((each) => each !== deadline);
        };
      }
      this.waits.push(delayMs);
      const immediate = setImmediate(fn);
      return () => clearImmediate(immediate);
    },
    async runOut() {
      if (deadlines.length === 0) await new Promise<void>((resolve) => (armed = resolve));
      const ms = Math.min(...deadlines.map(({ at }) => at)) - now;
      this.pass(ms);
      return ms;
    },
    pass(ms) {
      now += ms;
      const due = deadlines.filter(({ at }) => at <= now);
      deadlines = deadlines.filter(({ at }) => at > now);
      for (const { fn } of due) fn();
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
  return { model: 'openai/test', messages, tools, timeoutMs: TIMEOUT_MS, silenceMs: SILENCE_MS };
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
