/** What every figure gets: the processes, the three ways to the model, and where to put what was measured. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directLane, durableLane, type OpenLane, openfoalLane, type Way } from './lanes.ts';
import { type BenchProcess, startProcess } from './processes.ts';
import { createSamples, type Samples } from './samples.ts';

export const WAYS: readonly Way[] = ['floor', 'durable', 'openfoal'];
export const TOKEN = 'bench-operator-token-0123456789';
const DEFAULT_MODEL = 'openai/fake';

export type Bench = AsyncDisposable & {
  quick: boolean;
  rounds: number;
  samples: Samples;
  model: BenchProcess;
  modelUrl: string;
  floor: BenchProcess;
  gateway: BenchProcess;
  lanes: Record<Way, OpenLane>;
  /** A folder on the disk that everything is measured on. */
  folder: string;
};

export async function startBench({
  quick,
  profileTo,
}: {
  quick: boolean;
  profileTo: string | undefined;
}): Promise<Bench> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'openfoal-bench-')));
  const started: BenchProcess[] = [];
  const start = async (...args: Parameters<typeof startProcess>) => {
    const process_ = await startProcess(...args);
    started.push(process_);
    return process_;
  };
  const dispose = async () => {
    for (const process_ of started.reverse()) await process_[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const model = await start(new URL('./model-main.ts', import.meta.url));
    const modelUrl = `http://127.0.0.1:${model.port}/v1`;
    const floor = await start(new URL('./durable-floor.ts', import.meta.url), { args: [folder, modelUrl] });
    const gateway = await start(new URL('./gateway-main.ts', import.meta.url), {
      env: gatewayEnvironment(join(folder, 'home'), modelUrl),
      ...(profileTo === undefined ? {} : { nodeArgs: ['--cpu-prof', `--cpu-prof-dir=${profileTo}`] }),
    });
    const lanes = {
      floor: directLane(modelUrl),
      durable: durableLane(floor.port),
      openfoal: openfoalLane(gateway.port, TOKEN),
    };
    return {
      quick,
      rounds: quick ? 1 : 3,
      samples: createSamples(),
      model,
      modelUrl,
      floor,
      gateway,
      lanes,
      folder,
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

export function gatewayEnvironment(home: string, modelUrl: string): Record<string, string> {
  return {
    OPENFOAL_HOME: home,
    OPENFOAL_TOKEN: TOKEN,
    OPENFOAL_MODEL: DEFAULT_MODEL,
    OPENAI_BASE_URL: modelUrl,
    OPENAI_API_KEY: '',
    OPENFOAL_DISCOVER_MODELS: 'off',
    PORT: '0',
    LOG_LEVEL: 'warn',
  };
}
