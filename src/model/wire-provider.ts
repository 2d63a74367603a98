/**
 * A provider over one wire format. The AI SDK's provider layer reads the stream (one `doStream` for each attempt); what is
 * sent, retries, deadlines and cancellation are ours, because they are what the guarantees of a run rest on.
 */
import type { ModelFacts, ModelPart, ModelRequest } from '../domain/run/model-port.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { readAddress } from './address.ts';
import { type Attempt, AttemptFailed, runAttempt } from './attempt.ts';
import { priceUsage } from './facts.ts';
import { FAILURES } from './failure-table.ts';
import { listModels } from './list-models.ts';
import { pause } from './pause.ts';
import type { ModelProvider, ProviderPorts } from './provider.ts';
import { judgeFailure, type ProviderFailure } from './provider-failure.ts';
import { toolNamesByWire } from './tool-names.ts';
import { createTransport } from './transport.ts';
import { tryModel } from './try-model.ts';
import type { Wire } from './wire.ts';

const FIRST_DELAY_MS = 500;
/** A provider that asks for a longer wait is not waited for: the next model, or the person, decides. */
const LONGEST_WAIT_MS = 60_000;

export type WireProviderOptions = ProviderPorts & {
  /** What stands before the slash of its models. */
  name: string;
  /** What the format's own paths are put after. User and password in it become Basic authorization. */
  baseUrl: string;
  apiKey?: string | undefined;
  facts: (modelId: string) => ModelFacts;
};

export function createWireProvider(wire: Wire, options: WireProviderOptions): ModelProvider {
  const { clock, name, facts } = options;
  const address = readAddress(options, wire);
  const open = createTransport(address, wire.load);
  const judging = () => ({ secrets: address.secrets, nowMs: clock.now(), form: wire.form });

  async function* stream(modelId: string, request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelPart> {
    const { price, vision, maxOutputTokens } = facts(modelId);
    const attempt: Attempt = {
      clock,
      open,
      request,
      body: await wire.encode(modelId, request, { vision, maxOutputTokens }),
      toolNames: toolNamesByWire(request.tools),
      costOf: (usage) => price && priceUsage(price, usage),
    };
    let said = false;
    let failure: ProviderFailure | undefined;
    for (let count = 1; ; count += 1) {
      if (failure) {
        const delayMs = waitMs(failure, count, options.random());
        if (failure.kind === 'rate_limited') await request.waiting?.({ reason: failure.reason, waitMs: delayMs });
        await pause(clock, delayMs, signal);
      }
      let voids = said ? failure?.reason : undefined;
      try {
        for await (const part of runAttempt(attempt, signal)) {
          // Only now, with something to put in its place: if no attempt succeeds, the caller decides about the text.
          if (voids !== undefined) yield { type: 'restart', reason: voids };
          voids = undefined;
          said = true;
          yield part;
        }
        return;
      } catch (error) {
        if (!(error instanceof AttemptFailed)) throw error;
        failure = judgeFailure(error.cause, { ...error.seen, ...judging() });
        const tooLong = (failure.retryAfterMs ?? 0) > LONGEST_WAIT_MS;
        if (count >= FAILURES[failure.kind].attempts || tooLong) throw refusal(request.model, failure, count);
      }
    }
  }

  return {
    describe: facts,
    stream,
    test: (modelId, signal) => tryModel(stream, { model: `${name}/${modelId}`, modelId, clock }, signal),
    async listModels(signal) {
      const list = await listModels(address, { path: wire.modelsPath, clock, judging: judging() }, signal);
      if (list.ok) return list.models;
      throw refusal(name, list.failure, 1);
    },
  };
}

/** Exponential, with the upper half random so that many sessions do not come back together; at least what was asked for. */
function waitMs(failure: ProviderFailure, attempt: number, random: number): number {
  const backoffMs = FIRST_DELAY_MS * 2 ** (attempt - 2) * (0.5 + random / 2);
  return Math.max(backoffMs, failure.retryAfterMs ?? 0);
}

/** Without the AI SDK's error as its cause: that holds the raw answer, and a cause is logged. */
function refusal(who: string, failure: ProviderFailure, attempts: number): ProtocolError {
  if (!FAILURES[failure.kind].fallsBack) return new ProtocolError('INVALID_REQUEST', `${who} ${failure.reason}`);
  const tries = attempts > 1 ? `, after ${attempts} attempts` : '';
  const wait = failure.retryAfterMs === undefined ? {} : { retryAfterMs: failure.retryAfterMs };
  return new ProtocolError('MODEL_UNAVAILABLE', `${who} ${failure.reason}${tries}`, wait);
}
