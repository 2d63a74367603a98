/**
 * Indexes what was said before there was an index: a home of an older version. In the background, latest first, a few messages
 * in a transaction, and from where it stopped when it is started again. What is said meanwhile is indexed where it is stored.
 */
import type { Clock, Log, UnitOfWork } from '../ports.ts';
import { searchDocs } from './search-docs.ts';

const BATCH = 50;
/** Leaves most of the writer's time to the runs. */
const PAUSE_MS = 20;

type Deps = { uow: UnitOfWork; clock: Clock; log: Log };

/** Resolves when nothing is left, or soon after `signal` was aborted. */
export async function indexBacklog({ uow, clock, log }: Deps, tenantId: string, signal: AbortSignal): Promise<void> {
  let indexed = 0;
  while (!signal.aborted) {
    const backlog = await uow.read.search.backlog(tenantId, BATCH);
    if (!backlog) break;
    const { messages, from, to } = backlog;
    await uow.transaction(async (tx) => {
      // Another gateway may be at it: the messages belong to who moves the mark.
      if (!(await tx.search.advance(tenantId, from, to))) return;
      await tx.search.insert(messages.flatMap(searchDocs));
    });
    indexed += messages.length;
    await pause(clock, signal);
  }
  if (indexed > 0) log.info({ tenant: tenantId, messages: indexed }, 'messages of before were indexed for search');
}

function pause(clock: Clock, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const cancel = clock.after(PAUSE_MS, done);
    function done(): void {
      signal.removeEventListener('abort', stop);
      resolve();
    }
    function stop(): void {
      cancel();
      resolve();
    }
    signal.addEventListener('abort', stop, { once: true });
  });
}
