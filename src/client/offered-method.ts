import type { MutationName } from '../protocol/methods.ts';
import type { GatewayClient } from './gateway-client.ts';

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
