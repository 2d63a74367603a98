import type { MutationName } from '../protocol/methods.ts';
import type { GatewayClient, QueryName } from './gateway-client.ts';

/**
 * Calls a method that `connect` lists and the table of this page does not know yet: a later gateway offers more. Its answer is
 * whatever that gateway says.
 */
export function mutateOffered(
  client: Pick<GatewayClient, 'mutate'>,
  method: string,
  input: Record<string, unknown>,
): Promise<unknown> {
  // The seam between the name of a method and a method of the table: the gateway validates what arrives.
  return client.mutate(method as MutationName, input);
}

/** The same for a query. */
export function queryOffered(
  client: Pick<GatewayClient, 'query'>,
  method: string,
  { input, signal }: { input: Record<string, unknown>; signal: AbortSignal },
): Promise<unknown> {
  return client.query(method as QueryName, input, signal);
}
