import { openDatabase, SCOPE, transcriptsOf } from '../compose.ts';
import { readConfig } from '../config/config.ts';
import { processEnvironment } from '../config/environment.ts';
import { prepareHome } from '../config/home.ts';
import { newSecret, systemClock } from '../config/system.ts';
import { firstBrokenLink, SYSTEM_CHAIN } from '../domain/audit/append-audit.ts';
import { createUnitOfWork } from '../storage/db/unit-of-work.ts';
import { lockHome } from '../storage/home-lock.ts';
import { createTranscripts } from '../storage/transcript/jsonl.ts';
import { createLogger } from '../telemetry/log.ts';

/**
 * Checks the home while no gateway runs on it: every session's seqs are 1, 2, 3 … without a gap, every audit chain follows from
 * its start, and every transcript equals the journal; those that do not are written anew. Exit code 1 when the database itself
 * is not sound: nothing derived can mend that.
 */
export async function repair(): Promise<number> {
  const config = readConfig(processEnvironment());
  const home = prepareHome(config.home, newSecret);
  const unlock = lockHome(home.lock);
  const database = await openDatabase(config, home.database);
  try {
    const uow = createUnitOfWork(database, { now: () => systemClock.now(), publish: () => undefined });
    const transcripts = createTranscripts({
      folder: transcriptsOf(config.home),
      journal: () => uow.read.journal,
      clock: systemClock,
      log: createLogger({ logLevel: 'warn' }),
    });
    const sessions = await uow.read.sessions.changedSince(SCOPE.tenantId, 0);
    const problems: string[] = [];
    let rewritten = 0;
    for (const session of sessions) {
      let expected = 0;
      for (;;) {
        const page = await uow.read.journal.readSession(session, session.id, { afterSeq: expected, limit: 1000 });
        if (page.length === 0) break;
        for (const { seq } of page) {
          expected += 1;
          if (seq !== expected) problems.push(`session ${session.id}: seq ${seq} where ${expected} must be`);
          expected = seq;
        }
      }
      if (expected !== session.lastSeq)
        problems.push(`session ${session.id}: lastSeq is ${session.lastSeq}, the journal ends at ${expected}`);
      if (await transcripts.repair(session, session.id)) rewritten += 1;
    }
    for (const chain of [SYSTEM_CHAIN, ...sessions.map(({ id }) => id)]) {
      const broken = firstBrokenLink(await uow.read.audit.chain(SCOPE, chain));
      if (broken) problems.push(`audit chain ${chain}: link ${broken.seq} does not follow from the one before`);
    }
    for (const problem of problems) console.error(`openfoal repair: ${problem}`);
    console.log(
      `${sessions.length} sessions checked, ${rewritten} transcripts written anew, ${problems.length} problems in the database`,
    );
    return problems.length === 0 ? 0 : 1;
  } finally {
    await database.close();
    unlock();
  }
}
