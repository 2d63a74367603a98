import { ProtocolError } from '../../protocol/errors.ts';
import type { PolicyRecord } from '../records.ts';
import type { Models } from '../run/model-port.ts';
import { AUTO_MODEL } from './policy-service.ts';

/**
 * The model that answers: the one asked for, else the policy's.
 * @throws ProtocolError POLICY_DENIED when the policy's list does not hold it
 * @throws ProtocolError MODEL_UNAVAILABLE when no configured provider serves it
 */
export function chooseModel(
  policy: PolicyRecord,
  models: Models,
  wanted: string | null | undefined,
): { model: string; contextWindow: number } {
  const { primary, allowed } = policy.document.modelPolicy;
  const model = wanted ?? (primary === AUTO_MODEL ? models.defaultModel : primary);
  if (allowed.length > 0 && !allowed.includes(model)) {
    throw new ProtocolError('POLICY_DENIED', `The policy does not allow the model ${model}: choose one it allows.`);
  }
  const facts = models.describe(model);
  if (!facts) {
    throw new ProtocolError(
      'MODEL_UNAVAILABLE',
      `No configured provider serves ${model}: configure it, or choose another model.`,
    );
  }
  return { model, contextWindow: facts.contextWindow };
}
