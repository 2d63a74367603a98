/** Many sessions at once, 200 tokens at 50 a second each: how late the last ones are, and what it costs. */
import { type Bench, TOKEN, WAYS } from './bench.ts';
import { connectGateway, type Way } from './lanes.ts';
import { cpuSeconds, peakMb, resetPeak } from './processes.ts';

/** 200 tokens at 50 a second cannot take less. */
export const IDEAL_MS = 3_980;
const ASK = 'bench:tokens=200;rate=50';

export async function measureCrowds(bench: Bench): Promise<void> {
  for (const sessions of bench.quick ? [100] : [1, 10, 100]) {
    for (const way of WAYS) await crowd(bench, way, sessions);
  }
}

async function crowd({ samples, lanes, floor, gateway }: Bench, way: Way, sessions: number): Promise<void> {
  const opened = await Promise.all(Array.from({ length: sessions }, () => lanes[way]()));
  const watcher = way === 'openfoal' ? await connectGateway(gateway.port, TOKEN) : undefined;
  const delaysMs: number[] = [];
  await watcher?.follow({}, ({ createdAt }) => {
    delaysMs.push(performance.timeOrigin + performance.now() - Date.parse(createdAt));
  });
  const pid = { floor: undefined, durable: floor.pid, openfoal: gateway.pid }[way];
  if (pid !== undefined) resetPeak(pid);
  const cpuBefore = pid === undefined ? 0 : cpuSeconds(pid);

  const turns = await Promise.all(opened.map((lane) => lane.turn(ASK)));

  const figure = `crowd ${sessions}`;
  if (pid !== undefined) {
    samples.add(`${figure} cpu`, way, [cpuSeconds(pid) - cpuBefore]);
    samples.add(`${figure} memory`, way, [peakMb(pid)]);
  }
  samples.add(
    figure,
    way,
    turns.map(({ wholeMs }) => wholeMs),
  );
  samples.add(`${figure} failed`, way, [turns.filter(({ ok }) => !ok).length]);
  samples.add(`${figure} watched`, way, delaysMs);
  watcher?.close();
  for (const lane of opened) lane.close();
}
