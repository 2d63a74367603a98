/**
 * Signing in as the page does: a link's one-time code becomes a cookie and a key, which only together are a user
 * (docs/decisions/0009). Both stay in the memory of this process.
 */
import { z } from 'zod';
import { NoGatewayError, UsageError } from '../exit-codes.ts';

export type SignIn = { cookie: string; key: string };

const Answer = z.object({ key: z.string() });
const Refused = z.object({ error: z.object({ message: z.string() }) });

/** The code in a sign-in link, or the code alone. @throws UsageError when it is neither */
export function codeOfLink(text: string): string {
  const trimmed = text.trim();
  const code = /#(?:.*&)?code=([^&\s]+)/.exec(trimmed)?.[1] ?? trimmed;
  if (!/^[\x21-\x7e]{16,512}$/.test(code) || code.includes('/')) {
    throw new UsageError(
      'That is no sign-in link: it ends in #code=… and is printed by `openfoal start`; press Enter there for a new one.',
    );
  }
  return code;
}

/** @throws NoGatewayError when the gateway does not accept the code */
export async function signInTo(url: string, link: string): Promise<SignIn> {
  const body = JSON.stringify({ code: codeOfLink(link) });
  const answer = await fetch(`${url}/auth/session`, {
    method: 'POST',
    headers: { origin: url, 'content-type': 'application/json' },
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(10_000),
  });
  const said: unknown = await answer.json().catch(() => undefined);
  const cookie = answer.headers.get('set-cookie')?.split(';', 1)[0];
  const { data } = Answer.safeParse(said);
  if (answer.ok && data && cookie) return { cookie, key: data.key };
  const why = Refused.safeParse(said).data?.error.message;
  throw new NoGatewayError(why ?? `The gateway did not take the sign-in (HTTP ${answer.status}).`);
}
