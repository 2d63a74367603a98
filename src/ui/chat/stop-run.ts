import type { GatewayClient } from '../../client/gateway-client.ts';

/** Stops what the session is doing, if it does something. @throws CallFailure as agent.abort does */
export async function stopRun(client: Pick<GatewayClient, 'query' | 'mutate'>, sessionId: string): Promise<void> {
  const { activeRun } = await client.query('sessions.get', { sessionId });
  if (activeRun) await client.mutate('agent.abort', { runId: activeRun.runId });
}
