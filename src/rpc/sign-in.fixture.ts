/** Signing in as a page does, for tests: the cookie that a browser would send, and the key that the page would keep. */
export async function signInTo({ port }: { port: number }, code: string): Promise<{ cookie: string; key: string }> {
  const origin = `http://localhost:${port}`;
  const answer = await fetch(`${origin}/auth/session`, {
    method: 'POST',
    headers: { origin },
    body: JSON.stringify({ code }),
  });
  const { key } = (await answer.json()) as { key: string };
  return { cookie: answer.headers.get('set-cookie')?.split(';', 1)[0] ?? '', key };
}
