import type { ModelFacts, ModelPrice, ModelRequest, Models, ProviderReport } from '../domain/run/model-port.ts';
import { isProtocolError, ProtocolError } from '../protocol/errors.ts';
import { createAnthropic } from './anthropic.ts';
import { createDemo } from './demo.ts';
import { createDiscovery, type LocalServer, type Sighting } from './discovery.ts';
import { FREE, factsOf, isKnownModel } from './facts.ts';
import { createOpenAi } from './openai.ts';
import { createOpenAiCompatible } from './openai-compatible.ts';
import type { ModelProvider, ProviderPorts } from './provider.ts';
import { countRequestTokens } from './tokens.ts';

/** An absent address is the provider's own. */
export type ProviderSettings = { baseUrl?: string; apiKey?: string };

export type ModelsOptions = ProviderPorts & {
  /** What is configured. The demo is always there. */
  providers: {
    /** `anthropic/<model>`. */
    anthropic?: ProviderSettings | undefined;
    /** `openai/<model>`: OpenAI itself, or any server that speaks Chat Completions at another address. */
    openai?: ProviderSettings | undefined;
  };
  /** Servers to look for on this machine. */
  localServers?: readonly LocalServer[];
  /** `provider/model`, when somebody chose one. */
  model?: string | undefined;
};

const DEMO_MODEL = 'demo/scripted';
/** Asked first when there is a key for it, in this order. docs/config.md says the same. */
const DEFAULTS = [
  { provider: 'anthropic', model: 'anthropic/claude-sonnet-5-5' },
  { provider: 'openai', model: 'openai/gpt-5-mini' },
] as const;

/** How long a provider's own list is taken for true, and how long it may take to say it. */
const LIST_FRESH_MS = 60_000;
const LIST_TIMEOUT_MS = 3_000;

/** Servers of this machine: `look` asks them, `found` says what was seen. */
export type LocalLook = { look(): Promise<void>; found(): readonly Sighting[] };

type Configured = { provider: ModelProvider; kind: ProviderReport['kind'] };
type Reported = Pick<ProviderReport, 'status' | 'reason' | 'models'>;

/**
 * The models of this gateway, chosen by what stands before the first slash of a model's name. Servers on this machine are there
 * once `look` has found them, and stay: one that was stopped refuses like any other that cannot be reached.
 */
