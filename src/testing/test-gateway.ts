/** A real gateway on a real socket in a temporary home, without pages. `await using` stops it and removes the home. */
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { type Overrides, SCOPE } from '../compose.ts';
import { type Config, readConfig } from '../config/config.ts';
import type { AuditRecord } from '../domain/records.ts';
import { type RunningServer, startServer } from '../server.ts';
import { type BareClient, connectClient } from './bare-client.ts';

export const USER_TOKEN = 'test-operator-token-0123456789';

export type TestGateway = AsyncDisposable & {
  readonly url: string;
  readonly port: number;
  readonly home: string;
  readonly server: RunningServer;
  /** Lines of the log, parsed. */
  readonly logs: Record<string, unknown>[];
  serviceToken(): string;
  /** A connected client; as the user unless said. */
  connect(as?: 'user' | 'service'): Promise<BareClient>;
  /** The audit chain of a session, as it is stored. */
  audit(sessionId: string): Promise<AuditRecord[]>;
  /** Stops the gateway in order and starts another one on the same home and port. */
  restart(): Promise<void>;
};

export async function startTestGateway(
  options: { environment?: Record<string, string>; overrides?: Overrides; home?: string } = {},
): Promise<TestGateway> {
  const home = options.home ?? realpathSync(mkdtempSync(join(tmpdir(), 'openfoal-test-')));
  const logs: Record<string, unknown>[] = [];
  const log = pino(
    { level: 'debug', base: undefined },
    { write: (line: string) => void logs.push(JSON.parse(line) as Record<string, unknown>) },
  );
  const environment = {
    PATH: process.env.PATH,
    HOME: home,
    OPENFOAL_HOME: home,
    OPENFOAL_TOKEN: USER_TOKEN,
    OPENFOAL_WORKSPACE_ROOTS: tmpdir(),
    OPENFOAL_DISCOVER_MODELS: 'off',
    ...options.environment,
  };
  const start = (port: number): Promise<RunningServer> => {
    const config: Config = {
      ...readConfig({ ...environment, PATH: undefined, HOME: undefined, PORT: String(port) }),
      port,
    };
    return startServer(config, environment, {
      pages: undefined,
      overrides: { log, rateFactor: 1000, ...options.overrides },
    });
  };
  let server = await start(0);
  const { port } = server;
  const clients = new Set<BareClient>();
  const url = `ws://127.0.0.1:${port}/ws`;
  const serviceToken = () => readFileSync(join(home, 'token'), 'utf8').trim();

  return {
    url,
    port,
    home,
    logs,
    serviceToken,
    get server() {
      return server;
    },
    connect: async (as = 'user') => {
      const client = await connectClient(url, as === 'user' ? USER_TOKEN : serviceToken());
      clients.add(client);
      return client;
    },
    audit: (sessionId) => server.application.read.audit.chain(SCOPE, sessionId),
    restart: async () => {
      await server.stop();
      server = await start(port);
    },
    [Symbol.asyncDispose]: async () => {
      for (const client of clients) client.close();
      await server.stop();
      if (options.home === undefined) rmSync(home, { recursive: true, force: true });
    },
  };
}
