import type { Models } from '../domain/run/model-port.ts';
import type { Finding } from '../protocol/entities.ts';
import { findingOf } from '../protocol/findings.ts';

/** Servers of this machine, as they were last seen. */
export type LocalServers = {
  look(): Promise<void>;
  found(): readonly { name: string; answers: boolean }[];
};

/** Which keys are set (never which), which servers of this machine answer, and which model would answer. */
export async function checkModels(
  keys: readonly string[],
  servers: LocalServers,
  models: Pick<Models, 'defaultModel' | 'describe'>,
): Promise<Finding[]> {
  await servers.look();
  const found = servers.found().flatMap(({ name, answers }) => (answers ? [name] : []));
  return [
    keys.length === 0
      ? findingOf('models.keys', 'none')
      : findingOf('models.keys', 'some', { providers: keys.join(', ') }),
    found.length === 0
      ? findingOf('models.local', 'none')
      : findingOf('models.local', 'some', { servers: found.join(', ') }),
    answering(models),
  ];
}

/** The providers that a key is set for. */
export function keysOf(config: Record<'anthropic' | 'openai', { apiKey?: string } | undefined>): string[] {
  return (['anthropic', 'openai'] as const).filter((name) => config[name]?.apiKey !== undefined);
}

function answering({ defaultModel: model, describe }: Pick<Models, 'defaultModel' | 'describe'>): Finding {
  if (describe(model) === undefined) return findingOf('models.default', 'unknown', { model });
  return findingOf('models.default', model.startsWith('demo/') ? 'demo' : 'answers', { model });
}
