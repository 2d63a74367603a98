import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { Duplex, Readable } from 'node:stream';
import { ProtocolError } from '../protocol/errors.ts';
import { findDoors } from './closed-doors.ts';
import { commandEnvironment } from './command-environment.ts';
import { fileProblem } from './file-problem.ts';
import { type HiddenFolder, type HiddenFolders, moved } from './hidden-folders.ts';
import { type Containment, launch, mountTable } from './host-containment.ts';
import { createLiveOutput } from './live-output.ts';
import { type Directory, openDirectory } from './path-walk.ts';
import { createPipePool, type Pipe } from './pipe-pool.ts';
import type { ExecCommand, ExecIo, ExecProgram, ExecResult, Place } from './port.ts';
import { childrenOf, signalIfThere } from './process-tree.ts';

export type HostExecOptions = {
  containment: Containment;
  /** Folders that commands must not see. */
  hidden: HiddenFolders;
  env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds; only differences are used. */
  now: () => number;
};

/** Linux takes no longer single argument (MAX_ARG_STRLEN, with its final NUL). */
const MAX_WORD_BYTES = 131_071;
/** All arguments together; Linux takes a quarter of the stack's limit, 2 MiB as a rule, environment included. */
const MAX_WORDS_BYTES = 1024 * 1024;
/** The final NUL and the pointer that the system counts for each. */
const WORD_COST_BYTES = 9;
/** 128 + SIGKILL: what a command that was stopped is said to have ended with. */
const KILLED = 137;
/** How long a process group may take to disappear after SIGKILL, and its open output to be read. */
const GROUP_GRACE_MS = 1_000;

/**
 * Executor.exec on the host. A command that has to go gets SIGKILL at once and no warning: a grace period would be one more
 * moment in which a stopped run still changes files.
 */
