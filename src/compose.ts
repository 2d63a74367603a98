/**
 * The composition root: the only file that constructs adapters and hands them in. Read it from top to bottom to see what
 * OpenFoal is made of; everything else gets what it needs as arguments.
 */
import { join, resolve } from 'node:path';
import type { Config } from './config/config.ts';
import { prepareHome } from './config/home.ts';
import { describeSettings } from './config/settings.ts';
import { chance, hashSecret, newSecret, systemClock, systemIds, systemTimeZone } from './config/system.ts';
import { createDoctor } from './doctor/from-inside.ts';
import { keysOf } from './doctor/models.ts';
import { createApprovalExpiry } from './domain/approval/expiry.ts';
import { purgeAttachments } from './domain/attachment/purge-attachments.ts';
import type { MemoryFiles } from './domain/memory/ports.ts';
import { createCounters } from './domain/metrics/counters.ts';
import { ensurePolicy } from './domain/policy/policy-service.ts';
import type { Clock, Ids, Stores } from './domain/ports.ts';
import type { Scope } from './domain/records.ts';
import { createConversations } from './domain/run/conversation.ts';
import { type CoreService, createCoreService } from './domain/run/core-service.ts';
import { createDeltaJournal } from './domain/run/delta-journal.ts';
import { createRunDriver, type RunDriver } from './domain/run/driver.ts';
import type { Models } from './domain/run/model-port.ts';
import { createPersist } from './domain/run/persist.ts';
import { recoverRuns } from './domain/run/recovery.ts';
import type { FaultPoint, RunDeps } from './domain/run/run-deps.ts';
import type { ToolRegistry } from './domain/run/tool-port.ts';
import { indexBacklog } from './domain/search/index-backlog.ts';
import { indexingMessages } from './domain/search/search-docs.ts';
import { createSessionPurge, type PurgePoint } from './domain/session/purge-sessions.ts';
import { createEventLog } from './events/event-log.ts';
import { createFolders } from './executor/folders.ts';
import { createHostExecutor } from './executor/host.ts';
import type { Containment } from './executor/host-containment.ts';
import { createHttpClient } from './executor/http/client.ts';
import { probeContainment } from './executor/probe-containment.ts';
import { LOCAL_SERVERS, type LocalServer } from './model/discovery.ts';
import { createModels } from './model/models.ts';
import { pagesAreBuilt } from './pages-built.ts';
import { ProtocolError } from './protocol/errors.ts';
import { LIMITS } from './protocol/limits.ts';
import { createGateway, type Gateway } from './rpc/gateway.ts';
import { createFileBlobs } from './storage/blobs/files.ts';
import type { Database } from './storage/db/database.ts';
import { openPostgres } from './storage/db/postgres.ts';
import { openSqlite } from './storage/db/sqlite.ts';
import { openTenant } from './storage/db/tenants.ts';
import { createUnitOfWork } from './storage/db/unit-of-work.ts';
import { lockHome } from './storage/home-lock.ts';
import { createMemoryFiles } from './storage/memory/files.ts';
import { createTranscripts } from './storage/transcript/jsonl.ts';
import { createLogger, type Logger } from './telemetry/log.ts';
import { createToolRegistry } from './tools/registry.ts';

/** v1 has one tenant with one workspace; every row, event and log line carries them all the same. */
export const SCOPE: Scope = { tenantId: 't_default', workspaceId: 'w_default' };
export const SERVER_VERSION = '0.1.0';
/** Where the sources are that the pages are built from. */
const ROOT = resolve(import.meta.dirname, '..');
/** How long a tool may go on after SIGTERM before it is killed. */
const DRAIN_GRACE_MS = 5_000;

export type Application = {
  gateway: Gateway;
  core: CoreService;
  /** For a look past the protocol: reading only. */
  read: Stores;
  log: Logger;
  /** Says which port is listened on. Call it before the first connection. */
  listening(port: number): void;
  /** Goes away in order: no new connections, runs left as they are stored, files closed. */
  drain(): Promise<void>;
};

