export type LinkHost = {
  /** Host and port of a web address, the address itself of a mail address. */
  host: string;
  /** It leads to a server on the machine of whoever opens it. */
  loopback: boolean;
  /** A name before the host, which can be made to look like another host. */
  hasUser: boolean;
};

/** Where an address leads; undefined when it is nothing that a message may link to. */
export function linkHost(href: string | undefined): LinkHost | undefined {
  try {
    const url = new URL(href ?? '');
    if (url.protocol === 'mailto:') return { host: url.pathname, loopback: false, hasUser: false };
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
    return { host: url.host, loopback: isLoopback(url.hostname), hasUser: url.username !== '' || url.password !== '' };
  } catch {
    return undefined;
  }
}

/** Of a hostname as the URL parser leaves it: numbers in any notation are four decimals there. RFC 6761 §6.3, RFC 6890. */
function isLoopback(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '');
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  if (/^127\.\d+\.\d+\.\d+$/.test(name) || name === '0.0.0.0') return true;
  return name === '[::1]' || name === '[::]' || /^\[::ffff:(7f[0-9a-f]{2}:[0-9a-f]+|0:0)\]$/.test(name);
}
