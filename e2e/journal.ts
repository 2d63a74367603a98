import type { Envelope } from '../src/protocol/events.ts';
import type { GatewayClient } from '../src/testing/bench/lanes.ts';

/** Every event of a session, as any client reads them. */
export async function journalOf(client: GatewayClient, sessionId: string): Promise<Envelope[]> {
  const events: Envelope[] = [];
  for (let afterSeq: number | undefined = 0; afterSeq !== undefined; ) {
    const page: { events: Envelope[]; nextSeq?: number | undefined } = await client.call('sessions.history', {
      sessionId,
      afterSeq,
      limit: 1_000,
    });
    events.push(...page.events);
    afterSeq = page.nextSeq;
  }
  return events;
}
