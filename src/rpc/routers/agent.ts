import { abortRun } from '../../domain/run/abort-run.ts';
import { acceptRun, continueRun } from '../../domain/run/accept-run.ts';
import { done, type Operations } from '../operations.ts';

export const agent = ({ rpc, deps, driver, subscriptions }: Operations) => ({
  run: rpc.mutation('agent.run', {
    effect: (tx, caller, { params }) => done(acceptRun(tx, deps, caller, params)),
  }),
  continue: rpc.mutation('agent.continue', {
    effect: (tx, caller, { params }) => done(continueRun(tx, deps, caller, params)),
  }),
  abort: rpc.mutation('agent.abort', {
    effect: (tx, caller, { params }) => done(abortRun(tx, { ...deps, stop: driver.stop }, caller, params)),
    // A store that cannot even note the abort must not keep the run going: it is stopped now, and its end waits for the store.
    failed: async ({ scope }, { runId }) => {
      if (await deps.uow.read.runs.get(scope, runId)) driver.stop({ scope, runId });
    },
    // "Stopped" means that nothing of the run is at work any more.
    after: ({ runId }) => driver.idle(runId),
  }),
  accepted: subscriptions.ofEvent('agent.accepted'),
  delta: subscriptions.ofEvent('agent.delta'),
  tool_call: subscriptions.ofEvent('agent.tool_call'),
  tool_result: subscriptions.ofEvent('agent.tool_result'),
  completed: subscriptions.ofEvent('agent.completed'),
  failed: subscriptions.ofEvent('agent.failed'),
});
