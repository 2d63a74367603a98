/**
 * `npm run bench:ui`: measures the pages in a browser and writes docs/benchmarks-ui.md. Reports only: nothing fails because it is
 * slow. Needs `npm run build`. `--quick` takes one round of less and writes nothing.
 */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gatewayEnvironment } from './bench.ts';
import { pagesAreBuilt } from './idle.ts';
import { startProcess } from './processes.ts';
import { createSamples } from './samples.ts';
import { launchBrowser, measureFirstLoad, measureInteractive, measureLongSession, type UiBench } from './ui.ts';
import { measureLighthouse } from './ui-lighthouse.ts';
import { renderUiReport } from './ui-report.ts';

const PAGE = resolve(import.meta.dirname, '../../../docs/benchmarks-ui.md');

if (!pagesAreBuilt()) throw new Error('There are no pages to measure: `npm run build` first.');
const { values } = parseArgs({ options: { quick: { type: 'boolean' } } });
const quick = values.quick ?? false;
const rounds = quick ? 1 : 3;
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'openfoal-bench-ui-')));
const say = (text: string) => console.error(text);

try {
  await using model = await startProcess(new URL('./model-main.ts', import.meta.url));
  const environment = gatewayEnvironment(join(folder, 'home'), `http://127.0.0.1:${model.port}/v1`);
  await using gateway = await startProcess(new URL('./gateway-main.ts', import.meta.url), {
    env: { ...environment, NODE_ENV: 'production' },
    args: ['--pages'],
  });
  await using bare = await startProcess(new URL('./bare-next.ts', import.meta.url), {
    env: { NODE_ENV: 'production' },
  });
  await using browser = await launchBrowser();
  const bench: UiBench = { samples: createSamples(), rounds, quick, gateway, bare, browser };
  say('first load');
  await measureFirstLoad(bench);
  for (let round = 1; round <= rounds; round += 1) {
    say(`interactive, round ${round}`);
    await measureInteractive(bench);
  }
  say('a long session');
  await measureLongSession(bench);
  say('lighthouse');
  const lost = await measureLighthouse(bench);
  const report = renderUiReport(bench.samples, { date: new Date(), rounds, lost });
  console.log(report);
  if (!quick) writeFileSync(PAGE, report);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
