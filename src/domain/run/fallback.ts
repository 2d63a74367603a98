/**
 * The chain of models that one step may ask: the run's, then the policy's fallbacks. The loop does not know of it; it sees one
 * stream, with a `restart` where another model takes over. Source: architecture.md §6.
 */
import type { PolicyDocument } from '../../protocol/entities.ts';
import { isProtocolError, ProtocolError } from '../../protocol/errors.ts';
import { allowsModel } from '../policy/choose-model.ts';
import type { ModelPart, ModelRequest, Models } from './model-port.ts';

/** One that is skipped says why. */
export type Candidate = { model: string; skip?: string };

/**
 * Who is asked, in order. Models that failed before in this run come last: they are asked again only when no other is left.
 */
export function candidatesOf(
  chosen: string,
  modelPolicy: Pick<PolicyDocument['modelPolicy'], 'fallbacks' | 'allowed'>,
  { failed, serves }: { failed: ReadonlySet<string>; serves: (model: string) => boolean },
): Candidate[] {
  const names = [...new Set([chosen, ...modelPolicy.fallbacks])];
  const order = [...names.filter((model) => !failed.has(model)), ...names.filter((model) => failed.has(model))];
  return order.map((model) => {
    if (!allowsModel(modelPolicy, model)) return { model, skip: 'is not allowed by the policy' };
    // The chosen one is asked all the same, and its provider says what is missing.
    if (model !== chosen && !serves(model)) return { model, skip: 'is served by no configured provider' };
    return { model };
  });
}

/**
 * Whether another model may answer in the place of one that failed so: it, its server, its key or its quota is the trouble.
 * What is wrong with the request, the policy, the budget or us would be wrong with the next model too.
 */
export function fallsBack(error: unknown): error is ProtocolError {
  return isProtocolError(error) && error.code === 'MODEL_UNAVAILABLE';
}

export type FallbackHooks = {
  candidates(): Promise<readonly Candidate[]>;
  /** Makes the request to this model, or refuses: then no other model is asked. */
  request(model: string): Promise<ModelRequest>;
  /** Before another model is asked, after what the one before had streamed was voided. */
  fellBack(change: { from: string; to: string; reason: string }): Promise<void>;
  /** This model did not answer. `said` is what it had streamed. */
  failed(model: string, said: string): Promise<void>;
};

/**
 * The parts of the first model that answers.
 * @throws ProtocolError MODEL_UNAVAILABLE with `details.models`, one reason for each, when none does
 * @throws whatever else a model or a hook throws, and the signal's reason when it is aborted
 */
export async function* streamWithFallback(
  models: Pick<Models, 'stream'>,
  hooks: FallbackHooks,
  signal: AbortSignal,
): AsyncGenerator<ModelPart> {
  const reasons: { model: string; reason: string }[] = [];
  let before: { model: string; reason: string } | undefined;
  let last: ProtocolError | undefined;
  let said = '';
  for (const { model, skip } of await hooks.candidates()) {
    if (skip !== undefined) {
      reasons.push({ model, reason: skip });
      before ??= { model, reason: skip };
      continue;
    }
    const request = await hooks.request(model);
    // Stopped meanwhile: nobody is asked, so nobody takes over either.
    signal.throwIfAborted();
    if (before) {
      // Only now, with something to put in its place: if no model answers, the text that was streamed stays.
      if (said !== '') yield { type: 'restart', reason: before.reason };
      await hooks.fellBack({ from: before.model, to: model, reason: before.reason });
    }
    signal.throwIfAborted();
    said = '';
    try {
      for await (const part of models.stream(request, signal)) {
        if (part.type === 'text' || part.type === 'reasoning') said += part.delta;
        else if (part.type === 'tool_call') said += JSON.stringify(part.args);
        else if (part.type === 'restart') said = '';
        yield part;
      }
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (!fallsBack(error)) throw error;
      last = error;
      before = { model, reason: error.message };
      reasons.push(before);
      await hooks.failed(model, said);
    }
  }
  throw unavailable(reasons, last);
}

function unavailable(reasons: { model: string; reason: string }[], last: ProtocolError | undefined): ProtocolError {
  const tried = reasons.length === 1 ? last : undefined;
  const wait = last?.retryAfterMs === undefined ? {} : { retryAfterMs: last.retryAfterMs };
  return new ProtocolError(
    'MODEL_UNAVAILABLE',
    tried?.message ??
      `None of ${reasons.length} models answered: ${reasons.map(({ model, reason }) => sentence(model, reason)).join('; ')}.`,
    { details: { models: reasons }, ...wait },
  );
}

/** Reasons of providers begin with the model's name, others do not. */
function sentence(model: string, reason: string): string {
  return reason.includes(model) ? reason : `${model} ${reason}`;
}
