export type LinkHost = {
  /** Host and port of a web address, the address itself of a mail address. */
  host: string;
  /** It leads to a server on the machine of whoever opens it. */
  loopback: boolean;
  /** A name before the host, which can be made to look like another host. */
  hasUser: boolean;
  /** The address as a browser asks for it: the host in ASCII, everything else escaped. */
  url: string;
};

/** Where an address leads; undefined when it is nothing that a message may link to. */
export function linkHost(href: string | undefined): LinkHost | undefined {
  try {
    const url = new URL(href ?? '');
    if (url.protocol === 'mailto:') return { host: url.pathname, loopback: false, hasUser: false, url: url.href };
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
    return {
      host: url.host,
      loopback: isLoopback(url.hostname),
      hasUser: url.username !== '' || url.password !== '',
      url: url.href,
    };
  } catch {
    return undefined;
  }
}

export type LinkWarning = 'otherHost' | 'user' | 'script' | 'loopback' | 'address' | 'insecure';

/**
 * What is odd about a link, the worst first: its text names another host, a name stands before the host, the host has letters of other
 * scripts (`xn--`, which an address bar may draw like a known name), it is this machine, a bare address, or not encrypted.
 */
export function linkWarnings(target: LinkHost, text: string): LinkWarning[] {
  const { host, loopback, hasUser, url } = target;
  if (url.startsWith('mailto:')) return [];
  const { hostname, protocol } = new URL(url);
  const named = /^\s*(?:https?:\/\/)?((?:[\w-]+\.)+[a-z]{2,})(?=$|[\s/:?#])/i.exec(text)?.[1]?.toLowerCase();
  const isOther = named !== undefined && named.replace(/^www\./, '') !== hostname.replace(/^www\./, '');
  const isAddress = !loopback && (/^[\d.]+$/.test(hostname) || hostname.startsWith('['));
  const found: [LinkWarning, boolean][] = [
    ['otherHost', isOther],
    ['user', hasUser],
    ['script', host.split('.').some((label) => label.startsWith('xn--'))],
    ['loopback', loopback],
    ['address', isAddress],
    ['insecure', protocol === 'http:' && !loopback],
  ];
  return found.filter(([, holds]) => holds).map(([warning]) => warning);
}

/** Of a hostname as the URL parser leaves it: numbers in any notation are four decimals there. RFC 6761 §6.3, RFC 6890. */
function isLoopback(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '');
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  if (/^127\.\d+\.\d+\.\d+$/.test(name) || name === '0.0.0.0') return true;
  return name === '[::1]' || name === '[::]' || /^\[::ffff:(7f[0-9a-f]{2}:[0-9a-f]+|0:0)\]$/.test(name);
}
