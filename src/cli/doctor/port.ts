import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Finding } from '../../protocol/entities.ts';
import { findingOf } from '../../protocol/findings.ts';
import type { GatewayFile } from '../gateway/gateway-file.ts';

/** Whether a gateway could listen where the configuration says; one of this home that listens there already is fine. */
export async function checkPort(
  { host, port }: { host: string; port: number },
  running: GatewayFile | undefined,
): Promise<Finding> {
  if (port === 0) return findingOf('port', 'any');
  if (running && new URL(running.url).port === String(port)) return findingOf('port', 'ours', { port });
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return findingOf('port', 'free', { port });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return findingOf('port', code === 'EADDRINUSE' ? 'taken' : 'refused', { host, port, code });
  } finally {
    server.close();
  }
}
