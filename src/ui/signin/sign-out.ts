import { forgetSignInKey, readSignInKey } from './sign-in-key.ts';

/**
 * `DELETE /auth/session`, protocol.md §2: ends this browser's session. Every tab of it is told: the gateway closes their
 * connections, and the key goes from the storage that they share. Answers whether the gateway knows of it.
 */
export async function signOut(): Promise<boolean> {
  const key = readSignInKey(localStorage);
  try {
    const answer = await fetch('/auth/session', {
      method: 'DELETE',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(key === undefined ? {} : { key }),
    });
    if (!answer.ok) return false;
    forgetSignInKey(localStorage);
    return true;
  } catch {
    return false;
  }
}
