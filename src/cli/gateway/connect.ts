/** A connection of the command line: the same client as the page's, over a WebSocket that can carry a cookie. */
import NodeWebSocket from 'ws';
import { toCallFailure } from '../../client/call-failure.ts';
import { createGatewayClient, type GatewayClient } from '../../client/gateway-client.ts';
import type { ConnectResult } from '../../protocol/methods/connect.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { NoGatewayError } from '../exit-codes.ts';
import { VERSION } from '../version.ts';
import { nothingRuns, type Target } from './find-gateway.ts';
import type { SignIn } from './sign-in.ts';

export type Connection = {
  client: GatewayClient;
  actor: ConnectResult['actor'];
  url: string;
  close: () => void;
};

const PROBE_MS = 5_000;

/**
 * Connects, as the sign-in when there is one, else with the token.
 * @throws NoGatewayError when nothing answers there, or not to this credential
 */
export async function connectTo({ url, token }: Target, signIn?: SignIn): Promise<Connection> {
  await mustAnswer(url);
  const credentials = signIn ? { signInKey: signIn.key } : token === undefined ? {} : { token };
  const client = createGatewayClient({
    wsUrl: () => `${url.replace(/^http/, 'ws')}/ws`,
    clientName: 'cli',
    clientVersion: VERSION,
    WebSocket: socketWith(signIn?.cookie),
    token: () => (signIn ? undefined : token),
    ...(signIn ? { signInKey: () => signIn.key } : {}),
  });
  try {
    const params = { clientName: 'cli', clientVersion: VERSION, protocolVersion: PROTOCOL_VERSION, ...credentials };
    const { actor } = await client.query('connect', params);
    return { client, actor, url, close: client.close };
  } catch (error) {
    client.close();
    const { refusal, message } = toCallFailure(error);
    const unauthorized = client.connection.get() === 'signed-out' || refusal?.code === 'UNAUTHORIZED';
    throw new NoGatewayError(
      unauthorized ? notAccepted(url, token) : `The gateway at ${url} refused the connection: ${message}`,
    );
  }
}

/** Nothing is tried for long where nothing listens: a script wants to know. */
async function mustAnswer(url: string): Promise<void> {
  const answer = await fetch(`${url}/healthz`, { redirect: 'error', signal: AbortSignal.timeout(PROBE_MS) }).catch(
    () => undefined,
  );
  if (!answer) throw new NoGatewayError(nothingRuns(`No gateway answers at ${url}.`));
  await answer.body?.cancel();
  if (!answer.ok) {
    throw new NoGatewayError(
      `What answers at ${url} is no gateway that serves this address (HTTP ${answer.status}): use the address it was started with, or OPENFOAL_ALLOWED_ORIGINS.`,
    );
  }
}

function notAccepted(url: string, token: string | undefined): string {
  return token === undefined
    ? `The gateway at ${url} needs a credential: set OPENFOAL_TOKEN, or use the OPENFOAL_HOME that it runs on.`
    : `The gateway at ${url} does not accept this credential: check --token, OPENFOAL_TOKEN and OPENFOAL_HOME.`;
}

/** tRPC makes its sockets itself, with a URL alone: the cookie comes in by inheritance. */
function socketWith(cookie: string | undefined): typeof WebSocket {
  class SignedInWebSocket extends NodeWebSocket {
    constructor(url: string | URL) {
      super(url, { perMessageDeflate: false, ...(cookie === undefined ? {} : { headers: { cookie } }) });
      // An unheard 'error' would end the process; tRPC listens to the event of the same name and tries again.
      this.on('error', () => undefined);
    }
  }
  // ws offers the browser's interface; its types differ from lib.dom's in corners that tRPC does not use.
  return SignedInWebSocket as unknown as typeof WebSocket;
}
