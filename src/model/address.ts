/** Where a provider is, and what says who asks. */
export type Address = {
  /** Without user and password, without a slash at the end. */
  baseUrl: string;
  headers: Record<string, string>;
  /** What must never be shown: keys and passwords in every form in which they are sent. */
  secrets: readonly string[];
};

/** User and password in an address become Basic authorization, when there is no key: fetch refuses them where they stand. */
export function readAddress(
  { baseUrl, apiKey }: { baseUrl: string; apiKey?: string | undefined },
  wire: { headers?: Record<string, string>; keyHeaders: (apiKey: string) => Record<string, string> },
): Address {
  const url = new URL(baseUrl);
  const user = decodeURIComponent(url.username);
  const password = decodeURIComponent(url.password);
  url.username = '';
  url.password = '';
  const basic = user === '' ? '' : Buffer.from(`${user}:${password}`).toString('base64');
  const headers = { ...wire.headers, ...(basic === '' ? {} : { authorization: `Basic ${basic}` }) };
  return {
    baseUrl: url.toString().replace(/\/+$/, ''),
    headers: apiKey ? { ...headers, ...wire.keyHeaders(apiKey) } : headers,
    secrets: [apiKey ?? '', password, basic],
  };
}

export function bearer(apiKey: string): Record<string, string> {
  return { authorization: `Bearer ${apiKey}` };
}