export function createModels(options: ModelsOptions): Models & LocalLook {
  const { providers, localServers = [], model: chosen, ...ports } = options;
  const discovery = createDiscovery(localServers, ports.clock);
  const configured = new Map<string, Configured>();
  if (providers.anthropic) {
    configured.set('anthropic', { kind: 'anthropic', provider: createAnthropic({ ...ports, ...providers.anthropic }) });
  }
  if (providers.openai) configured.set('openai', openAi(providers.openai, ports));
  configured.set('demo', { kind: 'demo', provider: createDemo(ports) });
  const local = new Map<string, ModelProvider>();
  const lists = new Map<string, { at: number; report: Promise<Reported> }>();

  const findProvider = (name: string): ModelProvider | undefined => {
    const known = configured.get(name)?.provider ?? local.get(name);
    if (known) return known;
    const server = discovery.found().find((each) => each.name === name);
    if (!server) return undefined;
    const made = createOpenAiCompatible({ ...ports, name, baseUrl: server.baseUrl });
    local.set(name, made);
    return made;
  };
  const find = (model: string) => {
    const slash = model.indexOf('/');
    return { provider: findProvider(model.slice(0, Math.max(slash, 0))), modelId: model.slice(slash + 1) };
  };

  const refusal = (model: string): ProtocolError => {
    const names = [...configured.keys(), ...discovery.found().map(({ name }) => name)].join(', ');
    return new ProtocolError('MODEL_UNAVAILABLE', `no provider is configured for ${model}: this gateway has ${names}`);
  };
  // Refuses when it is iterated, as a provider does, so that callers have one place to catch.
  const refuse = (model: string): AsyncIterable<never> => ({
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(refusal(model)) }),
  });

  /** What a provider says that it has, asked at most once a minute. */
  function listOf(name: string, { provider, kind }: Configured): Promise<Reported> {
    const now = ports.clock.now();
    const known = lists.get(name);
    if (known && now - known.at < LIST_FRESH_MS) return known.report;
    const report = reportOf(provider, kind);
    lists.set(name, { at: now, report });
    // A provider that did not answer is asked again by the next one who wants to know.
    void report.then(({ status }) => {
      if (status !== 'ready' && lists.get(name)?.report === report) lists.delete(name);
    });
    return report;

    async function reportOf(...[asked, askedKind]: [ModelProvider, ProviderReport['kind']]): Promise<Reported> {
      const timeout = new AbortController();
      const cancel = ports.clock.after(LIST_TIMEOUT_MS, () => timeout.abort());
      try {
        const ids = await asked.listModels(timeout.signal);
        const offered = askedKind === 'openai' ? ids.filter((id) => isKnownModel('openai', id)) : ids;
        return { status: 'ready', models: described(name, asked, offered) };
      } catch (error) {
        if (!timeout.signal.aborted && !isProtocolError(error)) throw error;
        const reason = timeout.signal.aborted
          ? `${name} did not say within ${LIST_TIMEOUT_MS / 1000} s which models it has`
          : (error as ProtocolError).message;
        return { status: 'unreachable', reason, models: [] };
      } finally {
        cancel();
      }
    }
  }

  return {
    get defaultModel() {
      if (chosen !== undefined) return chosen;
      const keyed = DEFAULTS.find(({ provider }) => providers[provider]?.apiKey !== undefined);
      const [server] = discovery.found().filter(({ models }) => models.length > 0);
      return keyed?.model ?? (server ? `${server.name}/${server.models[0]}` : DEMO_MODEL);
    },
    look: discovery.look,
    found: discovery.found,
    describe(model) {
      const { provider, modelId } = find(model);
      return provider?.describe(modelId);
    },
    countTokens: ({ messages, tools }) => countRequestTokens(messages, tools),
    stream(request: ModelRequest, signal) {
      const { provider, modelId } = find(request.model);
      return provider ? provider.stream(modelId, request, signal) : refuse(request.model);
    },
    async test(model, signal) {
      const { provider, modelId } = find(model);
      if (!provider) throw refusal(model);
      return provider.test(modelId, signal);
    },
    async list() {
      const looked = discovery.look();
      const hosted = DEFAULTS.map(async ({ provider: name }): Promise<ProviderReport> => {
        const entry = configured.get(name);
        if (entry) return { name, kind: entry.kind, ...(await listOf(name, entry)) };
        const reason = `${name.toUpperCase()}_API_KEY is not set`;
        return { name, kind: name, status: 'no_key', reason, models: [] };
      });
      await looked;
      const found = discovery.servers.map(({ name, baseUrl }): ProviderReport => {
        const server = discovery.found().find((each) => each.name === name);
        const provider = findProvider(name);
        const kind = 'openai-compatible';
        if (server?.answers && provider) {
          return { name, kind, status: 'ready', models: described(name, provider, server.models) };
        }
        const reason = `no model server answers at ${new URL(baseUrl).host}`;
        return { name, kind, status: 'unreachable', reason, models: [] };
      });
      const facts = factsOf('demo', 'scripted');
      const demo: ProviderReport = {
        name: 'demo',
        kind: 'demo',
        status: 'ready',
        models: [{ model: DEMO_MODEL, facts: configured.get('demo')?.provider.describe('scripted') ?? facts }],
      };
      return [...(await Promise.all(hosted)), ...found, demo];
    },
  };
}

function described(name: string, provider: ModelProvider, ids: readonly string[]): ProviderReport['models'] {
  return ids.flatMap((id) => {
    const facts = provider.describe(id);
    return facts ? [{ model: `${name}/${id}`, facts }] : [];
  });
}

const OPENAI_HOST = 'api.openai.com';
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

function openAi(settings: ProviderSettings, ports: ProviderPorts): Configured {
  const { baseUrl } = settings;
  if (baseUrl === undefined || new URL(baseUrl).hostname === OPENAI_HOST) {
    return { kind: 'openai', provider: createOpenAi({ ...ports, ...settings }) };
  }
  // A server on this machine may still pass a known model on to whoever sends the bill; an unknown one is its own.
  const unknownPrice: ModelPrice | undefined = LOOPBACK.test(new URL(baseUrl).hostname) ? FREE : undefined;
  const facts = (modelId: string): ModelFacts => {
    const known = factsOf('openai', modelId);
    return { ...known, price: known.price ?? unknownPrice };
  };
  return { kind: 'openai-compatible', provider: createOpenAiCompatible({ ...ports, ...settings, baseUrl, facts }) };
}
