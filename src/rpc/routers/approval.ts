import { lookAgain, resolveApproval } from '../../domain/approval/resolve-approval.ts';
import type { Operations } from '../operations.ts';

export const approval = ({ rpc, deps, queries, subscriptions }: Operations) => ({
  queue: rpc.query('approval.queue', ({ scope }, params) => queries['approval.queue'](scope, params)),
  get: rpc.query('approval.get', ({ scope }, params) => queries['approval.get'](scope, params)),
  resolve: rpc.mutation('approval.resolve', {
    before: ({ scope }, params) => lookAgain(deps, scope, params),
    effect: (tx, caller, call) => resolveApproval(tx, deps, caller, call),
  }),
  required: subscriptions.ofEvent('approval.required'),
  resolved: subscriptions.ofEvent('approval.resolved'),
});
