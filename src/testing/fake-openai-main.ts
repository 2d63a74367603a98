/**
 * The fake model as a process of its own, for benchmarks: prints `{"port":…}` on stdout and serves until it is killed. What it
 * answers is chosen by the last user message, see fake-openai-bench.ts.
 */

import { startFakeOpenAi } from './fake-openai.ts';
import { benchScript } from './fake-openai-bench.ts';

const server = await startFakeOpenAi({ script: benchScript, port: Number(process.argv[2] ?? 0) });
console.log(JSON.stringify({ port: server.port }));
