/** What a failed attempt means: whether to try again, and what may be told. Pure: it decides from the error alone. */
import { AISDKError, APICallError } from '@ai-sdk/provider';

export type ProviderFailure = {
  /** `retry`: may pass by itself. `unavailable`: will not. `invalid`: the provider refuses this request, not the caller. */
  kind: 'retry' | 'unavailable' | 'invalid';
  /** The public half of a sentence after the model's name: no key, address or raw body in it. */
  reason: string;
  retryAfterMs?: number;
};

const MAX_SENTENCE_CHARS = 200;
/** A shorter one would be cut out of the middle of words. */
const MIN_SECRET_CHARS = 4;
const RETRYABLE_STATUS = new Set([408, 409, 429]);

export type FailureFacts = {
  /** Cut out of whatever the provider said. */
  secrets: readonly string[];
  /** For a Retry-After that names a date. */
  nowMs: number;
  /** Nothing came for that long. */
  silentMs?: number;
  /** The answer calls itself HTML. */
  webPage?: boolean;
};

export function judgeFailure(error: unknown, options: FailureFacts): ProviderFailure {
  if (options.silentMs !== undefined) return { kind: 'retry', reason: `was silent for ${options.silentMs / 1000} s` };
  if (APICallError.isInstance(error)) {
    if (error.statusCode === undefined) return { kind: 'retry', reason: `could not be reached${causeCode(error)}` };
    if (error.statusCode < 400) return { kind: 'retry', reason: 'broke off its answer' };
    return judgeStatus(error.statusCode, said(error.responseBody, options.secrets), {
      retryAfterMs: retryAfterMs(error.responseHeaders ?? {}, options.nowMs),
    });
  }
  // An error inside the stream, `data: {"error": …}`: an object as OpenAI has it, or the value that did not fit that form.
  const inner = isRecord(error) && isRecord(error['value']) ? error['value']['error'] : error;
  if (typeof inner === 'string' || (isRecord(inner) && !(inner instanceof Error))) {
    const status = isRecord(inner) ? statusOf(inner) : undefined;
    const sentence = said(JSON.stringify({ error: inner }), options.secrets);
    if (status !== undefined) return judgeStatus(status, sentence, {});
    return { kind: 'retry', reason: `reported an error in its answer${sentence}` };
  }
  if (options.webPage) return { kind: 'retry', reason: 'answered with a web page: check its address' };
  if (AISDKError.isInstance(error) && error.name !== 'AI_InvalidResponseDataError') {
    return { kind: 'retry', reason: 'answered in a form that is not a Chat Completions stream' };
  }
  return { kind: 'retry', reason: 'broke off its answer' };
}

function judgeStatus(status: number, sentence: string, extra: { retryAfterMs?: number | undefined }): ProviderFailure {
  const http = `(HTTP ${status})`;
  const wait = extra.retryAfterMs === undefined ? {} : { retryAfterMs: extra.retryAfterMs };
  if (status === 429) return { kind: 'retry', reason: `is refusing more requests for now ${http}${sentence}`, ...wait };
  if (status >= 500 || RETRYABLE_STATUS.has(status)) {
    return { kind: 'retry', reason: `had an error on its side ${http}${sentence}`, ...wait };
  }
  // Of these three the provider's words are left out: they quote the key.
  if (status === 401) return { kind: 'unavailable', reason: `did not accept the key ${http}` };
  if (status === 402) return { kind: 'unavailable', reason: `has no credit left on this account ${http}` };
  if (status === 403) return { kind: 'unavailable', reason: `may not be used with this key ${http}` };
  if (status === 404)
    return { kind: 'unavailable', reason: `is not known at the configured address ${http}${sentence}` };
  if (status >= 400) return { kind: 'invalid', reason: `refused the request ${http}${sentence}` };
  return { kind: 'retry', reason: `gave an unexpected answer ${http}` };
}

/** vLLM and llama.cpp put the HTTP status into `code`; OpenAI names the type. */
function statusOf(error: Record<string, unknown>): number | undefined {
  const code = Number(error['code'] ?? error['status']);
  if (Number.isInteger(code) && code >= 400 && code <= 599) return code;
  return error['type'] === 'invalid_request_error' ? 400 : undefined;
}

/** The provider's own sentence when its body is JSON that holds one, as `: sentence`; a page of HTML says nothing. */
function said(body: string | undefined, secrets: readonly string[]): string {
  const json = parse(body ?? '');
  if (!isRecord(json)) return '';
  const { error, message, detail } = json;
  const text = [isRecord(error) ? error['message'] : error, message, detail].find((value) => typeof value === 'string');
  const sentence = typeof text === 'string' ? redactSentence(text, secrets) : '';
  return sentence === '' ? '' : `: ${sentence}`;
}

export function redactSentence(text: string, secrets: readonly string[]): string {
  let clean = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  for (const secret of secrets) if (secret.length >= MIN_SECRET_CHARS) clean = clean.replaceAll(secret, '[redacted]');
  clean = clean
    .replace(/\b(?:sk|pk|rk|key|api)[-_][\w*.-]{6,}/gi, '[redacted]')
    .replace(/\b(bearer|basic)\s+\S+/gi, '$1 [redacted]')
    .replace(/\b(https?:\/\/)[^\s/@]+@/gi, '$1')
    .replace(/\b(https?:\/\/[^\s?#]+)[?#]\S*/gi, '$1');
  return clean.length > MAX_SENTENCE_CHARS ? `${clean.slice(0, MAX_SENTENCE_CHARS - 1).toWellFormed()}…` : clean;
}

/** RFC 9110 §10.2.3: seconds or a date; OpenAI also sends `retry-after-ms`. */
function retryAfterMs(headers: Record<string, string>, nowMs: number): number | undefined {
  const exact = Number(headers['retry-after-ms'] ?? Number.NaN);
  if (exact >= 0) return Math.ceil(exact);
  const value = headers['retry-after'];
  if (value === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(value.trim())) return Math.ceil(Number(value) * 1000);
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}

/** ` (ECONNREFUSED)`: the code alone, because the message names addresses. */
function causeCode(error: Error): string {
  for (let cause: unknown = error.cause; isRecord(cause); cause = cause['cause']) {
    if (typeof cause['code'] === 'string') return ` (${cause['code']})`;
  }
  return '';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
