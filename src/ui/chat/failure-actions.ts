import type { ErrorCode, ProtocolErrorShape } from '../../protocol/errors.ts';

/** What a person can do about a run that failed and can go on. */
export type FailureAction = 'continue' | 'otherModel';
/** The first is the button of the card, the others are in its menu. */
type Actions = readonly [FailureAction, ...FailureAction[]];

const GO_ON: Actions = ['continue'];
/** To ask the same model the same once more is the lesser hope. */
const OTHER_MODEL: Actions = ['otherModel', 'continue'];

/** By the code of the error; of every other one, to go on is what there is to do. */
const ACTIONS: Partial<Record<ErrorCode, Actions>> = {
  MODEL_UNAVAILABLE: OTHER_MODEL,
  // The provider calls the request wrong, too long or against its rules: that is its answer to the same request again.
  INVALID_REQUEST: OTHER_MODEL,
  BUDGET_EXCEEDED: OTHER_MODEL,
};

export function failureActions({ code, details }: Pick<ProtocolErrorShape, 'code' | 'details'>): Actions {
  // The budget of model calls: another model has no more of them, and going on has.
  if (code === 'BUDGET_EXCEEDED' && details?.steps !== undefined) return GO_ON;
  return ACTIONS[code] ?? GO_ON;
}
