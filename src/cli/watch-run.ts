/** One run from its acceptance to its end, or to the approval that it waits for. */
import { CallFailure } from '../client/call-failure.ts';
import type { GatewayClient } from '../client/gateway-client.ts';
import type { SessionStore } from '../client/session-store.ts';
import type { Approval } from '../protocol/entities.ts';
import type { Envelope } from '../protocol/events.ts';
import { EXIT, NoGatewayError } from './exit-codes.ts';
import type { RunReport } from './run-report.ts';

type Options = {
  client: Pick<GatewayClient, 'mutate' | 'connection'>;
  runId: string;
  session: (onEvent: (event: Envelope) => void) => SessionStore;
  report: RunReport;
  /** Waits while an approval is open. */
  wait: boolean;
  timeoutMs: number | undefined;
  interrupted: AbortSignal;
};

/** Answers the exit code. An interrupt and a timeout stop the run, and wait for its last event. */
export function watchRun({ client, runId, session, report, wait, timeoutMs, interrupted }: Options): Promise<number> {
  return new Promise((resolve, reject) => {
    let stoppedBy: 'interrupt' | 'timeout' | undefined;
    /** Its last event has been seen: nothing after it is of this run. */
    let ended = false;
    const open = new Map<string, Approval>();

    const received = (event: Envelope): void => {
      if (ended || (runOf(event) !== undefined && runOf(event) !== runId)) return;
      report.event(event);
      if (event.event === 'approval.required') {
        open.set(event.payload.approval.approvalId, event.payload.approval);
        report.waits(event.payload.approval, wait);
      } else if (event.event === 'approval.resolved') open.delete(event.payload.approvalId);
      else if (event.event === 'agent.completed') end(EXIT.ok.code);
      else if (event.event === 'agent.failed')
        end(stoppedBy === 'interrupt' ? EXIT.interrupted.code : EXIT.failed.code);
    };
    const store = session(received);
    const leave = store.subscribe(() => {
      const { status, error, transcript } = store.get();
      report.transcript(transcript);
      if (status === 'missing' || status === 'failed') {
        finish();
        reject(new CallFailure(error?.message ?? 'the session cannot be read', error));
        return;
      }
      // Asked after what is known is drawn: an approval that was answered in the same breath waits for nobody.
      if (open.size > 0 && !wait && stoppedBy === undefined) end(EXIT.waiting.code);
    });

    const leaveConnection = client.connection.subscribe(() => {
      if (client.connection.get() !== 'signed-out') return;
      finish();
      reject(new NoGatewayError('The gateway does not accept this credential any more.'));
    });

    const stop = (by: 'interrupt' | 'timeout'): void => {
      if (stoppedBy !== undefined) return;
      stoppedBy = by;
      report.stopping(by);
      client.mutate('agent.abort', { runId }).catch((error: unknown) => {
        finish();
        reject(error instanceof Error ? error : new Error(String(error)));
      });
    };
    const onInterrupt = (): void => stop('interrupt');
    if (interrupted.aborted) onInterrupt();
    interrupted.addEventListener('abort', onInterrupt, { once: true });
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => stop('timeout'), timeoutMs);

    let over = false;
    function finish(): void {
      over = true;
      clearTimeout(timer);
      interrupted.removeEventListener('abort', onInterrupt);
      leave();
      leaveConnection();
    }
    function end(code: number): void {
      if (over || ended) return;
      ended = true;
      // The store tells its listeners after the event: what it changed is printed before the process goes.
      queueMicrotask(() => {
        if (over) return;
        report.transcript(store.get().transcript);
        finish();
        report.end();
        resolve(code);
      });
    }
  });
}

/** Whose event it is; undefined for those of the session as a whole. */
function runOf(event: Envelope): string | undefined {
  if (event.event === 'approval.required') return event.payload.approval.runId;
  return 'runId' in event.payload ? event.payload.runId : event.runId;
}
