import { openDatabase, SCOPE, transcriptsOf } from '../compose.ts';
import { readConfig } from '../config/config.ts';
import { processEnvironment } from '../config/environment.ts';
import { prepareHome } from '../config/home.ts';
import { newSecret, systemClock } from '../config/system.ts';
import { firstBrokenLink, SYSTEM_CHAIN } from '../domain/audit/append-audit.ts';
import type { Stores } from '../domain/ports.ts';
import type { SessionRecord } from '../domain/records.ts';
import { createUnitOfWork } from '../storage/db/unit-of-work.ts';
import { lockHome } from '../storage/home-lock.ts';
import { createTranscripts } from '../storage/transcript/jsonl.ts';
import { createLogger } from '../telemetry/log.ts';

const PAGE = 1000;

/**
 * Checks the home while no gateway runs on it: every session's seqs are 1, 2, 3 … without a gap, every audit chain follows from
 * its start to its head, and every transcript equals the journal; those that do not are written anew. Exit code 1 when the
 * database itself is not sound: nothing derived can mend that.
 * @throws ProtocolError STORAGE_UNAVAILABLE while a gateway runs on the home
 */
export async function repair(_args: string[] = [], environment = processEnvironment()): Promise<number> {
  const config = readConfig(environment);
  const home = prepareHome(config.home, newSecret);
  const unlock = lockHome(home.lock);
  try {
    const database = await openDatabase(config, home.database);
    try {
      const { read } = createUnitOfWork(database, { now: () => systemClock.now(), publish: () => undefined });
      const transcripts = createTranscripts({
        folder: transcriptsOf(config.home),
        journal: () => read.journal,
        clock: systemClock,
        log: createLogger({ logLevel: 'warn' }),
      });
      const all = await read.sessions.changedSince(SCOPE.tenantId, 0);
      // Of one that is being purged some rows are gone: the gateway goes on with it at its next start.
      const sessions = all.filter(({ purgedAt }) => purgedAt === null);
      const problems: string[] = [];
      let rewritten = 0;
      for (const session of sessions) {
        problems.push(...(await journalProblems(read, session)));
        if (await transcripts.repair(session, session.id)) rewritten += 1;
      }
      const chains = new Set([SYSTEM_CHAIN, ...sessions.map(({ id }) => id), ...(await read.audit.chains(SCOPE))]);
      for (const chain of chains) {
        problems.push(...(await chainProblems(read, chain)));
      }
      for (const problem of problems) console.error(`openfoal repair: ${problem}`);
      console.log(
        `${sessions.length} sessions checked, ${rewritten} transcripts written anew, ${problems.length} problems in the database`,
      );
      return problems.length === 0 ? 0 : 1;
    } finally {
      await database.close();
    }
  } finally {
    unlock();
  }
}

async function journalProblems({ journal }: Stores, session: SessionRecord): Promise<string[]> {
  const problems: string[] = [];
  let last = 0;
  for (;;) {
    const page = await journal.readSession(session, session.id, { afterSeq: last, limit: PAGE });
    for (const { seq } of page) {
      if (seq !== last + 1) problems.push(`session ${session.id}: seq ${seq} where ${last + 1} must be`);
      last = seq;
    }
    if (page.length < PAGE) break;
  }
  if (last !== session.lastSeq) {
    problems.push(`session ${session.id}: lastSeq is ${session.lastSeq}, the journal ends at ${last}`);
  }
  return problems;
}

/** Links that were cut off at the end leave a sound chain behind: the head, stored beside it, tells of them. */
async function chainProblems({ audit }: Stores, chain: string): Promise<string[]> {
  const links = await audit.chain(SCOPE, chain);
  const broken = firstBrokenLink(links);
  if (broken) return [`audit chain ${chain}: link ${broken.seq} does not follow from the one before`];
  const head = await audit.chainHead(SCOPE, chain);
  const end = links.at(-1);
  if (head?.seq === end?.seq && head?.hash === end?.hash) return [];
  return [`audit chain ${chain}: it ends at link ${end?.seq ?? 0}, its head says ${head?.seq ?? 0}`];
}
