/** A real round trip, as small as one can be: what `models.test` and doctor show. */
import type { Clock } from '../domain/ports.ts';
import type { ModelRequest, ModelTrial } from '../domain/run/model-port.ts';
import type { ModelProvider } from './provider.ts';

/** Room for models that think before they say a word, and little enough to cost nothing. */
const MAX_OUTPUT_TOKENS = 512;
/** A local model may have to be read from disk first. */
const TIMEOUT_MS = 120_000;

/**
 * @param request.model the whole name, `provider/model`, for messages
 * @throws what `stream` throws
 */
export async function tryModel(
  stream: ModelProvider['stream'],
  { model, modelId, clock }: { model: string; modelId: string; clock: Pick<Clock, 'now'> },
  signal: AbortSignal,
): Promise<ModelTrial> {
  const request: ModelRequest = {
    model,
    messages: [{ role: 'user', text: 'Reply with OK.' }],
    tools: [],
    timeoutMs: TIMEOUT_MS,
    silenceMs: TIMEOUT_MS,
    maxOutputTokens: MAX_OUTPUT_TOKENS,
  };
  const startedAt = clock.now();
  const trial: ModelTrial = { text: '', usage: { inputTokens: 0, outputTokens: 0 }, firstTokenMs: 0, durationMs: 0 };
  let spoke = false;
  for await (const part of stream(modelId, request, signal)) {
    if (part.type === 'restart') {
      trial.text = '';
      spoke = false;
      continue;
    }
    if (!spoke && part.type !== 'finish') {
      spoke = true;
      trial.firstTokenMs = clock.now() - startedAt;
    }
    if (part.type === 'text') trial.text += part.delta;
    if (part.type === 'finish') trial.usage = part.usage;
  }
  trial.durationMs = clock.now() - startedAt;
  if (!spoke) trial.firstTokenMs = trial.durationMs;
  return trial;
}
