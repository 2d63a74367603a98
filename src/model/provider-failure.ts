/** What a failed attempt means: its kind, and what may be told. Pure: it decides from the error and what was seen alone. */
import { AISDKError, APICallError } from '@ai-sdk/provider';
import { FAILURE_CODES, FAILURE_TYPES, type FailureKind, kindOfStatus } from './failure-table.ts';
import { redactSentence } from './redact-sentence.ts';

export type ProviderFailure = {
  kind: FailureKind;
  /** The public half of a sentence after the model's name: no key, address or raw body in it. */
  reason: string;
  retryAfterMs?: number;
};

export type FailureFacts = {
  /** Cut out of whatever the provider said. */
  secrets: readonly string[];
  /** For a Retry-After that names a date. */
  nowMs: number;
  /** What an answer should have been: `a Chat Completions stream`. */
  form: string;
  /** Which of the two timers ran out. */
  expired?: { kind: 'timeout' | 'silence'; afterMs: number };
  /** Content type of the answer. */
  contentType?: string;
  /** How the answer began, when that was not the beginning of a stream. */
  opening?: string;
};

export function judgeFailure(error: unknown, facts: FailureFacts): ProviderFailure {
  if (facts.expired) return judgeExpiry(facts.expired);
  if (APICallError.isInstance(error)) {
    if (error.statusCode === undefined) return judgeConnection(error);
    // Below 400 the AI SDK means that it could not read the body; a redirect is no answer to a question.
    if (error.statusCode >= 300) {
      const { statusCode: status, responseBody: body, responseHeaders: headers } = error;
      return judgeAnswer({ status, ...(body === undefined ? {} : { body }), headers: headers ?? {} }, facts);
    }
  }
  const frame = errorFrame(error) ?? errorFrame(parse(facts.opening ?? ''));
  if (frame !== undefined) return judgeFrame(frame, facts);
  return judgeForm(error, facts);
}

/** An HTTP answer that is not 2xx. */
export function judgeAnswer(
  answer: { status: number; body?: string; headers: Record<string, string> },
  facts: Pick<FailureFacts, 'secrets' | 'nowMs'>,
): ProviderFailure {
  const said = readError(parse(answer.body ?? ''));
  const http = ` (HTTP ${answer.status})`;
  if (answer.status < 400) return { kind: 'wrong_form', reason: `sends elsewhere${http}: check its address` };
  // A code says more than the status does; the type only says more than nothing.
  const kind = kindOfMessage(said) ?? FAILURE_CODES.get(said.code) ?? kindOfStatus(answer.status);
  const wait = retryAfterMs(answer.headers, facts.nowMs);
  return {
    kind,
    reason: describe(kind, { http, said, secrets: facts.secrets, status: answer.status }),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  };
}

function judgeExpiry({ kind, afterMs }: NonNullable<FailureFacts['expired']>): ProviderFailure {
  const seconds = `${afterMs / 1000} s`;
  if (kind === 'timeout') return { kind, reason: `did not begin to answer within ${seconds}` };
  return { kind, reason: `was silent for ${seconds}` };
}

/** No answer at all. fetch gives up by itself after five minutes without headers or bytes (undici's defaults): that is a timeout too. */
export function judgeConnection(error: unknown): ProviderFailure {
  const code = causeCode(error);
  if (code === 'UND_ERR_HEADERS_TIMEOUT') return { kind: 'timeout', reason: 'did not begin to answer in time' };
  if (code === 'UND_ERR_BODY_TIMEOUT') return { kind: 'silence', reason: 'was silent for too long' };
  return { kind: 'unreachable', reason: `could not be reached${code === undefined ? '' : ` (${code})`}` };
}

/** An error in the stream of an answer that had begun well, or in its place. */
function judgeFrame(frame: unknown, facts: FailureFacts): ProviderFailure {
  const said = readError(frame);
  const kind =
    kindOfMessage(said) ??
    FAILURE_CODES.get(said.code) ??
    (said.status === undefined ? undefined : kindOfStatus(said.status)) ??
    FAILURE_TYPES.get(said.type);
  if (kind === undefined) {
    return { kind: 'server', reason: `reported an error in its answer${sentence(said.message, facts.secrets)}` };
  }
  const http = said.status === undefined ? '' : ` (HTTP ${said.status})`;
  return { kind, reason: describe(kind, { http, said, secrets: facts.secrets, status: said.status }) };
}

