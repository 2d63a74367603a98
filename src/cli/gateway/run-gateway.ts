/** A gateway with its pages in this process, found by the other commands while it runs. */
import { type Config, readConfig } from '../../config/config.ts';
import { silenceNext } from '../../config/environment.ts';
import { type RunningServer, startServer } from '../../server.ts';
import { buildWhenNeeded } from '../build.ts';
import { localUrl, writeGatewayFile } from './gateway-file.ts';

export type RunningGateway = RunningServer & { config: Config; url: string };

/**
 * Builds the pages when needed, starts, and says in gateway.json where it is.
 * @throws ConfigError, ProtocolError STORAGE_UNAVAILABLE when another gateway has the home, and what listening throws
 */
export async function runGateway(
  environment: Record<string, string | undefined>,
  { root, dev }: { root: string; dev: boolean },
): Promise<RunningGateway> {
  silenceNext();
  const config = readConfig(environment);
  if (!dev) await buildWhenNeeded(root);
  const server = await startServer(config, environment, { pages: { folder: root, dev } });
  const url = localUrl(config.host, server.port);
  const forget = writeGatewayFile(config.home, { url, pid: process.pid });
  const stop = async (): Promise<void> => {
    forget();
    await server.stop();
  };
  return { ...server, config, url, stop };
}

export function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });
}
