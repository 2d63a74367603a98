import type { Session } from '../protocol/entities.ts';
import type { GatewayClient } from './gateway-client.ts';
import { mutateOffered } from './offered-method.ts';

/** sessions.fork: a new session with everything before the message. @throws CallFailure */
export async function forkSession(
  client: Pick<GatewayClient, 'mutate'>,
  place: { sessionId: string; messageId: string },
): Promise<Session> {
  return (await mutateOffered(client, 'sessions.fork', place)) as Session;
}
