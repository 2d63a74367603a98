import type { RunDeps } from '../run/run-deps.ts';
import { expirePending } from './resolve-approval.ts';

const BATCH = 100;
/** Timers cannot be set further ahead than 2^31 − 1 ms; an approval lives 24 h. */
const LATEST_LOOK_MS = 24 * 60 * 60 * 1000;

export type ApprovalExpiry = {
  /** Expires what is due and sets the timer for what is next. Call it at start and whenever an approval was asked for. */
  look(): Promise<void>;
  stop(): void;
};

/** Expires approvals when their time is over, by a single timer: nothing polls. */
export function createApprovalExpiry(deps: RunDeps, tenantId: string): ApprovalExpiry {
  let cancel: () => void = () => undefined;
  let stopped = false;

  async function look(): Promise<void> {
    cancel();
    for (;;) {
      const pending = await deps.uow.read.approvals.nextToExpire(tenantId, BATCH);
      const due = pending.filter((approval) => approval.expiresAt <= deps.clock.now());
      if (due.length === 0) {
        const next = pending[0];
        if (next && !stopped) {
          const delayMs = Math.min(LATEST_LOOK_MS, Math.max(1, next.expiresAt - deps.clock.now()));
          cancel();
          cancel = deps.clock.after(delayMs, () => void look().catch(report));
        }
        return;
      }
      let expired = 0;
      for (const { approvalId, tenantId: tenant, workspaceId } of due) {
        const scope = { tenantId: tenant, workspaceId };
        try {
          await deps.uow.transaction(async (tx) => {
            const approval = await tx.approvals.get(scope, approvalId);
            const run = approval && (await tx.runs.get(scope, approval.runId));
            if (approval?.status !== 'pending' || !run) return;
            await expirePending(tx, deps, { approval, run });
            expired += 1;
          });
        } catch (error) {
          deps.log.error({ approval: approvalId, err: error }, 'an approval could not be expired');
        }
      }
      // What could not be expired is looked at again later, not in a circle.
      if (expired === 0) throw new Error('no approval that is due could be expired');
    }
  }

  function report(error: unknown): void {
    deps.log.error({ err: error }, 'approvals could not be expired');
    if (!stopped) cancel = deps.clock.after(60_000, () => void look().catch(report));
  }

  return {
    look: () => look().catch(report),
    stop: () => {
      stopped = true;
      cancel();
    },
  };
}
