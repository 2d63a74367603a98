/**
 * What each kind of failure of a provider leads to. `attempts`: how often the same model is asked in all before it is given
 * up; a timeout costs the whole of its time, so it gets fewer. `fallsBack`: whether the next model of the chain may answer
 * instead: yes when the fault lies with this provider, no when the request itself would fare no better elsewhere, or when a
 * provider refused it for what it says (architecture.md §6). provider-failure.ts tells the kinds apart.
 */
export type FailureKind =
  /** No text, reasoning or tool call within `timeoutMs`. */
  | 'timeout'
  /** No sign of life within `silenceMs` after that. */
  | 'silence'
  /** No connection, no name, no certificate. */
  | 'unreachable'
  | 'rate_limited'
  /** An error on the provider's side: 5xx, overloaded. */
  | 'server'
  /** The answer broke off. */
  | 'broken'
  /** The answer is not a stream of the wire format: a web page, plain JSON, other JSON. */
  | 'wrong_form'
  /** The key is not accepted, may not use this model, or has no credit left. */
  | 'auth'
  /** The provider does not know this model, or nothing is at the address. */
  | 'not_found'
  /** The request is wrong, or too long for the model. */
  | 'bad_request'
  /** The provider's rules about content forbid it. */
  | 'refused';

export const FAILURES: Readonly<Record<FailureKind, { attempts: number; fallsBack: boolean }>> = {
  timeout: { attempts: 2, fallsBack: true },
  silence: { attempts: 2, fallsBack: true },
  unreachable: { attempts: 3, fallsBack: true },
  rate_limited: { attempts: 3, fallsBack: true },
  server: { attempts: 3, fallsBack: true },
  broken: { attempts: 3, fallsBack: true },
  wrong_form: { attempts: 3, fallsBack: true },
  auth: { attempts: 1, fallsBack: true },
  not_found: { attempts: 1, fallsBack: true },
  bad_request: { attempts: 1, fallsBack: false },
  refused: { attempts: 1, fallsBack: false },
};

/**
 * Names that OpenAI (`code`, then `type`; platform.openai.com/docs/guides/error-codes and the Responses API's error events)
 * and Anthropic (`type`; docs.anthropic.com/en/api/errors) give to failures. They count before the HTTP status when they are
 * codes, after it when they are types: OpenAI says `invalid_request_error` with 401 and 404 too.
 */
export const FAILURE_CODES: ReadonlyMap<string, FailureKind> = new Map([
  ['rate_limit_exceeded', 'rate_limited'],
  ['insufficient_quota', 'auth'],
  ['billing_hard_limit_reached', 'auth'],
  ['invalid_api_key', 'auth'],
  ['model_not_found', 'not_found'],
  ['context_length_exceeded', 'bad_request'],
  ['string_above_max_length', 'bad_request'],
  ['content_policy_violation', 'refused'],
  ['image_content_policy_violation', 'refused'],
  ['content_filter', 'refused'],
  ['invalid_prompt', 'refused'],
  ['server_error', 'server'],
]);

export const FAILURE_TYPES: ReadonlyMap<string, FailureKind> = new Map([
  ['overloaded_error', 'server'],
  ['api_error', 'server'],
  ['server_error', 'server'],
  ['timeout_error', 'server'],
  ['rate_limit_error', 'rate_limited'],
  ['rate_limit_exceeded', 'rate_limited'],
  ['insufficient_quota', 'auth'],
  ['authentication_error', 'auth'],
  ['permission_error', 'auth'],
  ['billing_error', 'auth'],
  ['not_found_error', 'not_found'],
  ['request_too_large', 'bad_request'],
  ['invalid_request_error', 'bad_request'],
]);

/** @param status of an HTTP answer, or what a server wrote in its place into an error of the stream */
export function kindOfStatus(status: number): FailureKind {
  if (status === 429) return 'rate_limited';
  if (status >= 500 || status === 408 || status === 409) return 'server';
  if (status === 401 || status === 402 || status === 403) return 'auth';
  if (status === 404) return 'not_found';
  if (status >= 400) return 'bad_request';
  return 'wrong_form';
}
