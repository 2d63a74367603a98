/** The one place that touches the AI SDK: its provider layer posts the request and reads the stream, nothing more. */
import type { LanguageModelV4, LanguageModelV4StreamResult } from '@ai-sdk/provider';

/** Sends `body`, the JSON text of the request. `signal` must be this call's own: it ends the HTTP request. */
export type OpenStream = (body: string, signal: AbortSignal) => Promise<LanguageModelV4StreamResult>;

export function createChatStream(options: { baseUrl: string; headers: Record<string, string> }): OpenStream {
  // The SDK would make the body from its own kind of messages, at several times the cost for a long history: it is given an
  // empty prompt, and its fetch finds our body by the signal, the one value of a call that it hands through as it is.
  const bodies = new WeakMap<AbortSignal, string>();
  let model: Promise<LanguageModelV4> | undefined;

  const load = async () => {
    // 130 ms to load: not before the first request. One model serves all, because each one compiles its schemas anew.
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
    const provider = createOpenAICompatible({
      name: 'openai',
      baseURL: options.baseUrl,
      headers: options.headers,
      fetch: (url, init) => fetch(url, { ...init, body: init?.signal ? bodies.get(init.signal) : null }),
    });
    return provider.chatModel('named-in-the-body');
  };

  return async (body, signal) => {
    bodies.set(signal, body);
    model ??= load();
    return (await model).doStream({ prompt: [], abortSignal: signal });
  };
}
