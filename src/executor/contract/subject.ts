import type { ExecProgram, ExecResult, Executor, Place } from '../port.ts';

/** An implementation under test. Folders are prepared by commands of the executor itself, so that any place will do. */
export type Subject = {
  executor: Executor;
  /** A fresh, empty session folder. */
  place(): Promise<Place>;
  /** Moves the clock that the executor was given by so much, back too; starts that are later see it moved. */
  moveClock(byMs: number): void;
  /** Runs `work` without the rights that make permission bits meaningless (root on the host). */
  asPlainUser<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
};
/** The subject is made in beforeAll; tests ask for it when they run. */
export type SubjectOf = () => Subject;

export type Chunk = { stream: 'stdout' | 'stderr'; offset: number; delta: string };
export type Ran = ExecResult & { chunks: Chunk[] };
type RunOptions = {
  cwd?: string;
  timeoutMs?: number;
  outputBytes?: number;
  signal?: AbortSignal;
  onOutput?: (chunk: Chunk) => void;
};

/** Runs a command and keeps its live output beside the result. */
export async function run(subject: Subject, place: Place, command: ExecProgram & RunOptions): Promise<Ran> {
  const { cwd = '.', timeoutMs = 15_000, outputBytes = 64 * 1024 } = command;
  const program: ExecProgram = 'script' in command ? { script: command.script } : { argv: command.argv };
  const chunks: Chunk[] = [];
  const result = await subject.executor.exec(
    place,
    { ...program, cwd, timeoutMs, outputBytes },
    {
      signal: command.signal ?? new AbortController().signal,
      onOutput(chunk) {
        chunks.push(chunk);
        command.onOutput?.(chunk);
      },
    },
  );
  return { ...result, chunks };
}

/** A fresh folder in which `script` has run without an error. */
export async function prepared(subject: Subject, script: string): Promise<Place> {
  const place = await subject.place();
  const { exitCode, output } = await run(subject, place, { script });
  if (exitCode !== 0) throw new Error(`preparing the folder failed with ${exitCode}: ${output}`);
  return place;
}

export const bytesOf = (text: string) => new TextEncoder().encode(text);
export const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
export const liveText = (chunks: readonly Chunk[], stream: Chunk['stream']) =>
  chunks
    .filter((chunk) => chunk.stream === stream)
    .map((chunk) => chunk.delta)
    .join('');
