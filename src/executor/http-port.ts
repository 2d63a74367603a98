/**
 * What tools ask of the network. One client for every runtime mode: a sandbox has no network of its own (architecture.md §4), so
 * its requests leave through the gateway too, behind the same address guard.
 */

/** `url` is absolute, `http:` or `https:`, without user and password. */
export type HttpRequest = {
  method: string;
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: Uint8Array;
  /** For everything, redirects included. */
  timeoutMs: number;
  /** Bytes of the body kept, after decompression; the rest is counted and not read further than needed to say so. */
  maxBytes: number;
  /** Asked before a redirect is followed: `host` as in CallSubject. False refuses the redirect with SSRF_BLOCKED. */
  mayFollow(target: { url: string; host: string; method: string }): boolean;
};

export type HttpResponse = {
  status: number;
  statusText: string;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
  /** There is more of the body than `maxBytes`; it was not read to its end. */
  truncated: boolean;
  /** Where the answer came from, after redirects. */
  url: string;
  redirects: readonly string[];
};

export interface HttpClient {
  /**
   * Looks at where a request would go, without asking anybody: no name is looked up, because a name that a model made up tells
   * what it holds to whoever answers for it. What a name leads to is checked when the request is sent.
   * @throws ProtocolError SSRF_BLOCKED when the URL, or an address in it, is refused
   */
  check(url: string): void;
  /**
   * Sends it to an address that was resolved once, checked and pinned; every redirect is checked in the same way. Cookies and
   * credentials are never added, and of the headers only harmless ones follow to another origin.
   * @throws ProtocolError SSRF_BLOCKED, TOOL_EXEC_FAILED (unreachable, too many redirects, timed out), INVALID_REQUEST (a header
   *   that `headersProblem` names); the signal's reason
   */
  request(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse>;
}

/** The host of a URL as policies and people see it: lower case, ASCII, no final dot, no brackets (CallSubject.host). */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}

/** They decide about the connection and how a message ends: whoever sets them can make one request look like two. */
const OURS =
  /^(host|connection|keep-alive|transfer-encoding|content-length|te|trailer|upgrade|expect|accept-encoding|http2-settings|proxy-.*)$/;

/** Why a request cannot carry these headers, or undefined when it can. The rule of HttpClient, for tools to say it early. */
export function headersProblem(headers: Readonly<Record<string, string>>): string | undefined {
  const seen = new Set<string>();
  for (const [name, value] of Object.entries(headers)) {
    const said = JSON.stringify(name);
    const key = name.toLowerCase();
    if (!/^[!#$%&'*+.^_`|~0-9a-z-]{1,100}$/.test(key)) return `${said} is not the name of a header`;
    if (OURS.test(key)) return `${said} is set by the gateway`;
    if (seen.has(key)) return `${said} is there twice`;
    seen.add(key);
    // Visible ASCII, spaces and tabs: no line breaks, and nothing that two servers decode differently.
    if (!/^[\t\x20-\x7E]*$/.test(value)) return `${said} has a value that a header cannot carry`;
  }
  return undefined;
}
