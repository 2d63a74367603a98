import { setRuntimeMode } from '../../domain/session/session-service.ts';
import { done, type Operations } from '../operations.ts';

export const runtime = ({ rpc, deps, subscriptions }: Operations) => ({
  setMode: rpc.mutation('runtime.setMode', {
    effect: (tx, caller, { params }) => done(setRuntimeMode(tx, deps, caller, params)),
  }),
  mode_changed: subscriptions.ofEvent('runtime.mode_changed'),
});
