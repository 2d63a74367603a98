import { gatewaySidePort } from '../../../ui/gateway-location.ts';

/**
 * Signing in and out under a bare `next dev` only: hands the request to the gateway on its side port, so that the cookie
 * belongs to the page's own origin. Under `npm start` the gateway answers this address before Next sees it.
 */
async function forward(request: Request): Promise<Response> {
  const port = gatewaySidePort();
  if (port === undefined) return new Response(null, { status: 404 });
  const headers = new Headers({ 'content-type': 'application/json' });
  for (const name of ['origin', 'cookie']) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  const body = (await request.text()) || null;
  const answer = await fetch(`http://127.0.0.1:${port}/auth/session`, { method: request.method, headers, body });
  const passed = new Headers({ 'cache-control': 'no-store', 'content-type': 'application/json; charset=utf-8' });
  for (const cookie of answer.headers.getSetCookie()) passed.append('set-cookie', cookie);
  // What signs in is half in the cookie and half in this body; 204 may have none, not even an empty one.
  return new Response(answer.status === 204 ? null : await answer.text(), { status: answer.status, headers: passed });
}

export { forward as DELETE, forward as POST };
