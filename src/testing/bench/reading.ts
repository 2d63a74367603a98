/** Reading what is stored: a page of many sessions, and the end of a long one. */
import { type Bench, TOKEN } from './bench.ts';
import { benchKey, connectFloor, connectGateway, type GatewayClient } from './lanes.ts';

const PAGE = 20;
const TAIL = 1_000;
const AT_ONCE = 200;

export async function measureReading(bench: Bench, longSessionId: string): Promise<void> {
  const { samples, rounds, lanes, quick } = bench;
  const sessions = quick ? 2_000 : 10_000;
  const client = await connectGateway(bench.gateway.port, TOKEN);
  const floor = await connectFloor(bench.floor.port);
  await createSessions(client, sessions);
  await floor.ask({ op: 'seed', sessions });
  const lane = await lanes.durable();
  for (let events = 0; events < TAIL; events += 3) await lane.turn('hi');

  for (let round = 0; round < rounds; round += 1) {
    samples.add('session list', 'durable', await times(100, () => floor.ask({ op: 'list', limit: PAGE })));
    samples.add('session list', 'openfoal', await times(100, () => client.call('sessions.list', { limit: PAGE })));
    const session = lane.sessionId;
    samples.add('tail', 'durable', await times(20, () => floor.ask({ op: 'tail', session, limit: TAIL })));
    samples.add('tail', 'openfoal', await times(20, () => readTail(client, longSessionId)));
  }
  lane.close();
  floor.close();
  client.close();
}

async function createSessions(client: GatewayClient, count: number): Promise<void> {
  for (let made = 0; made < count; made += AT_ONCE) {
    await Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) =>
        client.call('sessions.create', { title: `Session ${made + index}`, idempotencyKey: benchKey() }),
      ),
    );
  }
}

/** The last events of a session, in as many pages as the gateway makes of them. */
async function readTail(client: GatewayClient, sessionId: string): Promise<void> {
  let beforeSeq = Number.MAX_SAFE_INTEGER;
  for (let read = 0; read < TAIL; ) {
    const page = await client.call('sessions.history', { sessionId, beforeSeq, limit: TAIL - read });
    read += page.events.length;
    if (page.nextSeq === undefined) throw new Error(`the session has ${read} events only`);
    beforeSeq = page.nextSeq;
  }
}

async function times(count: number, work: () => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  while (took.length < count) {
    const startedAt = performance.now();
    await work();
    took.push(performance.now() - startedAt);
  }
  return took;
}
