import type { PolicyDocument } from '../../protocol/entities.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type { PolicyRecord } from '../records.ts';
import type { Models } from '../run/model-port.ts';
import { AUTO_MODEL } from './policy-service.ts';

/** An empty list allows every model. */
export function allowsModel({ allowed }: Pick<PolicyDocument['modelPolicy'], 'allowed'>, model: string): boolean {
  return allowed.length === 0 || allowed.includes(model);
}

/** The model of a session that names none: the policy's, else the gateway's own. */
export function firstModel(
  { primary }: Pick<PolicyDocument['modelPolicy'], 'primary'>,
  { defaultModel }: Pick<Models, 'defaultModel'>,
): string {
  return primary === AUTO_MODEL ? defaultModel : primary;
}

/** @throws ProtocolError POLICY_DENIED when the policy's list does not hold the model */
export function requireAllowed(policy: PolicyRecord, model: string): void {
  if (!allowsModel(policy.document.modelPolicy, model)) {
    throw new ProtocolError('POLICY_DENIED', `The policy does not allow the model ${model}: choose one it allows.`);
  }
}

/**
 * The model that is asked first: the one asked for, else the policy's. That it is not served is no reason to refuse as long as
 * one of the policy's fallbacks is. The window is that of the first one that is.
 * @throws ProtocolError POLICY_DENIED when the policy's list does not hold it
 * @throws ProtocolError MODEL_UNAVAILABLE when no configured provider serves it or a fallback
 */
export function chooseModel(
  policy: PolicyRecord,
  models: Pick<Models, 'defaultModel' | 'describe'>,
  wanted: string | null | undefined,
): { model: string; contextWindow: number } {
  const { modelPolicy } = policy.document;
  const { fallbacks } = modelPolicy;
  const model = wanted ?? firstModel(modelPolicy, models);
  requireAllowed(policy, model);
  for (const candidate of [model, ...fallbacks.filter((each) => allowsModel(modelPolicy, each))]) {
    const facts = models.describe(candidate);
    if (facts) return { model, contextWindow: facts.contextWindow };
  }
  throw new ProtocolError(
    'MODEL_UNAVAILABLE',
    `No configured provider serves ${model}: configure it, or choose another model.`,
  );
}
