/**
 * CoreService: the agent as a library sees it, protocol names throughout. The sockets use the same operations with an
 * idempotency key around them (src/rpc). Source: architecture.md §2.
 */
import type { Envelope } from '../../protocol/events.ts';
import type { MethodParams } from '../../protocol/methods.ts';
import type { EventFeed } from '../feed.ts';
import type { Caller } from '../records.ts';
import { abortRun } from './abort-run.ts';
import { acceptRun, continueRun } from './accept-run.ts';
import type { RunDriver } from './driver.ts';
import type { RunDeps } from './run-deps.ts';

export type CoreService = {
  /** Accepts a run and yields its events from agent.accepted to its terminal event. Dropping the iterator stops nothing. */
  run(caller: Caller, input: Omit<MethodParams<'agent.run'>, 'idempotencyKey'>): AsyncIterable<Envelope>;
  /** Goes on after a failed or stopped run, as a new run. */
  continue(caller: Caller, input: { runId: string }): AsyncIterable<Envelope>;
  /** Stops a run; resolves when nothing of it is at work any more. */
  abort(caller: Caller, runId: string): Promise<void>;
};

export function createCoreService(
  deps: RunDeps,
  { feed, driver }: { feed: EventFeed; driver: RunDriver },
): CoreService {
  async function* eventsOf(
    caller: Caller,
    { runId, sessionId, after }: { runId: string; sessionId: string; after: number },
  ): AsyncIterable<Envelope> {
    const stop = new AbortController();
    try {
      for await (const envelope of feed.follow(caller.scope, { sessionId, after }, stop.signal)) {
        if (envelope.runId !== runId) continue;
        yield envelope;
        if (envelope.event === 'agent.completed' || envelope.event === 'agent.failed') return;
      }
    } finally {
      stop.abort();
    }
  }

  return {
    run: async function* (caller, input) {
      const after = await deps.uow.read.journal.head(caller.scope.tenantId);
      const { runId, sessionId } = await deps.uow.transaction((tx) =>
        acceptRun(tx, deps, caller, { ...input, idempotencyKey: '-' }),
      );
      yield* eventsOf(caller, { runId, sessionId, after });
    },
    continue: async function* (caller, { runId: failedRunId }) {
      const after = await deps.uow.read.journal.head(caller.scope.tenantId);
      const { runId } = await deps.uow.transaction((tx) =>
        continueRun(tx, deps, caller, { runId: failedRunId, idempotencyKey: '-' }),
      );
      const run = await deps.uow.read.runs.get(caller.scope, runId);
      if (run) yield* eventsOf(caller, { runId, sessionId: run.sessionId, after });
    },
    abort: async (caller, runId) => {
      await deps.uow.transaction((tx) =>
        abortRun(tx, { ...deps, stop: driver.stop }, caller, { runId, idempotencyKey: '-' }),
      );
      await driver.idle(runId);
    },
  };
}