export function createHostExec({ containment, hidden, env, now }: HostExecOptions) {
  const environment = commandEnvironment(env);
  const pipes = process.platform === 'linux' ? createPipePool(environment.TMPDIR ?? '/tmp') : undefined;
  const contained = containment.kind === 'namespace';
  let tables = 0;

  /** The mount table as an open file without a name: mount(8) reads one only from a regular file. */
  function openMountTable(covered: readonly HiddenFolder[], folder: string): number | undefined {
    const [home] = covered;
    if (home === undefined) return undefined;
    tables += 1;
    const path = join(home.descriptor, `.mounts-${process.pid}-${tables}`);
    const fd = openSync(path, 'wx', 0o600);
    try {
      const doors = findDoors({
        asRoot: containment.kind === 'namespace' && containment.as === 'root',
        uid: process.geteuid?.() ?? 0,
        personHome: environment.HOME,
      });
      const paths = covered.map((hiddenFolder) => hiddenFolder.path);
      writeSync(fd, mountTable(paths, folder, doors));
      return openSync(path, 'r');
    } finally {
      closeSync(fd);
      unlinkSync(path);
    }
  }

  async function exec(place: Place, command: ExecCommand, io: ExecIo): Promise<ExecResult> {
    const startedAt = now();
    const output = createLiveOutput(command.outputBytes, io.onOutput);
    const result = (end: ExecResult['end'], exitCode: number): ExecResult => ({
      end,
      exitCode,
      ...output.result(),
      durationMs: Math.max(0, now() - startedAt),
    });

    const outputs: Pipe[] = [];
    let folder: Directory | undefined;
    let working: Directory | undefined;
    let mounts: number | undefined;
    let child: ChildProcess;
    try {
      refuseUnfit(command);
      if (pipes) for (let count = 0; count < 2; count += 1) outputs.push(await pipes.take());
      // The last moment before something starts, and nothing below waits.
      if (io.signal.aborted) {
        for (const pipe of outputs) pipe.unused();
        return result('aborted', KILLED);
      }
      folder = openDirectory(place, '.', { hidden });
      working = openDirectory(place, command.cwd, { hidden });
      mounts = contained ? openMountTable(hidden.atTheirPlace(), place.folder) : undefined;
      const cwd = join(place.folder, working.relative);
      const [stdout, stderr] = [outputs[0]?.writeFd ?? 'pipe', outputs[1]?.writeFd ?? 'pipe'] as const;
      const { file, args } = launch(containment, { program: command, cwd, hide: mounts !== undefined });
      child = spawn(file, args, {
        // By descriptor where there is one, so that the folder that was looked at is the folder that is entered.
        cwd: contained ? folder.path : working.path,
        // Next's types make NODE_ENV part of every environment; a command's has none.
        env: environment as NodeJS.ProcessEnv,
        // A session of its own: no terminal to ask a password on, and a group to kill.
        detached: true,
        stdio: contained
          ? [mounts ?? 'ignore', stdout, 'pipe', 'pipe', stderr, working.fd ?? 'ignore']
          : ['ignore', stdout, stderr],
      });
    } catch (error) {
      for (const pipe of outputs) pipe.unused();
      throw fileProblem(error, command.cwd);
    } finally {
      if (mounts !== undefined) closeSync(mounts);
      folder?.close();
      working?.close();
    }
    for (const pipe of outputs) pipe.started();

    const readers = [outputs[0]?.reader ?? child.stdout, outputs[1]?.reader ?? child.stderr];
    const drained = Promise.all([follow(readers[0], output.stdout), follow(readers[1], output.stderr)]);
    const exited = exitOf(child);
    const diagnostics = contained ? firstWords(child.stderr) : () => '';

    let stopped: 'timed_out' | 'aborted' | undefined;
    let entered = !contained;
    let displaced = false;
    let reusable = false;
    // The fourth entry is a socket pair by the stdio option above; Node types it as any stream or none.
    const control = (child.stdio[3] ?? undefined) as Duplex | undefined;
    control?.on('error', () => {});
    control?.on('data', () => {
      if (stopped || entered || displaced) return;
      displaced = mounts !== undefined && !isCovered(hidden, child);
      if (displaced) {
        control.destroy();
        return;
      }
      entered = true;
      control.end('go\n');
    });
    const stop = (reason: 'timed_out' | 'aborted') => {
      stopped ??= reason;
      if (!contained) killGroup(child);
      else killNamespace(child, entered);
      if (!entered) control?.destroy();
    };
    const onAbort = () => stop('aborted');
    const timer = setTimeout(() => stop('timed_out'), command.timeoutMs);
    io.signal.addEventListener('abort', onAbort);
    if (io.signal.aborted) onAbort();

    try {
      const exitCode = await exited;
      clearTimeout(timer);
      io.signal.removeEventListener('abort', onAbort);
      const deadline = AbortSignal.timeout(GROUP_GRACE_MS);
      if (!contained) killGroup(child);
      const sawEnd = await readToEnd(drained, readers, deadline);
      // A pipe whose end did not come is still in somebody's hand, who could write into another command's output.
      reusable = contained && sawEnd;
      if (!contained) await groupGone(child, deadline);
      if (stopped) return result(stopped, KILLED);
      if (displaced) throw moved();
      if (!entered) {
        throw new ProtocolError('TOOL_EXEC_FAILED', 'The command could not be started: its containment failed.', {
          cause: diagnostics(),
        });
      }
      return result('exited', exitCode);
    } finally {
      clearTimeout(timer);
      io.signal.removeEventListener('abort', onAbort);
      control?.destroy();
      for (const pipe of outputs) pipe.finished(reusable);
    }
  }

  return exec;
}

