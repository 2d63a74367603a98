import type { IncomingMessage } from 'node:http';

/** The sign-in cookie. Browsers do not keep ports apart, so the name carries ours: two gateways do not sign each other out. */
export type CookieJar = {
  read(request: Pick<IncomingMessage, 'headers'>): string | undefined;
  write(secret: string, options: { maxAgeMs: number; secure: boolean }): string;
};

export function createCookieJar(port: () => number): CookieJar {
  const name = () => `openfoal_${port()}`;
  return {
    read: ({ headers }) => {
      for (const pair of (headers.cookie ?? '').split(';')) {
        const at = pair.indexOf('=');
        if (at > 0 && pair.slice(0, at).trim() === name()) return pair.slice(at + 1).trim() || undefined;
      }
      return undefined;
    },
    write: (secret, { maxAgeMs, secure }) =>
      [
        `${name()}=${secret}`,
        'Path=/',
        'HttpOnly',
        'SameSite=Strict',
        `Max-Age=${Math.floor(maxAgeMs / 1000)}`,
        ...(secure ? ['Secure'] : []),
      ].join('; '),
  };
}
