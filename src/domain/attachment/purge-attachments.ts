import type { Clock, Log, UnitOfWork } from '../ports.ts';
import type { Blobs } from './ports.ts';

/** An upload that nobody added to for this long is given up. */
const STALE_MS = 24 * 60 * 60 * 1000;

/**
 * Removes uploads that were never finished, and bytes that no row speaks of: what a crash left between disk and row. Bytes that
 * were written lately may still get their row.
 */
export async function purgeAttachments(
  { uow, blobs, clock, log }: { uow: UnitOfWork; blobs: Blobs; clock: Clock; log: Log },
  tenantId: string,
): Promise<void> {
  const time = clock.now() - STALE_MS;
  await uow.transaction((tx) => tx.attachments.deleteStale(tenantId, time));
  const old = await blobs.before(tenantId, time);
  if (old.length === 0) return;
  const used = new Set(await uow.read.attachments.keysInUse(tenantId));
  const orphans = old.filter((key) => !used.has(key));
  await blobs.remove(tenantId, orphans);
  if (orphans.length > 0) log.info({ tenant: tenantId, pieces: orphans.length }, 'unfinished uploads removed');
}
