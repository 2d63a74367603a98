/**
 * Which Host and Origin may reach this gateway. Without the Host check a page of a stranger could rebind its own name to the
 * loopback address; without the Origin check it could open our socket with the person's cookie. Source: protocol.md §2.
 */
export type AllowedHosts = {
  host(host: string | undefined): boolean;
  /** No Origin at all is fine: that is no browser. */
  origin(origin: string | undefined): boolean;
};

export function createAllowedHosts(options: {
  port: () => number;
  bindHost: string;
  allowedOrigins: readonly string[];
}): AllowedHosts {
  const configured = new Set(options.allowedOrigins);
  const configuredHosts = new Set(options.allowedOrigins.map((origin) => new URL(origin).host));
  const names = new Set(['127.0.0.1', 'localhost', '[::1]']);
  if (!['0.0.0.0', '::'].includes(options.bindHost)) {
    names.add(options.bindHost.includes(':') ? `[${options.bindHost}]` : options.bindHost.toLowerCase());
  }
  const isOwn = (host: string): boolean => {
    const at = host.lastIndexOf(':');
    return at > 0 && host.slice(at + 1) === String(options.port()) && names.has(host.slice(0, at).toLowerCase());
  };
  return {
    host: (host) => host !== undefined && (isOwn(host) || configuredHosts.has(host.toLowerCase())),
    origin: (origin) =>
      origin === undefined ||
      configured.has(origin) ||
      (origin.startsWith('http://') && isOwn(origin.slice('http://'.length))),
  };
}
