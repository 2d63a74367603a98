import type { GatewayClient } from '../../client/gateway-client.ts';

/** What goes on without anybody. A run that waits for an approval waits in the store, and needs no process. */
const LIVE = ['queued', 'accepted', 'running'] as const;

/** Calls `live` when a run is on, then resolves once none is. */
export async function untilNoRunIsLive(
  client: Pick<GatewayClient, 'query' | 'stream'>,
  live: () => void,
): Promise<void> {
  const isAnyLive = async (): Promise<boolean> =>
    (await client.query('runs.list', { status: [...LIVE], limit: 1 })).items.length > 0;
  if (!(await isAnyLive())) return;
  live();
  await new Promise<void>((resolve, reject) => {
    const look = (): void => {
      isAnyLive().then((any) => {
        if (any) return;
        stop();
        resolve();
      }, reject);
    };
    // Whatever ends, and whatever begins to wait, is one of these; and who listens from now on looks once more.
    const stop = client.stream(
      { events: ['agent.completed', 'agent.failed', 'approval.required'] },
      { onEvent: look, onStarted: look, onEnd: reject },
    );
  });
}
