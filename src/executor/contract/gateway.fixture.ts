/**
 * A gateway that is about to die: runs one command (argv: home, folder, script) and passes its output on. Tests kill it.
 */
import { createHostExecutor } from '../host.ts';
import { probeContainment } from '../probe-containment.ts';

const [home = '', folder = '', script = ''] = process.argv.slice(2);
const executor = createHostExecutor({
  containment: await probeContainment(process.env),
  hiddenPaths: [home],
  env: process.env,
  now: () => performance.now(),
});
await executor.exec(
  { sessionId: 'fixture', folder },
  { script, cwd: '.', timeoutMs: 600_000, outputBytes: 1024 },
  { signal: new AbortController().signal, onOutput: ({ delta }) => process.stdout.write(delta) },
);