function judgeForm(error: unknown, facts: FailureFacts): ProviderFailure {
  const opening = facts.opening ?? '';
  const broken: ProviderFailure = { kind: 'broken', reason: 'broke off its answer' };
  if (opening.startsWith('<') || (opening === '' && facts.contentType?.includes('html'))) {
    return { kind: 'wrong_form', reason: 'answered with a web page: check its address' };
  }
  if (opening !== '') return { kind: 'wrong_form', reason: 'answered with plain JSON, not with a stream' };
  // This one says that a stream ended too early.
  if (AISDKError.isInstance(error) && error.name !== 'AI_InvalidResponseDataError' && !APICallError.isInstance(error)) {
    return { kind: 'wrong_form', reason: `answered in a form that is not ${facts.form}` };
  }
  return causeCode(error) === 'UND_ERR_BODY_TIMEOUT' ? { kind: 'silence', reason: 'was silent for too long' } : broken;
}

type Said = { code: string; type: string; status: number | undefined; message: string };

function describe(
  kind: FailureKind,
  { http, said, secrets, status }: { http: string; said: Said; secrets: readonly string[]; status: number | undefined },
): string {
  const words = sentence(said.message, secrets);
  switch (kind) {
    case 'rate_limited':
      return `is refusing more requests for now${http}${words}`;
    case 'auth':
      // The provider's words are left out: they quote the key.
      if (status === 402 || NO_CREDIT.has(said.code) || NO_CREDIT.has(said.type) || LOW_BALANCE.test(said.message)) {
        return `has no credit left on this account${http}`;
      }
      return status === 403 || said.type === 'permission_error'
        ? `may not be used with this key${http}`
        : `did not accept the key${http}`;
    case 'not_found':
      return `is not known at the configured address${http}${words}`;
    case 'bad_request':
      return `refused the request${http}${words}`;
    case 'refused':
      return `refused the request for its content${http}${words}`;
    default:
      return `had an error on its side${http}${words}`;
  }
}

const NO_CREDIT = new Set(['insufficient_quota', 'billing_hard_limit_reached', 'billing_error']);
/** Anthropic's 400 when prepaid credit has run out: its type is that of any bad request. */
const LOW_BALANCE = /\bcredit balance is too low\b/i;

function kindOfMessage(said: Said): FailureKind | undefined {
  return LOW_BALANCE.test(said.message) ? 'auth' : undefined;
}

/**
 * The JSON of an error event out of what the AI SDK makes of it: the event itself, `data` of an error that it knows, the
 * body of one that came first in the stream, or `value` of one that did not fit its form.
 */
function errorFrame(error: unknown): unknown {
  if (typeof error === 'string') return error === '' ? undefined : { message: error };
  if (!isRecord(error)) return undefined;
  if (error instanceof Error) return isRecord(error['value']) ? errorFrame(error['value']) : undefined;
  if (isRecord(error['data'])) return error['data'];
  const { response, message, code } = error;
  const speaks = 'error' in error || typeof message === 'string' || httpStatus(code) !== undefined;
  return speaks || (isRecord(response) && isRecord(response['error'])) ? error : undefined;
}

/** `{error:{…}}`, `{error:"…"}`, `{response:{error:{…}}}`, `{message}`, `{detail}`: what servers call an error. */
function readError(json: unknown): Said {
  const outer = isRecord(json) ? json : {};
  const response = isRecord(outer['response']) ? outer['response'] : {};
  const nested = response['error'] ?? outer['error'] ?? outer;
  const error = isRecord(nested) ? nested : { message: nested };
  const message = [error['message'], outer['message'], outer['detail']].find((text) => typeof text === 'string');
  const [code, type] = [error['code'], error['type']];
  return {
    code: typeof code === 'string' ? code : '',
    type: typeof type === 'string' ? type : '',
    status: httpStatus(code) ?? httpStatus(error['status']),
    message: typeof message === 'string' ? message : '',
  };
}

/** vLLM, llama.cpp and OpenRouter put the HTTP status into `code`. */
function httpStatus(value: unknown): number | undefined {
  const status = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN;
  return Number.isInteger(status) && status >= 400 && status <= 599 ? status : undefined;
}

function sentence(message: string, secrets: readonly string[]): string {
  const clean = redactSentence(message, secrets);
  return clean === '' ? '' : `: ${clean}`;
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

/** `ECONNREFUSED`: the code alone, because the message names addresses. */
function causeCode(error: unknown): string | undefined {
  for (let cause = error; isRecord(cause); cause = cause['cause']) {
    if (cause !== error && typeof cause['code'] === 'string') return cause['code'];
  }
  return undefined;
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
