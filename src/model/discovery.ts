/**
 * Finds model servers on this machine by asking their usual ports for a list of models. Only an answer in the form of OpenAI's
 * list counts, because anything may listen on 8080; no key is ever sent there.
 */
import type { Clock } from '../domain/ports.ts';

export type LocalServer = {
  /** What stands before the slash of its models. */
  name: string;
  /** Up to and without `/models`. */
  baseUrl: string;
};

/** In the order in which they may become the default. */
export const LOCAL_SERVERS: readonly LocalServer[] = [
  { name: 'ollama', baseUrl: 'http://127.0.0.1:11434/v1' },
  { name: 'llamacpp', baseUrl: 'http://127.0.0.1:8080/v1' },
  { name: 'vllm', baseUrl: 'http://127.0.0.1:8000/v1' },
  { name: 'lmstudio', baseUrl: 'http://127.0.0.1:1234/v1' },
];

/** A server on this machine answers at once, or it is busy with something else. */
const TIMEOUT_MS = 300;
/** Whoever asks again sooner gets what was seen. */
const FRESH_MS = 5_000;
const MAX_BYTES = 1_048_576;
const MAX_MODELS = 200;
const MAX_NAME_CHARS = 150;
/** Models for other uses, by the names that local servers give them. */
const NOT_CHAT = /embed|rerank|whisper|\btts\b/i;

export type Sighting = LocalServer & {
  /** Whether it answered when it was last asked. */
  answers: boolean;
  /** Its models, as it last told them. */
  models: readonly string[];
};

export type Discovery = {
  /** Asks all servers, unless that was just done. Resolves when it is known which answer; never rejects. */
  look(): Promise<void>;
  /** Servers that answered at least once, in order. */
  found(): readonly Sighting[];
  /** All that are looked for. */
  servers: readonly LocalServer[];
};

export function createDiscovery(servers: readonly LocalServer[], clock: Clock): Discovery {
  const seen = new Map<string, Sighting>();
  let looking: { at: number; done: Promise<void> } | undefined;

  async function lookAt(server: LocalServer): Promise<void> {
    const models = await askForModels(server.baseUrl, clock);
    const before = seen.get(server.name);
    if (models) seen.set(server.name, { ...server, answers: true, models });
    else if (before) seen.set(server.name, { ...before, answers: false });
  }

  return {
    servers,
    look: () => {
      const now = clock.now();
      if (!looking || now - looking.at >= FRESH_MS) {
        looking = { at: now, done: Promise.all(servers.map(lookAt)).then(() => undefined) };
      }
      return looking.done;
    },
    found: () => servers.flatMap(({ name }) => seen.get(name) ?? []),
  };
}

/** Ids of the models that a server lists, or undefined when there is no server, or none of models. */
async function askForModels(baseUrl: string, clock: Pick<Clock, 'after'>): Promise<string[] | undefined> {
  const timeout = new AbortController();
  const cancel = clock.after(TIMEOUT_MS, () => timeout.abort());
  try {
    const response = await fetch(`${baseUrl}/models`, { redirect: 'error', signal: timeout.signal });
    if (!response.ok || !response.body) return undefined;
    return readList(await readText(response.body));
  } catch {
    return undefined;
  } finally {
    cancel();
    // What was not read of a long answer.
    timeout.abort();
  }
}

async function readText(body: ReadableStream<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new Error('longer than any list of models');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** `{"object":"list","data":[{"id":"…"}]}`; Ollama without any model says `"data":null`. */
function readList(text: string): string[] | undefined {
  const list: unknown = JSON.parse(text);
  if (typeof list !== 'object' || list === null || !('object' in list) || list.object !== 'list') return undefined;
  const data: unknown = 'data' in list ? (list.data ?? []) : undefined;
  if (!Array.isArray(data)) return undefined;
  const ids = data.map((model: unknown) =>
    typeof model === 'object' && model !== null && 'id' in model && typeof model.id === 'string' ? model.id : '',
  );
  if (ids.includes('')) return undefined;
  return ids.filter((id) => /^\S+$/.test(id) && id.length <= MAX_NAME_CHARS && !NOT_CHAT.test(id)).slice(0, MAX_MODELS);
}