/** What tests put in the place of the real thing. */
export type Overrides = {
  clock?: Clock;
  ids?: Ids;
  log?: Logger;
  models?: Models;
  /** Where to look for model servers on this machine. */
  localServers?: readonly LocalServer[];
  tools?: ToolRegistry;
  faultPoint?: (name: FaultPoint | PurgePoint) => void;
  /** Asked before each write transaction: true makes the store fail as if it were away. */
  storageFault?: () => boolean;
  rateFactor?: number;
};

/**
 * Opens the home, recovers what was on when it was last left, and answers an application that is ready to listen.
 * @throws ProtocolError STORAGE_UNAVAILABLE when another gateway has the home, or the database does not open
 */
export async function compose(
  config: Config,
  environment: Record<string, string | undefined>,
  overrides: Overrides = {},
): Promise<Application> {
  const clock = overrides.clock ?? systemClock;
  const ids = overrides.ids ?? systemIds;
  const log = overrides.log ?? createLogger(config);

  const home = prepareHome(config.home, newSecret);
  const unlock = lockHome(home.lock);
  const database = await openDatabase(config, home.database).catch((error: unknown) => {
    unlock();
    throw error;
  });
  const events = createEventLog(() => uow.read.journal);
  const transcripts = createTranscripts({ folder: home.transcripts, journal: () => uow.read.journal, clock, log });
  const counters = createCounters(clock);
  const uow = indexingMessages(
    createUnitOfWork(withFaults(database, overrides.storageFault), {
      now: () => clock.now(),
      publish: (envelopes) => {
        events.publish(envelopes);
        counters.note(envelopes);
        transcripts.note(envelopes);
      },
    }),
  );
  const blobs = createFileBlobs(home.attachments);
  const { tenantId } = SCOPE;
  const { startedBefore } = await openTenant(database, { tenantId, journalId: ids.next('jnl'), now: clock.now() });
  await uow.transaction(async (tx) => {
    await ensurePolicy(tx, { clock, ids }, SCOPE);
    await tx.idempotency.deleteBefore(tenantId, clock.now() - LIMITS.idempotencyTtlMs);
  });

  const configured = createModels({
    providers: { anthropic: config.anthropic, openai: config.openai },
    localServers: overrides.localServers ?? (config.discoverModels ? LOCAL_SERVERS : []),
    model: config.model,
    clock,
    random: chance,
  });
  const models = overrides.models ?? configured;
  // In the background: who waits to use the gateway does not wait for this.
  const looked = configured.look();
  const memory = createMemoryFiles({
    folder: home.memory,
    scope: SCOPE,
    now: () => clock.now(),
    timeZone: systemTimeZone(),
  });
  const { tools, containment } = overrides.tools
    ? { tools: overrides.tools, containment: undefined }
    : await createLocalTools(home.path, environment, { clock, log, memory });

  const persist = createPersist({ uow, clock, log });
  const deltas = createDeltaJournal({ persist, clock, log }, (runIds, error) => {
    for (const runId of runIds) driver.fail(runId, error);
  });
  const faultPoint = overrides.faultPoint ?? (() => undefined);
  const runs: RunDeps = {
    uow,
    clock,
    ids,
    log,
    models,
    tools,
    folders: createFolders({ home: home.path, roots: config.workspaceRoots }),
    deltas,
    persist,
    wake: (run) => driver.wake(run),
    approvalRequired: () => void expiry.look(),
    faultPoint,
  };
  const resumed = new Set<string>();
  const driver: RunDriver = createRunDriver(runs, createConversations(blobs), { resumed });
  const expiry = createApprovalExpiry(runs, tenantId);

  let port = config.port;
  const gateway = createGateway({
    uow,
    feed: events,
    driver,
    runs,
    memory,
    blobs,
    machine: {
      settings: describeSettings(environment),
      examine: createDoctor({
        clock,
        home: home.path,
        database: { kind: config.databaseUrl === undefined ? 'SQLite' : 'Postgres', ping: database.ping },
        keys: keysOf(config),
        localServers: configured,
        models,
        containment,
        dockerHost: environment.DOCKER_HOST,
        pagesAreBuilt: () => pagesAreBuilt(ROOT),
      }),
    },
    counters,
    clock,
    ids,
    log,
    scope: SCOPE,
    serverVersion: SERVER_VERSION,
    port: () => port,
    bindHost: config.host,
    allowedOrigins: config.allowedOrigins,
    operatorToken: config.token,
    serviceToken: home.serviceToken,
    newSecret,
    hashSecret,
    ready: async () => {
      const storage = await database.ping().then(
        () => true,
        () => false,
      );
      return { ok: storage, checks: { storage } };
    },
    rateFactor: overrides.rateFactor ?? 1,
  });

  const recovered = await recoverRuns(runs, tenantId, resumed);
  // A run may be on a model of this machine, which is there once it was found.
  void looked.then(() => {
    for (const run of recovered) driver.wake(run);
  });
  await expiry.look();
  const purged = purgeAttachments({ uow, blobs, clock, log }, tenantId).catch((error: unknown) => {
    log.warn({ tenant: tenantId, err: error }, 'unfinished uploads could not be removed');
  });
  const goingAway = new AbortController();
  const indexed = indexBacklog({ uow, clock, log }, tenantId, goingAway.signal).catch((error: unknown) => {
    log.warn({ tenant: tenantId, err: error }, 'messages of before could not be indexed: the next start goes on');
  });
  const caughtUp = catchUpTranscripts(startedBefore).catch((error: unknown) => {
    log.warn({ err: error }, 'transcripts could not be caught up');
  });
  const purge = createSessionPurge({ uow, blobs, transcripts, clock, ids, log, faultPoint }, tenantId);
  // After the files are as the journal is: what is purged then is in none of them again.
  void caughtUp.then(() => purge.look());

  /** The files of the sessions that the process before us touched: it may have died between a commit and its line. */
  async function catchUpTranscripts(since: number): Promise<void> {
    for (const session of await uow.read.sessions.changedSince(tenantId, since)) {
      if (session.purgedAt !== null) continue;
      await transcripts.catchUp(session, session.id).catch((error: unknown) => {
        log.warn({ session: session.id, tenant: tenantId, err: error }, 'transcript could not be caught up');
      });
    }
  }

  return {
    gateway,
    core: createCoreService(runs, { feed: events, driver }),
    read: uow.read,
    log,
    listening: (listened) => {
      port = listened;
    },
    drain: async () => {
      gateway.goAway();
      goingAway.abort();
      expiry.stop();
      await driver.drain(DRAIN_GRACE_MS);
      await deltas.settled();
      await caughtUp;
      await purge.stop();
      await purged;
      await indexed;
      await transcripts.flush();
      await database.close();
      unlock();
    },
  };
}

