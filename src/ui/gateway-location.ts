/**
 * Where the gateway is, for the server side of the pages. Under `npm start` it shares the page's port; under a bare `next dev`
 * instrumentation.ts starts it on a side port and leaves a note, in the one place that both copies of a module can see.
 */
export type GatewayNote = { port: number };

const NOTE = Symbol.for('openfoal.gateway');

/** The side port, or undefined when the gateway serves this page itself. */
export function gatewaySidePort(): number | undefined {
  const note = (globalThis as { [NOTE]?: GatewayNote })[NOTE];
  return typeof note?.port === 'number' ? note.port : undefined;
}

/** Addresses for a browser that reached the page at `host` (the Host header, with or without a port). */
export function gatewayUrls(host: string, secure: boolean): { wsUrl: string; httpUrl: string } {
  const port = gatewaySidePort();
  const { hostname } = new URL(`http://${host}`);
  const authority = port === undefined ? host : `${hostname}:${port}`;
  const tls = secure && port === undefined ? 's' : '';
  return { wsUrl: `ws${tls}://${authority}/ws`, httpUrl: `http${tls}://${authority}` };
}
