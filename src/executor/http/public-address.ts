/**
 * Which addresses are the public internet. Refused is everything that is not known to be: ipaddr.js names the registered special
 * ranges (IANA IPv4 and IPv6 Special-Purpose Address Registries), and what it misses is here.
 */
import ipaddr from 'ipaddr.js';

/** Public by number, and yet served by the machine's own provider: Azure's "wire server", which hands out credentials. */
const METADATA = new Set(['168.63.129.16']);

/** Only this part of IPv6 was ever given out (RFC 4291 §2.4): mapped, compatible, translated and local forms are outside. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');
/** Given back when the 6bone ended (RFC 3701). */
const SIXBONE = ipaddr.IPv6.parseCIDR('3ffe::/16');
/** Interface ids that hold an IPv4 address (ISATAP, RFC 5214 §6.1): a router may unwrap them into the network it stands in. */
const ISATAP = [0x5e, 0xfe];

/** True for an address in the usual notation that is public; false for anything else, also for what is no address. */
export function isPublicAddress(address: string): boolean {
  // A zone names a link of this machine: a public address has none.
  if (address.includes('%') || !ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  if (parsed instanceof ipaddr.IPv4) return ipaddr.IPv4.isValidFourPartDecimal(address) && !METADATA.has(address);
  return parsed.match(GLOBAL_UNICAST) && !parsed.match(SIXBONE) && !isIsatap(parsed.toByteArray());
}

/** One spelling per address; a mapped IPv4 address is that IPv4 address. */
export function canonicalAddress(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.process(address).toNormalizedString() : address;
}

function isIsatap(bytes: readonly number[]): boolean {
  const [universal, group, ...type] = bytes.slice(8, 12);
  return (universal === 0 || universal === 2) && group === 0 && type.every((byte, index) => byte === ISATAP[index]);
}
