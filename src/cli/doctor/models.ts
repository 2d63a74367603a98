import type { Config } from '../../config/config.ts';
import type { LocalServer } from '../../model/discovery.ts';
import { createDiscovery } from '../../model/discovery.ts';
import { createModels } from '../../model/models.ts';
import { type Finding, ok, warn } from './finding.ts';

type Ports = Pick<Parameters<typeof createModels>[0], 'clock' | 'random'>;

/** Which keys are set (never which), which servers of this machine answer, and which model would answer. */
export async function checkModels(
  config: Pick<Config, 'anthropic' | 'openai' | 'model'>,
  localServers: readonly LocalServer[],
  ports: Ports,
): Promise<Finding[]> {
  const models = createModels({
    ...ports,
    providers: { anthropic: config.anthropic, openai: config.openai },
    localServers,
    model: config.model,
  });
  const discovery = createDiscovery(localServers, ports.clock);
  await Promise.all([models.look(), discovery.look()]);
  const keys = (['anthropic', 'openai'] as const).filter((name) => config[name]?.apiKey !== undefined);
  const found = discovery.found().map(({ name, models: listed }) => `${name} (${listed.length} models)`);
  return [
    ok('models.keys', keys.length === 0 ? 'no key is set' : `a key is set for ${keys.join(' and ')}`),
    ok('models.local', found.length === 0 ? 'no model server answers on this machine' : found.join(', ')),
    answering(models.defaultModel, models.describe(models.defaultModel) !== undefined),
  ];
}

function answering(model: string, isKnown: boolean): Finding {
  if (!isKnown) {
    return warn(
      'models.default',
      `${model} is to answer, but its provider is not configured`,
      'set its key or start its server',
    );
  }
  if (!model.startsWith('demo/')) return ok('models.default', `${model} answers`);
  return warn(
    'models.default',
    `${model} answers: a script, not an AI`,
    'set ANTHROPIC_API_KEY or OPENAI_API_KEY, or start Ollama, llama.cpp, vLLM or LM Studio',
  );
}
