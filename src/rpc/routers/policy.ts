import { evaluateCall } from '../../domain/policy/evaluate-call.ts';
import { policyHistory } from '../../domain/policy/policy-history.ts';
import { updatePolicy } from '../../domain/policy/policy-service.ts';
import { done, type Operations } from '../operations.ts';

export const policy = ({ rpc, deps, queries }: Operations) => ({
  get: rpc.query('policy.get', ({ scope }, params) => queries['policy.get'](scope, params)),
  update: rpc.mutation('policy.update', {
    effect: (tx, caller, { params }) => done(updatePolicy(tx, deps, caller, params)),
  }),
  history: rpc.query('policy.history', ({ scope }, params) => policyHistory(deps.uow.read, scope, params)),
  evaluate: rpc.query('policy.evaluate', ({ scope }, params) => evaluateCall(deps, scope, params)),
});
