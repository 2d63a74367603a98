import type { Blobs } from '../domain/attachment/ports.ts';
import type { MemoryFiles } from '../domain/memory/ports.ts';
import type { MetricsSummary } from '../domain/metrics/metrics-summary.ts';
import type { Queries } from '../domain/queries.ts';
import type { RunDriver } from '../domain/run/driver.ts';
import type { RunDeps } from '../domain/run/run-deps.ts';
import type { Machine } from '../domain/system/ports.ts';
import type { Handshake } from './handshake.ts';
import type { Subscriptions } from './subscriptions.ts';
import type { Rpc } from './trpc.ts';

/** What the routers route to. */
export type Operations = {
  rpc: Rpc;
  deps: RunDeps;
  driver: RunDriver;
  memory: MemoryFiles;
  blobs: Blobs;
  machine: Machine;
  queries: Queries;
  metrics: MetricsSummary;
  handshake: Handshake;
  subscriptions: Subscriptions;
};

/** An effect that either happens or throws. */
export async function done<T>(result: Promise<T>): Promise<{ result: T }> {
  return { result: await result };
}
