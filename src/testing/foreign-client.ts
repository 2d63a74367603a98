/**
 * The last stage of `npm run verify`: the Python client of docs/examples, which has nothing of ours but the protocol page and
 * GET /schema, drives a real gateway. A tap between the two validates every frame both ways, cuts the connection in the middle
 * of a stream, and the gateway is restarted in the middle of another. Ends with one line `N passed, N failed, N skipped`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type FrameTap, startFrameTap } from './frame-tap.ts';
import { startTestGateway, type TestGateway, USER_TOKEN } from './test-gateway.ts';

const EXAMPLES = resolve(import.meta.dirname, '../../docs/examples/python');
const TIMEOUT_MS = 120_000;

const counts = { passed: 0, failed: 0 };

function check(name: string, kept: boolean, detail = ''): void {
  if (kept) counts.passed += 1;
  else counts.failed += 1;
  console.log(`${kept ? 'ok' : 'not ok'} - ${name}${kept || detail === '' ? '' : `: ${detail}`}`);
}

/** Debian's library belongs to Debian's Python, which need not be the first on the PATH. */
function findPython(): string | undefined {
  return ['/usr/bin/python3', 'python3'].find(
    (python) =>
      (!python.startsWith('/') || existsSync(python)) &&
      spawnSync(python, ['-c', 'import websocket; websocket.create_connection'], { stdio: 'ignore' }).status === 0,
  );
}

type Script = { code: number | null; stdout: string; stderr: string };

function runScript(python: string, args: readonly string[]): Promise<Script> {
  const child = spawn(python, ['-B', ...args], {
    cwd: EXAMPLES,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: AbortSignal.timeout(TIMEOUT_MS),
    env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
  });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8');
    child[name].on('data', (text: string) => (said[name] += text));
  }
  child.on('error', (error) => (said.stderr += String(error)));
  return once(child, 'close').then(([code]) => ({ code: code as number | null, ...said }));
}

async function tour(python: string, gateway: TestGateway, tap: FrameTap): Promise<void> {
  const tokens = ['--token', USER_TOKEN, '--service-token', gateway.serviceToken()];
  const { code, stdout, stderr } = await runScript(python, ['tour.py', '--url', tap.url, ...tokens]);
  console.log(stdout.trimEnd());
  counts.passed += stdout.match(/^ok - /gm)?.length ?? 0;
  counts.failed += stdout.match(/^not ok - /gm)?.length ?? 0;
  check('tour.py came to its end', code === 0, stderr);
}

/** Somebody asks for a long answer while `trouble` befalls: the answer has to be whole, and ask.py checks seqs and text itself. */
async function askThrough(
  trouble: { name: string; happens: () => Promise<void> | void },
  { python, gateway, tap }: { python: string; gateway: TestGateway; tap: FrameTap },
): Promise<void> {
  const connections = tap.connections;
  const asking = runScript(python, ['ask.py', '--url', tap.url, '--token', gateway.serviceToken(), '输出 150']);
  // Past connect, started, the answer and the first events: in the middle of the stream.
  await Promise.race([tap.serverFrames(40), asking]);
  await trouble.happens();
  const { code, stdout, stderr } = await asking;
  const seqs = [...stderr.matchAll(/^(\d+) agent\./gm)].map(([, seq]) => Number(seq));
  const repeated = seqs.length !== new Set(seqs).size;
  check(`${trouble.name}: ask.py has the whole text`, code === 0, `exit code ${code}\n${stderr}`);
  check(`${trouble.name}: it had to connect again`, tap.connections > connections);
  check(`${trouble.name}: no event came twice`, seqs.length > 40 && !repeated, seqs.join(' '));
  check(`${trouble.name}: the answer was printed`, stdout.trim().length > 150, stdout);
}

async function main(): Promise<void> {
  const python = findPython();
  if (python === undefined) {
    check('Python 3 with the websocket library is here', false, 'run `npm run setup`');
    return;
  }
  // As deployed: the rate limits are the real ones.
  await using gateway = await startTestGateway({ overrides: { rateFactor: 1 } });
  const response = await fetch(`http://127.0.0.1:${gateway.port}/schema`);
  check('GET /schema answers', response.ok);
  // What it is is for the validator to find out, which compiles it.
  const schema = (await response.json()) as Record<string, unknown>;
  await using tap = await startFrameTap({ target: gateway.url, schema });

  await tour(python, gateway, tap);
  const setting = { python, gateway, tap };
  const pingThenCut = async () => {
    await tap.ping();
    tap.cut();
  };
  await askThrough({ name: 'PING and a cut in the middle', happens: pingThenCut }, setting);
  await askThrough({ name: 'a restart of the gateway in the middle', happens: () => gateway.restart() }, setting);

  const { client, server, pings } = tap.frames;
  console.log(`validated ${client} frames of clients and ${server} of the gateway; PONG was said ${pings} times`);
  check('every frame both ways validates', tap.problems.length === 0, `\n${tap.problems.slice(0, 5).join('\n')}`);
  check('frames went through the tap, and PING was answered', client > 20 && server > 100 && pings > 0);
}

await main().catch((error: unknown) => {
  console.error(error);
  counts.failed += 1;
});
console.log(`${counts.passed} passed, ${counts.failed} failed, 0 skipped`);
process.exitCode = counts.failed === 0 ? 0 : 1;