/** The database, failing when a test says so. */
function withFaults(database: Database, fails: (() => boolean) | undefined): Database {
  if (!fails) return database;
  return {
    ...database,
    write: (work, committed) =>
      fails() ? Promise.reject(new ProtocolError('STORAGE_UNAVAILABLE')) : database.write(work, committed),
  };
}

export async function openDatabase(config: Config, file: string): Promise<Database> {
  return config.databaseUrl === undefined ? openSqlite(file) : openPostgres(config.databaseUrl);
}

async function createLocalTools(
  home: string,
  environment: Record<string, string | undefined>,
  { clock, log, memory }: { clock: Clock; log: Logger; memory: MemoryFiles },
): Promise<{ tools: ToolRegistry; containment: Containment }> {
  const containment = await probeContainment(environment);
  if (containment.kind !== 'namespace') {
    log.warn(
      { containment: containment.kind, reason: containment.reason },
      'commands are contained weakly on this machine: they can read what you can read, also in OPENFOAL_HOME, and may outlive a stop',
    );
  }
  const local = createHostExecutor({
    containment,
    hiddenPaths: [home],
    env: environment,
    now: () => clock.now(),
  });
  return { tools: createToolRegistry({ executors: { local }, memory, http: createHttpClient() }), containment };
}

/** The folder of transcripts of a home, for tools that work on a home without a gateway. */
export function transcriptsOf(home: string): string {
  return join(home, 'transcripts');
}
