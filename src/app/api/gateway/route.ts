import { gatewayUrls } from '../../../ui/gateway-location.ts';

/** Where the page finds the gateway. Under a bare `next dev` that is a side port, which a restart may change. */
export function GET(request: Request): Response {
  const { protocol } = new URL(request.url);
  const host = request.headers.get('host') ?? '127.0.0.1';
  return Response.json(gatewayUrls(host, protocol === 'https:'), { headers: { 'cache-control': 'no-store' } });
}
