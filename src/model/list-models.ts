/** `GET /models`, which OpenAI, Anthropic and every local server answer alike: `{"data":[{"id":"…"}]}`. */
import type { Clock } from '../domain/ports.ts';
import type { Address } from './address.ts';
import { type FailureFacts, judgeAnswer, judgeConnection, type ProviderFailure } from './provider-failure.ts';

export const LIST_TIMEOUT_MS = 10_000;

export type ModelList = { ok: true; models: string[] } | { ok: false; failure: ProviderFailure };

/** @throws the signal's reason when it is aborted */
export async function listModels(
  address: Address,
  { path, clock, judging }: { path: string; clock: Pick<Clock, 'after'>; judging: FailureFacts },
  signal: AbortSignal,
): Promise<ModelList> {
  const timeout = new AbortController();
  const cancel = clock.after(LIST_TIMEOUT_MS, () => timeout.abort());
  try {
    const response = await fetch(address.baseUrl + path, {
      headers: address.headers,
      signal: AbortSignal.any([signal, timeout.signal]),
      redirect: 'manual',
    });
    const body = await response.text();
    if (!response.ok) {
      const headers = Object.fromEntries(response.headers);
      return { ok: false, failure: judgeAnswer({ status: response.status, body, headers }, judging) };
    }
    const models = readIds(body);
    if (models) return { ok: true, models };
    return {
      ok: false,
      failure: { kind: 'wrong_form', reason: 'answered with something other than a list of models' },
    };
  } catch (error) {
    signal.throwIfAborted();
    const reason = `did not answer within ${LIST_TIMEOUT_MS / 1000} s`;
    const failure = timeout.signal.aborted ? ({ kind: 'timeout', reason } as const) : judgeConnection(error);
    return { ok: false, failure };
  } finally {
    cancel();
  }
}

function readIds(body: string): string[] | undefined {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (typeof json !== 'object' || json === null || !('data' in json) || !Array.isArray(json.data)) return undefined;
  return json.data.flatMap((model: unknown) =>
    typeof model === 'object' && model !== null && 'id' in model && typeof model.id === 'string' ? [model.id] : [],
  );
}
