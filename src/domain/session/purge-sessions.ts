/**
 * Removes for good what was deleted 30 days ago, in steps of which each is repeatable: the session is marked with its audit row,
 * its rows go in small transactions, so that nobody waits long behind them, then its transcript, and its own row last. A crash
 * anywhere leaves a marked row, with which the next look goes on. What stays: audit rows, and what runs have cost.
 * Source: docs/decisions/0016.
 */
import { LIMITS } from '../../protocol/limits.ts';
import type { Blobs } from '../attachment/ports.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { Clock, Ids, Log, UnitOfWork } from '../ports.ts';
import type { Actor, SessionRecord } from '../records.ts';
import { isDue } from './delete-session.ts';
import type { TranscriptFiles } from './ports.ts';

/** Rows of each kind in one transaction: some milliseconds of the writer. */
const ROWS = 500;
const SESSIONS = 20;
/** Also the longest that one who deletes now waits to be seen: far shorter than the time that is left. */
const LATEST_LOOK_MS = 24 * 60 * 60 * 1000;
const RETRY_MS = 60 * 1000;
const SYSTEM: Actor = { id: 'system', type: 'system' };

/** Where a crash is tested, in the order of a purge. */
export const PURGE_POINTS = ['purge.marked', 'purge.rows', 'purge.emptied', 'purge.unlinked'] as const;
export type PurgePoint = (typeof PURGE_POINTS)[number];

export type PurgeDeps = {
  uow: UnitOfWork;
  blobs: Blobs;
  transcripts: TranscriptFiles;
  clock: Clock;
  ids: Ids;
  log: Log;
  faultPoint(name: PurgePoint): void;
};

export type SessionPurge = {
  /** Purges what is due and sets the timer for what is next. Call it once, at start. */
  look(): Promise<void>;
  /** From now on nothing new is begun; resolves when what is under way has come to a stop. */
  stop(): Promise<void>;
};

/** Purges sessions when their time is over, by a single timer that looks at least once a day. */
export function createSessionPurge(deps: PurgeDeps, tenantId: string): SessionPurge {
  const { uow, clock, log } = deps;
  let cancel: () => void = () => undefined;
  let stopped = false;
  let looking: Promise<void> = Promise.resolve();

  async function purgeDue(): Promise<number> {
    for (;;) {
      const deleted = await uow.read.sessions.nextToPurge(tenantId, SESSIONS);
      const due = deleted.filter((session) => isDue(session, clock.now()) || session.purgedAt !== null);
      for (const session of due) {
        if (stopped) return LATEST_LOOK_MS;
        const purged = await purgeSession(deps, session, () => stopped);
        if (purged) log.info({ session: session.id, tenant: tenantId }, 'a deleted session was purged');
      }
      const next = deleted[0]?.deletedAt ?? null;
      if (due.length === 0) {
        // Answers of calls are kept for a day, and may hold what the session was called.
        await uow.transaction((tx) => tx.idempotency.deleteBefore(tenantId, clock.now() - LIMITS.idempotencyTtlMs));
        return next === null ? LATEST_LOOK_MS : next + LIMITS.deletedSessionTtlMs - clock.now();
      }
    }
  }

  async function look(): Promise<void> {
    const delayMs = await purgeDue().catch((error: unknown) => {
      log.error({ tenant: tenantId, err: error }, 'deleted sessions could not be purged');
      return RETRY_MS;
    });
    if (stopped) return;
    cancel();
    cancel = clock.after(Math.min(LATEST_LOOK_MS, Math.max(1, delayMs)), () => {
      looking = look();
    });
  }

  return {
    look: () => {
      looking = look();
      return looking;
    },
    stop: async () => {
      stopped = true;
      cancel();
      await looking;
    },
  };
}

/** Carries one purge on from wherever it is. Answers whether it came to its end. */
async function purgeSession(deps: PurgeDeps, known: SessionRecord, stopped: () => boolean): Promise<boolean> {
  const { uow, blobs, transcripts, log, faultPoint } = deps;
  const { id, tenantId, workspaceId } = known;
  const scope = { tenantId, workspaceId };
  if (!(await mark(deps, known))) return false;
  faultPoint('purge.marked');

  // What was said is not found any more before it is gone.
  await uow.transaction((tx) => tx.search.deleteOfSession(scope, id));
  const keys = await uow.transaction((tx) => tx.attachments.release(scope, id));
  // Bytes that stay behind are found at the next start: no row speaks of them.
  await blobs.remove(tenantId, keys).catch((error: unknown) => {
    log.warn({ session: id, tenant: tenantId, err: error }, 'attachments of a purged session could not be removed');
  });
  for (let removed = 1; removed > 0; ) {
    if (stopped()) return false;
    removed = await uow.transaction((tx) => tx.sessions.deleteRows(scope, id, ROWS));
    faultPoint('purge.rows');
  }
  faultPoint('purge.emptied');
  await transcripts.remove(id);
  faultPoint('purge.unlinked');
  await uow.transaction((tx) => tx.sessions.delete(scope, id));
  return true;
}

/** From this commit on nobody restores it. Answers false when somebody was faster. */
function mark({ uow, clock, ids }: PurgeDeps, { id, tenantId, workspaceId }: SessionRecord): Promise<boolean> {
  const scope = { tenantId, workspaceId };
  const now = clock.now();
  return uow.transaction(async (tx) => {
    const session = await tx.sessions.get(scope, id);
    if (session?.purgedAt) return true;
    if (!session || !isDue(session, now)) return false;
    await tx.sessions.update(scope, id, { purgedAt: now });
    await appendAudit(
      tx,
      { clock, ids },
      { scope, actor: SYSTEM, traceId: ids.traceId() },
      {
        action: 'session.purge',
        resource: id,
        outcome: 'allowed',
        detail: { deletedAt: session.deletedAt, lastSeq: session.lastSeq, folder: session.folder },
        sessionId: id,
      },
    );
    return true;
  });
}
