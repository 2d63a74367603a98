import type { Policy } from '../../../protocol/entities.ts';
import type { MethodResult } from '../../../protocol/methods.ts';

export type ModelReport = MethodResult<'models.list'>['providers'][number]['models'][number];

/** What the policy has a model for. `place` counts the fallbacks from 1. */
export type ModelRole =
  | { role: 'primary' }
  | { role: 'fallback'; place: number }
  | { role: 'allowed' }
  | { role: 'forbidden' };

/** `sessionModel` is who answers in a session that names no model: what `auto` of the policy comes to. */
export function roleOf(
  { model, allowed }: Pick<ModelReport, 'model' | 'allowed'>,
  { sessionModel, policy }: { sessionModel: string; policy: Pick<Policy, 'modelPolicy'> | undefined },
): ModelRole {
  if (!allowed) return { role: 'forbidden' };
  if (model === sessionModel) return { role: 'primary' };
  const place = policy?.modelPolicy.fallbacks.indexOf(model) ?? -1;
  return place < 0 ? { role: 'allowed' } : { role: 'fallback', place: place + 1 };
}
