const PLAIN = /^[a-z0-9._-]*$/;

/**
 * Whether a pattern of the policy says `host`: the host itself, `*.example.com` for every host below example.com at any depth
 * but not itself, or `*` for all. Compared in lower case, in the ASCII form, without a final dot. Source: protocol.md §5.
 */
export function matchesHost(pattern: string, host: string): boolean {
  if (pattern === '*') return true;
  const name = canonicalHost(host);
  if (!pattern.startsWith('*.')) return canonicalHost(pattern) === name;
  const domain = `.${canonicalHost(pattern.slice(2))}`;
  return name.length > domain.length && name.endsWith(domain);
}

/** One spelling for each host: lower case, ASCII, without a final dot, an IPv6 address shortened and without brackets. */
function canonicalHost(host: string): string {
  const bare = withoutBrackets(host.endsWith('.') ? host.slice(0, -1) : host);
  const lower = bare.toLowerCase();
  return PLAIN.test(lower) ? lower : (asUrlHost(bare) ?? lower);
}

/** How the URL standard writes it: IDNA for names, canonical forms for addresses. Undefined when it is no host. */
function asUrlHost(host: string): string | undefined {
  const text = `http://${host.includes(':') ? `[${host}]` : host}`;
  if (!URL.canParse(text)) return undefined;
  const { hostname } = new URL(text);
  return withoutBrackets(hostname.endsWith('.') ? hostname.slice(0, -1) : hostname);
}

function withoutBrackets(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}

/** What is wrong with a pattern that could never match, or would match more than it shows; undefined when nothing is. */
export function hostPatternProblem(pattern: string): string | undefined {
  if (pattern === '') return 'a host is missing';
  if (pattern === '*') return undefined;
  const wildcard = pattern.startsWith('*.');
  const host = wildcard ? pattern.slice(2) : pattern;
  if (host.includes('*')) return '`*` stands alone, or first as in `*.example.com`';
  if (/[\s/\\?#@%]/.test(host)) return 'only a host: without scheme, user, path or spaces';
  if (withoutBrackets(host).includes(':') && (wildcard || asUrlHost(withoutBrackets(host)) === undefined)) {
    return 'only a host: without a port';
  }
  const written = asUrlHost(withoutBrackets(host));
  if (written === undefined || written === '' || host.startsWith('.') || host.includes('..')) return 'this is no host';
  if (canonicalHost(host) !== written) return `that address is written \`${written}\``;
  if (wildcard && /^\d+$/.test(written.slice(written.lastIndexOf('.') + 1))) return 'nothing is below an address';
  return undefined;
}
