/**
 * The agent loop: ask the model, run the tools it asked for, ask again, until it asks for none. It knows nothing of storage,
 * policy or sockets: they come in as hooks, and every hook that returns has made its part durable. So the loop can be started
 * again at any point from what is stored: the step reached and the calls that have no result yet.
 */
import type { Usage } from '../../protocol/entities.ts';
import type { ModelPart, ModelToolCall } from './model-port.ts';

export type StepAnswer = {
  text: string;
  reasoning: string;
  calls: { toolName: string; args: Record<string, unknown>; invalid?: string }[];
  usage: Usage;
  finishReason: Extract<ModelPart, { type: 'finish' }>['reason'];
};

export type LoopHooks = {
  /** Calls the model for this step, with the conversation as it is stored. */
  callModel(step: number, signal: AbortSignal): AsyncIterable<ModelPart>;
  /**
   * A piece of text or reasoning arrived; the journal groups them. Answers a promise when a group is full: the model is not read
   * further until it is stored, so that a fast one does not keep its own words from being seen.
   */
  delta(step: number, kind: 'text' | 'reasoning', delta: string): Promise<void> | undefined;
  /** What this step streamed so far is void: the model starts it again. */
  restart(step: number): void;
  /** Stores the answer of the step with a verdict on each call; answers the calls, in the order they run. */
  stepEnded(step: number, answer: StepAnswer): Promise<ModelToolCall[]>;
  /** Runs one call to its result. `waiting`: a person has to decide first. */
  callTool(call: ModelToolCall, signal: AbortSignal): Promise<'done' | 'waiting'>;
};

export type LoopOutcome =
  | { kind: 'completed'; step: number; answer: StepAnswer }
  | { kind: 'waiting' }
  | { kind: 'out_of_steps'; steps: number };

/** Throws what the model or a hook throws, and the signal's reason when it is aborted. */
export async function runLoop(
  from: { step: number; pending: readonly ModelToolCall[] },
  hooks: LoopHooks,
  { maxSteps, signal }: { maxSteps: number; signal: AbortSignal },
): Promise<LoopOutcome> {
  let { step, pending } = from;
  for (;;) {
    for (const call of pending) {
      signal.throwIfAborted();
      if ((await hooks.callTool(call, signal)) === 'waiting') return { kind: 'waiting' };
    }
    if (step >= maxSteps) return { kind: 'out_of_steps', steps: step };
    step += 1;
    const answer = await readAnswer(step, hooks, signal);
    signal.throwIfAborted();
    if (answer.calls.length === 0) return { kind: 'completed', step, answer };
    pending = await hooks.stepEnded(step, answer);
  }
}

async function readAnswer(step: number, hooks: LoopHooks, signal: AbortSignal): Promise<StepAnswer> {
  let answer = emptyAnswer();
  for await (const part of hooks.callModel(step, signal)) {
    switch (part.type) {
      case 'text':
      case 'reasoning':
        answer[part.type] += part.delta;
        await hooks.delta(step, part.type, part.delta);
        break;
      case 'tool_call':
        answer.calls.push({
          toolName: part.toolName,
          args: part.args,
          ...(part.invalid === undefined ? {} : { invalid: part.invalid }),
        });
        break;
      case 'restart':
        answer = emptyAnswer();
        hooks.restart(step);
        break;
      case 'finish':
        answer.usage = part.usage;
        answer.finishReason = part.reason;
        break;
    }
  }
  return answer;
}

function emptyAnswer(): StepAnswer {
  return { text: '', reasoning: '', calls: [], usage: { inputTokens: 0, outputTokens: 0 }, finishReason: 'other' };
}