/** What no system could start. The limits hold for every implementation, so that a command does not depend on its place. */
function refuseUnfit(program: ExecProgram): void {
  const words = 'script' in program ? [program.script] : program.argv;
  const refuse = (why: string) => new ProtocolError('TOOL_EXEC_FAILED', `The command ${why}`);
  if (words.length === 0) throw refuse('has no program: name one.');
  let totalBytes = 0;
  for (const word of words) {
    if (word.includes('\0')) throw refuse('holds a NUL character: take it out.');
    const bytes = Buffer.byteLength(word);
    if (bytes > MAX_WORD_BYTES) {
      throw refuse(`is longer than ${MAX_WORD_BYTES} bytes in one piece: write that to a file and use the file.`);
    }
    totalBytes += bytes + WORD_COST_BYTES;
  }
  if (totalBytes > MAX_WORDS_BYTES) throw refuse('has too many arguments: write them to a file and use the file.');
}

/**
 * Whether the hidden folders, which are at their place, are out of sight in the mounts of the stage. Another command may have
 * moved one between the look before the start and the mount, so it is asked again before the command is let in.
 */
function isCovered(hidden: HiddenFolders, child: ChildProcess): boolean {
  const [stage] = child.pid === undefined ? [] : childrenOf(child.pid);
  if (stage === undefined) return false;
  try {
    return hidden.atTheirPlace().every((folder) => !folder.is(statSync(`/proc/${stage}/root${folder.path}`)));
  } catch {
    return false;
  }
}

/** Resolves with the exit code. @throws ProtocolError TOOL_EXEC_FAILED when the program could not be started at all */
function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(new ProtocolError('TOOL_EXEC_FAILED', 'The command could not be started.', { cause: error })),
    );
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}

/** Why containment could not be set up, for the log; bounded, since nothing reads it otherwise. */
function firstWords(reader: Readable | null): () => string {
  let words = '';
  reader?.on('data', (chunk: Buffer) => {
    if (words.length < 2_000) words += chunk.toString('utf8');
  });
  reader?.on('error', () => {});
  return () => words;
}

function follow(reader: Readable | null | undefined, sink: { push(chunk: Buffer): void; end(): void }): Promise<void> {
  return new Promise((resolve) => {
    reader?.on('data', (chunk: Buffer) => sink.push(chunk));
    reader?.on('error', () => {});
    const done = () => {
      sink.end();
      resolve();
    };
    if (reader) reader.once('close', done);
    else done();
  });
}

/**
 * Kills process 1 of the namespace and with it everything inside; unshare then reaps it and leaves, which says that all are
 * gone. Killing unshare instead would say so too early. Before the command is let in there may be no process 1 yet: then what
 * is being set up is killed, and a stage that was just born finds nobody to let it in.
 */
function killNamespace(child: ChildProcess, entered: boolean): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const inits = childrenOf(child.pid);
  for (const init of inits) signalIfThere(init, 'SIGKILL');
  if (!entered && inits.length === 0) signalIfThere(child.pid, 'SIGKILL');
}

function killGroup(child: ChildProcess): boolean {
  return child.pid !== undefined && signalIfThere(-child.pid, 'SIGKILL');
}

/** Output that somebody outside holds open (a descriptor can be sent over a socket) is let go. True when the end was read. */
async function readToEnd(
  drained: Promise<unknown>,
  readers: readonly (Readable | null | undefined)[],
  deadline: AbortSignal,
): Promise<boolean> {
  let ended = false;
  const end = drained.then(() => {
    ended = true;
  });
  await Promise.race([end, once(deadline, 'abort')]);
  // After a long pause of this process the deadline comes before what is there to be read: one more turn reads it.
  if (!ended) await new Promise((resolve) => setImmediate(resolve));
  const sawEnd = ended;
  if (!sawEnd) for (const reader of readers) reader?.destroy();
  await drained;
  return sawEnd;
}

/** No event tells of the end of a process that is not our child; the group is asked until it is empty. */
async function groupGone(child: ChildProcess, deadline: AbortSignal): Promise<void> {
  while (child.pid !== undefined && signalIfThere(-child.pid, 0) && !deadline.aborted) {
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
