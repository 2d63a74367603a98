import { offlinePage } from '../../ui/offline/offline-page.ts';

/** Kept by the service worker together with the policy that it is answered with, whose nonce is in it. */
export function GET(request: Request): Response {
  const html = offlinePage(request.headers.get('x-nonce') ?? '');
  return new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' } });
}
