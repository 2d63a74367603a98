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
  /** Of the body, beyond `maxBytes`. `undefined` when it was not read to its end. */
  truncated: boolean;
  /** Where the answer came from, after redirects. */
  url: string;
  redirects: readonly string[];
};

export interface HttpClient {
  /**
   * Looks at where a request would go, without sending anything: every address of the host is resolved and must be public.
   * @throws ProtocolError SSRF_BLOCKED when the URL or any of its addresses is refused
   * @throws ProtocolError TOOL_EXEC_FAILED when the host has no address
   */
  check(url: string): Promise<void>;
  /**
   * Sends it to an address that was resolved once, checked and pinned; every redirect is checked in the same way. Cookies and
   * credentials are never added, and an Authorization header does not follow to another origin.
   * @throws ProtocolError SSRF_BLOCKED, TOOL_EXEC_FAILED (unreachable, too many redirects, timed out); the signal's reason
   */
  request(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse>;
}
