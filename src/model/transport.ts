/**
 * How a request reaches a provider: the AI SDK's provider layer posts it and reads the stream, nothing more. What is sent is
 * our own text, and what comes back is seen here before the SDK sees it.
 */
import type { LanguageModelV4, LanguageModelV4StreamResult } from '@ai-sdk/provider';
import type { Address } from './address.ts';

/** What is seen of an answer below the AI SDK, which drops keep-alive comments and takes any body for a stream. */
export type Sighting = {
  /** Called for every piece of the body, whatever is in it. */
  alive(): void;
  contentType: string;
  /** How the body begins, when it is a web page or plain JSON; else empty. */
  opening: string;
};

/** Sends `body`, the JSON text of the request. `signal` must be this call's own: it ends the HTTP request. */
export type OpenStream = (
  body: string,
  call: { signal: AbortSignal; sighting: Sighting },
) => Promise<LanguageModelV4StreamResult>;

/** Makes the SDK's model; its own model id, prompt and key are never sent. */
export type LoadModel = (settings: {
  baseURL: string;
  apiKey: string;
  fetch: typeof fetch;
}) => Promise<LanguageModelV4>;

const MAX_OPENING_CHARS = 4_096;

export function createTransport(address: Address, load: LoadModel): OpenStream {
  // The SDK would make the body from its own kind of messages, at several times the cost for a long history: it is given an
  // empty prompt, and its fetch finds our body by the signal, the one value of a call that it hands through as it is.
  const calls = new WeakMap<AbortSignal, { body: string; sighting: Sighting }>();
  const send: typeof fetch = async (url, init) => {
    const call = init?.signal ? calls.get(init.signal) : undefined;
    if (!init?.signal || !call) throw new Error('the AI SDK sent a request that nobody asked for');
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...address.headers },
      body: call.body,
      signal: init.signal,
      // A key goes to the configured address and nowhere else: fetch would carry `x-api-key` along.
      redirect: 'manual',
    });
    call.sighting.contentType = response.headers.get('content-type') ?? '';
    return response.ok && response.body ? watch(response, response.body, call.sighting) : response;
  };

  // 130 ms to load: not before the first request. One model serves all, because each one compiles its schemas anew.
  let model: Promise<LanguageModelV4> | undefined;
  return async (body, { signal, sighting }) => {
    calls.set(signal, { body, sighting });
    model ??= load({ baseURL: address.baseUrl, apiKey: 'sent-by-the-transport', fetch: send });
    return (await model).doStream({ prompt: [], abortSignal: signal });
  };
}

function watch(response: Response, body: ReadableStream<Uint8Array>, sighting: Sighting): Response {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  // Nothing that Server-Sent Events can begin with. Undecided until the first character that is not white space.
  let looks = true;
  const look = (bytes: Uint8Array) => {
    const text = (sighting.opening + decoder.decode(bytes, { stream: true })).trimStart().slice(0, MAX_OPENING_CHARS);
    const strange = text.startsWith('{') || text.startsWith('<');
    sighting.opening = strange ? text : '';
    looks = text === '' || (strange && text.length < MAX_OPENING_CHARS);
  };
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) return controller.close();
        sighting.alive();
        if (looks) look(value);
        controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  return new Response(stream, { status: response.status, headers: response.headers });
}
