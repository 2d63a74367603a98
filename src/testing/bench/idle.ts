/** Starting, and doing nothing: with the pages against bare Next when they are built, and without. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { type Bench, gatewayEnvironment } from './bench.ts';
import { cpuSeconds, residentMb, startProcess } from './processes.ts';

const BUILD = resolve(import.meta.dirname, '../../../.next/BUILD_ID');
const GATEWAY = new URL('./gateway-main.ts', import.meta.url);
const BARE_NEXT = new URL('./bare-next.ts', import.meta.url);
const SETTLE_MS = 2_000;
const IDLE_MS = 10_000;

export const pagesAreBuilt = (): boolean => existsSync(BUILD);

export async function measureIdle({ samples, rounds, folder, modelUrl, quick }: Bench): Promise<void> {
  const env = gatewayEnvironment(join(folder, 'idle-home'), modelUrl);
  const pages = pagesAreBuilt();
  // The first start of a home makes its database.
  await (await startProcess(GATEWAY, { env }))[Symbol.asyncDispose]();
  for (let round = 0; round < rounds; round += 1) {
    await using gateway = await startProcess(GATEWAY, { env });
    await pass(SETTLE_MS);
    samples.add('start', 'openfoal', [gateway.readyMs]);
    samples.add('idle memory', 'openfoal', [residentMb(gateway.pid)]);
  }
  for (let round = 0; pages && round < rounds; round += 1) {
    await using bare = await startProcess(BARE_NEXT, { env: { NODE_ENV: 'production' } });
    await pass(SETTLE_MS);
    samples.add('start with pages', 'floor', [bare.readyMs]);
    samples.add('idle memory with pages', 'floor', [residentMb(bare.pid)]);
    await bare[Symbol.asyncDispose]();
    await using whole = await startProcess(GATEWAY, { env: { ...env, NODE_ENV: 'production' }, args: ['--pages'] });
    await pass(SETTLE_MS);
    samples.add('start with pages', 'openfoal', [whole.readyMs]);
    samples.add('idle memory with pages', 'openfoal', [residentMb(whole.pid)]);
  }
  await using idle = await startProcess(GATEWAY, {
    env: { ...env, NODE_ENV: 'production' },
    args: pages ? ['--pages'] : [],
  });
  await pass(SETTLE_MS);
  const before = cpuSeconds(idle.pid);
  await pass(quick ? IDLE_MS / 2 : IDLE_MS);
  const seconds = (quick ? IDLE_MS / 2 : IDLE_MS) / 1_000;
  samples.add('idle cpu', 'openfoal', [((cpuSeconds(idle.pid) - before) * 60) / seconds]);
}
