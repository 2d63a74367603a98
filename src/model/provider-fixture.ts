/** What the tests of this folder share: a clock that never waits, a request, and a provider on a fake server. */
import type { Clock } from '../domain/ports.ts';
import type { ModelFacts, ModelMessage, ModelPart, ModelRequest, ModelTool } from '../domain/run/model-port.ts';
import { type FakeModel, type FakeWire, startFakeModel } from '../testing/fake-models.ts';
import { type FakeOpenAi, type FakeScript, startFakeOpenAi } from '../testing/fake-openai.ts';
import type { Scene } from '../testing/fake-scenes.ts';
import { createAnthropic } from './anthropic.ts';
import { LIST_TIMEOUT_MS } from './list-models.ts';
import { createOpenAi } from './openai.ts';
import { createOpenAiCompatible } from './openai-compatible.ts';
import type { ModelProvider } from './provider.ts';

/** Longest time to the first token, and without a sign of life after it. */
export const TIMEOUT_MS = 300_000;
export const SILENCE_MS = 120_000;
/** Waits before a retry are never longer; deadlines are, but for that of a list of models. */
const LONGEST_PAUSE_MS = 60_000;

export type TestClock = Clock & {
  /** Pauses that were waited for, in order; deadlines are left out. */
  waits: number[];
  /** Lets the time of the next deadline pass, as soon as one is set (one of that length, when it is given). */
  runOut(lengthMs?: number): Promise<number>;
  /** Lets this much time pass, running the deadlines in it. */
  pass(ms: number): void;
};

/** Pauses cost no time here. The time of deadlines passes when the test says so. */
export function createTestClock(nowMs = 0): TestClock {
  let now = nowMs;
  let deadlines: { at: number; fn: () => void }[] = [];
  let armed = Promise.withResolvers<void>();
  return {
    waits: [],
    now: () => now,
    after(delayMs, fn) {
      if (delayMs > LONGEST_PAUSE_MS || delayMs === LIST_TIMEOUT_MS) {
        const deadline = { at: now + delayMs, fn };
        deadlines.push(deadline);
        armed.resolve();
        armed = Promise.withResolvers();
        return () => {
          deadlines = deadlines.filter((each) => each !== deadline);
        };
      }
      this.waits.push(delayMs);
      const immediate = setImmediate(fn);
      return () => clearImmediate(immediate);
    },
    async runOut(lengthMs) {
      for (;;) {
        const next = Math.min(...deadlines.map(({ at }) => at)) - now;
        if (lengthMs === undefined ? deadlines.length > 0 : next === lengthMs) {
          this.pass(next);
          return next;
        }
        await armed.promise;
      }
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

const PROVIDERS = {
  openai: createOpenAi,
  'openai-compatible': createOpenAiCompatible,
  anthropic: createAnthropic,
} satisfies Record<FakeWire, unknown>;

export const KEY = 'sk-live-0123456789abcdef';
export const NO_FACTS: ModelFacts = {
  contextWindow: 100_000,
  maxOutputTokens: 4_096,
  tools: true,
  vision: false,
  price: undefined,
};

export type WireRig = FakeModel & {
  clock: TestClock;
  provider: ModelProvider;
  call(request?: Partial<ModelRequest>, signal?: AbortSignal): AsyncIterable<ModelPart>;
  ask(request?: Partial<ModelRequest>): Promise<ModelPart[]>;
};

/** A provider of that wire format, talking to a server that plays `scenes`: the same rig for all three. */
export async function startWireRig(
  wire: FakeWire,
  scenes: readonly Scene[],
  options: { facts?: Partial<ModelFacts>; models?: readonly string[]; baseUrl?: string } = {},
): Promise<WireRig> {
  const server = await startFakeModel(wire, { scenes, ...(options.models ? { models: options.models } : {}) });
  const clock = createTestClock();
  const provider = PROVIDERS[wire]({
    baseUrl: options.baseUrl ?? server.baseUrl,
    apiKey: KEY,
    facts: () => ({ ...NO_FACTS, ...options.facts }),
    clock,
    random: () => 0.5,
  });
  const call = (request: Partial<ModelRequest> = {}, signal = new AbortController().signal) =>
    provider.stream('m', { ...requestOf(userSays('hi')), model: 'x/m', ...request }, signal);
  return { ...server, clock, provider, call, ask: (request) => collect(call(request)) };
}

/** The text that stays after every restart has voided what came before it. */
export function foldText(parts: readonly ModelPart[]): string {
  return parts.reduce((text, part) => {
    if (part.type === 'restart') return '';
    return part.type === 'text' ? text + part.delta : text;
  }, '');
}
