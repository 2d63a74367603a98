import { once } from 'node:events';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { canonicalAddress } from './public-address.ts';
import { blocked, type Target } from './target.ts';

/**
 * A connection to one of `addresses` and nowhere else, used for one request. The name is only said, in TLS, where the certificate
 * must be for it. Whoever gets it destroys it; aborting destroys it here.
 * @throws ProtocolError SSRF_BLOCKED when it came out elsewhere; what the socket fails with; AbortError
 */
export async function openConnection(
  { host, port, secure }: Target,
  addresses: readonly string[],
  { signal, ca }: { signal: AbortSignal; ca: string | undefined },
): Promise<Socket> {
  const answers = addresses.map((address) => ({ address, family: isIP(address) }));
  const tcp = connectTcp({
    host,
    port,
    // Tries the next one when an address does not answer, as browsers do (RFC 8305).
    autoSelectFamily: true,
    lookup: (_host, _options, callback) => callback(null, answers),
  });
  // Whoever waits hears of an error; one that comes while nobody does must not end the process.
  tcp.on('error', () => undefined);
  try {
    await once(tcp, 'connect', { signal });
    const reached = canonicalAddress(tcp.remoteAddress ?? '');
    if (!addresses.some((address) => canonicalAddress(address) === reached)) {
      throw blocked(`${JSON.stringify(host)} came out at another address`);
    }
    if (!secure) return tcp;
    const tls = connectTls({
      socket: tcp,
      host,
      ALPNProtocols: ['http/1.1'],
      // Said, because an environment variable of Node switches it off for everyone who does not.
      rejectUnauthorized: true,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(ca === undefined ? {} : { ca }),
    });
    tls.on('error', () => undefined).on('close', () => tcp.destroy());
    await once(tls, 'secureConnect', { signal });
    return tls;
  } catch (error) {
    tcp.destroy();
    throw error;
  }
}
