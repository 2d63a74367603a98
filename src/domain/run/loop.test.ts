import { expect, test } from 'vitest';
import { type LoopHooks, runLoop, type StepAnswer } from './loop.ts';
import type { ModelPart, ModelToolCall } from './model-port.ts';

const usage = { inputTokens: 1, outputTokens: 1 };
const text = (delta: string): ModelPart => ({ type: 'text', delta });
const call = (toolName: string): ModelPart => ({ type: 'tool_call', toolName, args: {} });
const finish: ModelPart = { type: 'finish', usage, reason: 'stop' };

/** Hooks over a script: what the model says at each step; everything that happens is written down in order. */
function scripted(steps: ModelPart[][], overrides: Partial<LoopHooks> = {}) {
  const happened: string[] = [];
  const hooks: LoopHooks = {
    callModel: async function* (step) {
      happened.push(`model ${step}`);
      yield* steps[step - 1] ?? [];
    },
    delta: (step, kind, delta) => {
      happened.push(`${kind} ${step} ${delta}`);
      return undefined;
    },
    restart: (step) => happened.push(`restart ${step}`),
    stepEnded: async (step: number, answer: StepAnswer): Promise<ModelToolCall[]> => {
      happened.push(`ended ${step}`);
      return answer.calls.map(({ toolName, args }, i) => ({ toolCallId: `${step}.${i}`, toolName, args }));
    },
    callTool: async ({ toolCallId, toolName }) => {
      happened.push(`tool ${toolCallId} ${toolName}`);
      return 'done';
    },
    ...overrides,
  };
  return { hooks, happened };
}

const start = { step: 0, pending: [] };
const options = () => ({ maxSteps: 10, signal: new AbortController().signal });

test('an answer without tool calls ends the loop', async () => {
  const { hooks, happened } = scripted([[text('a'), text('b'), finish]]);
  expect(await runLoop(start, hooks, options())).toEqual({
    kind: 'completed',
    step: 1,
    answer: { text: 'ab', reasoning: '', calls: [], usage, finishReason: 'stop' },
  });
  expect(happened).toEqual(['model 1', 'text 1 a', 'text 1 b']);
});

test('the calls of a step run one after the other, in the order the model gave them, before it is asked again', async () => {
  const { hooks, happened } = scripted([[call('x'), call('y'), finish], [finish]]);
  await runLoop(start, hooks, options());
  expect(happened).toEqual(['model 1', 'ended 1', 'tool 1.0 x', 'tool 1.1 y', 'model 2']);
});

test('a call that waits for a person holds back those behind it and the model', async () => {
  const { hooks, happened } = scripted([[call('x'), call('y'), finish]], { callTool: async () => 'waiting' });
  expect(await runLoop(start, hooks, options())).toEqual({ kind: 'waiting' });
  expect(happened).toEqual(['model 1', 'ended 1']);
});

test('a loop that is started again runs the calls left over first, and does not ask the model for that step again', async () => {
  const { hooks, happened } = scripted([[], [finish]]);
  await runLoop({ step: 1, pending: [{ toolCallId: '1.1', toolName: 'y', args: {} }] }, hooks, options());
  expect(happened).toEqual(['tool 1.1 y', 'model 2']);
});

test('what was streamed before a restart is not part of the answer', async () => {
  const { hooks } = scripted([[text('half'), call('x'), { type: 'restart', reason: 'reset' }, text('whole'), finish]]);
  expect(await runLoop(start, hooks, options())).toMatchObject({
    kind: 'completed',
    answer: { text: 'whole', calls: [] },
  });
});

test('the loop stops at the most steps allowed, after the calls of the last one', async () => {
  const { hooks, happened } = scripted([
    [call('x'), finish],
    [call('x'), finish],
  ]);
  expect(await runLoop(start, hooks, { ...options(), maxSteps: 2 })).toEqual({ kind: 'out_of_steps', steps: 2 });
  expect(happened.at(-1)).toBe('tool 2.0 x');
});

test('an abort between two calls starts no further call', async () => {
  const abort = new AbortController();
  const { hooks, happened } = scripted([[call('x'), call('y'), finish]], {
    callTool: async ({ toolName }) => {
      happened.push(toolName);
      abort.abort(new Error('stopped'));
      return 'done';
    },
  });
  await expect(runLoop(start, hooks, { maxSteps: 10, signal: abort.signal })).rejects.toThrow('stopped');
  expect(happened).toEqual(['model 1', 'ended 1', 'x']);
});

test('an abort while the model answers leaves the step without an end', async () => {
  const abort = new AbortController();
  const { hooks, happened } = scripted([[text('a'), finish]], {
    delta: async () => abort.abort(new Error('stopped')),
  });
  await expect(runLoop(start, hooks, { maxSteps: 10, signal: abort.signal })).rejects.toThrow('stopped');
  expect(happened).toEqual(['model 1']);
});
