/** A run as a client sees it: asked for, followed and stopped through a real gateway. */
import type { Envelope } from '../../protocol/events.ts';
import { type BareClient, newKey, type Stream } from '../../testing/bare-client.ts';

export async function open(client: BareClient): Promise<Stream> {
  const stream = client.stream();
  await stream.started;
  return stream;
}

export const run = (client: BareClient, input: string, more: { sessionId?: string; onBusy?: 'queue' } = {}) =>
  client.call('agent.run', { input, idempotencyKey: newKey(), ...more });

export const abort = (client: BareClient, runId: string) =>
  client.call('agent.abort', { runId, idempotencyKey: newKey() });

export const allow = (client: BareClient, tool: string) =>
  client.call('policy.update', {
    patch: { toolPolicy: { tools: { [tool]: 'allow' } } },
    idempotencyKey: newKey(),
  });

export const names = (envelopes: readonly Envelope[]) => envelopes.map(({ event }) => event);
