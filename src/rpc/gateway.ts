/** The gateway as the server sees it: what to do with a request and with an upgrade, and how to go away. */

import type { Blobs } from '../domain/attachment/ports.ts';
import type { EventFeed } from '../domain/feed.ts';
import type { MemoryFiles } from '../domain/memory/ports.ts';
import type { Counters } from '../domain/metrics/counters.ts';
import { createMetricsSummary } from '../domain/metrics/metrics-summary.ts';
import type { Clock, Ids, Log, UnitOfWork } from '../domain/ports.ts';
import { createQueries } from '../domain/queries.ts';
import type { Scope } from '../domain/records.ts';
import { formatToken } from '../domain/resume-token.ts';
import type { RunDriver } from '../domain/run/driver.ts';
import type { RunDeps } from '../domain/run/run-deps.ts';
import type { Machine } from '../domain/system/ports.ts';
import { createAllowedHosts } from './allowed-hosts.ts';
import { type Authenticator, createAuthenticator } from './authenticator.ts';
import { sameTenantAuthz } from './authz.ts';
import { createConnections } from './connections.ts';
import { createCookieJar } from './cookies.ts';
import { createHandshake } from './handshake.ts';
import { createHttpHandler, type HttpHandler } from './http.ts';
import { createIdempotency } from './idempotency.ts';
import { createGuessLimit, createMethodLimit } from './rate-limit.ts';
import { createRouter } from './router.ts';
import { createSubscriptions } from './subscriptions.ts';
import { createRpc } from './trpc.ts';
import { createUpgradeHandler, type UpgradeHandler } from './upgrade.ts';

export type Gateway = {
  handleRequest: HttpHandler;
  handleUpgrade: UpgradeHandler;
  authenticator: Authenticator;
  /** Refuses new connections and asks the open ones to come back elsewhere. */
  goAway(): void;
};

export type GatewayDeps = {
  uow: UnitOfWork;
  feed: EventFeed;
  driver: RunDriver;
  runs: RunDeps;
  memory: MemoryFiles;
  blobs: Blobs;
  machine: Machine;
  counters: Counters;
  clock: Clock;
  ids: Ids;
  log: Log & { debug(fields: Record<string, unknown>, message: string): void };
  scope: Scope;
  serverVersion: string;
  /** The port that is listened on, known once it is. */
  port: () => number;
  bindHost: string;
  allowedOrigins: readonly string[];
  operatorToken: string | undefined;
  serviceToken: string;
  newSecret: () => string;
  hashSecret: (secret: string) => string;
  ready: () => Promise<{ ok: boolean; checks: Record<string, boolean> }>;
  /** Scales the rate limits; 1 but for benchmarks and fault tests. */
  rateFactor: number;
};

export function createGateway(deps: GatewayDeps): Gateway {
  const { uow, clock, ids, log, scope, feed, driver, counters, rateFactor } = deps;
  const { journal } = uow.read;
  let open = true;
  const allowed = createAllowedHosts(deps);
  const cookies = createCookieJar(deps.port);
  const authenticator = createAuthenticator({
    ...deps,
    guesses: createGuessLimit(() => counters.count('limited_sign_in')),
  });
  const methodLimit = createMethodLimit(rateFactor, () => counters.count('limited_call'));
  const handshake = createHandshake({ ...deps, authenticator, methodLimit, journal: () => journal });
  const rpc = createRpc({
    ids,
    log,
    authz: sameTenantAuthz(scope.tenantId),
    idempotency: createIdempotency({ uow, clock }),
    methodLimit,
  });
  const queries = createQueries({ uow, clock }, async (stores, tenantId) =>
    formatToken(await stores.journal.journalId(tenantId), await stores.journal.head(tenantId)),
  );
  const router = createRouter({
    rpc,
    deps: deps.runs,
    driver,
    memory: deps.memory,
    blobs: deps.blobs,
    machine: deps.machine,
    queries,
    metrics: createMetricsSummary({ read: uow.read, clock, counters }),
    handshake,
    subscriptions: createSubscriptions(rpc, { feed, read: uow.read }),
  });
  const connections = createConnections(router, {
    clock,
    ids,
    cookies,
    handshake,
    rateFactor,
    limited: () => counters.count('limited_message'),
  });
  return {
    authenticator,
    handleRequest: createHttpHandler({
      allowed,
      authenticator,
      cookies,
      traceId: ids.traceId,
      ready: async () => (open ? deps.ready() : { ok: false, checks: { accepting: false } }),
      signedOut: connections.signedOut,
    }),
    handleUpgrade: createUpgradeHandler({ allowed, connections, open: () => open }),
    goAway: () => {
      open = false;
      connections.goAway();
    },
  };
}
