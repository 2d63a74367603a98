/**
 * `npm run bench`: measures what quality.md asks for, each figure beside its floor in the same run, prints docs/benchmarks.md and
 * writes it. Reports only: nothing fails because it is slow.
 *
 * `--quick` takes a minute and writes nothing. `--only turns,tools,streams,crowds` measures a part and writes nothing;
 * with `--cpu-prof <folder>` the gateway is profiled meanwhile (read it with read-profile.ts).
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Bench, startBench, TOKEN } from './bench.ts';
import { measureCrowds } from './crowd.ts';
import { measureGrowth } from './growth.ts';
import { measureIdle, pagesAreBuilt } from './idle.ts';
import { benchKey, connectGateway } from './lanes.ts';
import { measureMachine } from './machine-floors.ts';
import { measureReading } from './reading.ts';
import { renderReport } from './report.ts';
import { measureStreams, measureToolRounds, measureTurns } from './turns.ts';

const PAGE = resolve(import.meta.dirname, '../../../docs/benchmarks.md');

/** What is measured in every round, in this order. */
const ROUND: Record<string, (bench: Bench) => Promise<void>> = {
  machine: measureMachine,
  turns: measureTurns,
  tools: measureToolRounds,
  streams: measureStreams,
  crowds: measureCrowds,
};

const { values } = parseArgs({
  options: { quick: { type: 'boolean' }, only: { type: 'string' }, 'cpu-prof': { type: 'string' } },
});
const only = values.only?.split(',');
const startedAt = performance.now();
const say = (text: string) =>
  console.error(`${((performance.now() - startedAt) / 1000).toFixed(0).padStart(4)} s  ${text}`);

{
  await using bench = await startBench({ quick: values.quick ?? false, profileTo: values['cpu-prof'] });
  await allowBash(bench);
  for (let round = 1; round <= bench.rounds; round += 1) {
    for (const [name, measure] of Object.entries(ROUND)) {
      if (only && !only.includes(name)) continue;
      say(`round ${round}: ${name}`);
      await measure(bench);
    }
  }
  if (!only) {
    say('a session that grows');
    const longSessionId = await measureGrowth(bench);
    say('reading');
    await measureReading(bench, longSessionId);
    say(pagesAreBuilt() ? 'starting and idling' : 'starting and idling, without pages: `npm run build` first');
    await measureIdle(bench);
  }
  const report = renderReport(bench.samples, { date: new Date(), rounds: bench.rounds });
  console.log(report);
  if (!only && !values.quick) writeFileSync(PAGE, report);
}
say('done');

/** The default policy asks before every command: here nobody answers. */
async function allowBash({ gateway }: Bench): Promise<void> {
  const client = await connectGateway(gateway.port, TOKEN);
  await client.call('policy.update', {
    patch: { toolPolicy: { tools: { 'bash.exec': 'allow' } } },
    idempotencyKey: benchKey(),
  });
  client.close();
}
