/** The processes of a benchmark: each measured thing runs in one of its own, and says where it listens on its first line. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

export type BenchProcess = AsyncDisposable & {
  readonly port: number;
  readonly pid: number;
  /** From spawn to the line that says that it is ready. */
  readonly readyMs: number;
  /** Hands over every further line of its standard output that is JSON, parsed. */
  onLine(listener: (line: Record<string, unknown>) => void): void;
};

/** Starts `node file …args`, which prints `{"port":…}` when it is ready. Disposing ends it and waits. */
export async function startProcess(
  file: URL,
  options: { args?: string[]; nodeArgs?: string[]; env?: Record<string, string> } = {},
): Promise<BenchProcess> {
  const started = performance.now();
  const child = spawn(process.execPath, [...(options.nodeArgs ?? []), file.pathname, ...(options.args ?? [])], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...options.env },
  });
  const lines = createInterface({ input: child.stdout });
  const ready = new Promise<number>((resolve, reject) => {
    // Others speak here too, Next for one: the line that counts is ours.
    lines.on('line', (line) => {
      if (line.startsWith('{"port":')) resolve((JSON.parse(line) as { port: number }).port);
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`${file.pathname} ended before it was ready`)));
  });
  const port = await ready;
  const readyMs = performance.now() - started;
  const { pid } = child;
  if (pid === undefined) throw new Error(`${file.pathname} has no process id`);
  return {
    port,
    pid,
    readyMs,
    onLine: (listener) =>
      void lines.on('line', (line) => {
        if (line.startsWith('{')) listener(JSON.parse(line) as Record<string, unknown>);
      }),
    [Symbol.asyncDispose]: () => end(child),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** CPU time that a process has used so far, user and system. Linux counts it in hundredths of a second. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

export function residentMb(pid: number): number {
  return statusMb(pid, 'VmRSS');
}

/** The most that was resident since `resetPeak`. */
export function peakMb(pid: number): number {
  return statusMb(pid, 'VmHWM');
}

export function resetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

function statusMb(pid: number, field: string): number {
  const match = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(match?.[1] ?? 0) / 1024;
}
