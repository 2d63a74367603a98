import { once } from 'node:events';
import { createServer } from 'node:net';
import type { GatewayFile } from '../gateway/gateway-file.ts';
import { type Finding, fail, ok } from './finding.ts';

/** Whether a gateway could listen where the configuration says; one of this home that listens there already is fine. */
export async function checkPort(
  { host, port }: { host: string; port: number },
  running: GatewayFile | undefined,
): Promise<Finding> {
  if (port === 0) return ok('port', 'a free one is taken at start');
  if (running && new URL(running.url).port === String(port)) return ok('port', `${port} is the gateway's of this home`);
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return ok('port', `${port} is free`);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (code === 'EADDRINUSE') return fail('port', `${port} is taken by another program`, 'stop it, or set PORT');
    return fail(
      'port',
      `${host}:${port} cannot be listened on (${code})`,
      'set HOST and PORT to an address of this machine',
    );
  } finally {
    server.close();
  }
}
