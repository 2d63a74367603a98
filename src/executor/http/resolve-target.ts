import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { ProtocolError } from '../../protocol/errors.ts';
import { canonicalAddress, isPublicAddress } from './public-address.ts';
import { blocked, type Target } from './target.ts';

/** All addresses of a name, in the order to try them. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export type AddressGuard = {
  resolve: Resolve;
  /** Whether a request may go to this address. */
  allows(address: string, port: number): boolean;
};

export const systemResolve: Resolve = async (host) => {
  const answers = await lookup(host, { all: true, order: 'verbatim' });
  return answers.map(({ address }) => address);
};

/** Public, and not this machine under its public address: its services may trust whoever comes from inside. */
export function isForeignPublicAddress(address: string, own: readonly string[] = ownAddresses()): boolean {
  const wanted = canonicalAddress(address);
  return isPublicAddress(address) && !own.some((mine) => canonicalAddress(mine) === wanted);
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses) => addresses?.map(({ address }) => address) ?? []);
}

/**
 * Refuses what can be refused without asking anybody: a host that is an address, and no public one.
 * @throws ProtocolError SSRF_BLOCKED
 */
export function refuseAddress({ allows }: Pick<AddressGuard, 'allows'>, { host, port }: Target): void {
  if (isIP(host) !== 0 && !allows(host, port)) throw notPublic(host);
}

/**
 * The addresses that a connection may go to. Looked up once; whoever connects uses these and asks nobody again, so that a name
 * cannot answer with another address the second time. One refused address refuses the name.
 * @throws ProtocolError SSRF_BLOCKED | TOOL_EXEC_FAILED when the name has no address
 */
export async function resolveTarget(
  { resolve, allows }: AddressGuard,
  { host, port }: Target,
): Promise<readonly string[]> {
  const addresses = isIP(host) === 0 ? await lookUp(resolve, host) : [host];
  if (addresses.length === 0) throw noAddress(host);
  if (!addresses.every((address) => allows(address, port))) throw notPublic(host);
  return addresses;
}

/** Which address it was is not said: what names mean inside this network is nobody's business. */
function notPublic(host: string): ProtocolError {
  return blocked(`${JSON.stringify(host)} does not lead to a public address`);
}

async function lookUp(resolve: Resolve, host: string): Promise<readonly string[]> {
  try {
    return await resolve(host);
  } catch (cause) {
    throw noAddress(host, cause);
  }
}

function noAddress(host: string, cause?: unknown): ProtocolError {
  return new ProtocolError('TOOL_EXEC_FAILED', `The host ${JSON.stringify(host)} has no address.`, { cause });
}
