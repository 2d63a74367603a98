import { posix } from 'node:path';
import { z } from 'zod';
import type { ToolOutcome } from '../domain/run/tool-port.ts';
import type { ExecResult } from '../executor/port.ts';
import { appendLine, defineTool, stopped } from './define-tool.ts';

const DEFAULT_TIMEOUT_MS = 120_000;

const params = z.strictObject({
  command: z.string().min(1).max(100_000).describe('Text for bash -c. Several lines are fine.'),
  cwd: z.string().max(4096).default('.').describe('Directory to run in, relative to the session folder.'),
  timeoutMs: z
    .int()
    .min(100)
    .max(86_400_000)
    .optional()
    .describe(`Longest time in milliseconds; default ${DEFAULT_TIMEOUT_MS}, never above what the policy allows.`),
});

/** `bash.exec`: a shell command in the session's folder. Source: architecture.md §4. */
export const bashExec = defineTool({
  name: 'bash.exec',
  description:
    'Runs a bash command in the session folder and returns its output. There is no terminal and no input; every process that ' +
    'the command starts ends with it, so nothing can be left running in the background.',
  risk: 'high',
  effect: 'unknown',
  params,
  examples: [{ command: 'npm test' }],
  binding: z.strictObject({}),

  async prepare(args, place, { executor }) {
    // Asks only whether the directory is there and inside, before a person is asked about the command.
    await executor.list(place, args.cwd, 0);
    return {
      display: {
        kind: 'command',
        script: args.command,
        cwd: posix.resolve(place.folder, args.cwd),
        mode: place.mode,
        timeoutMs: timeoutOf(args, place.limits.toolTimeoutMs),
      },
      binding: {},
    };
  },

  async run({ args }, context, { executor }) {
    const timeoutMs = timeoutOf(args, context.limits.toolTimeoutMs);
    const result = await executor.exec(
      context,
      { script: args.command, cwd: args.cwd, timeoutMs, outputBytes: context.limits.outputBytes },
      { signal: context.signal, onOutput: context.onOutput },
    );
    return outcomeOf(result, timeoutMs);
  },
});

function timeoutOf(args: z.output<typeof params>, limitMs: number): number {
  return Math.min(args.timeoutMs ?? DEFAULT_TIMEOUT_MS, limitMs);
}

/** What the model reads: the output, and a last line in brackets when it did not simply succeed. */
function outcomeOf({ end, exitCode, output, truncatedBytes }: ExecResult, timeoutMs: number): ToolOutcome {
  const rest = { exitCode, ...(truncatedBytes > 0 ? { truncatedBytes } : {}) };
  switch (end) {
    case 'aborted':
      return { ...stopped(output), ...rest };
    case 'timed_out': {
      const message = `The command took longer than ${timeoutMs} ms and was ended, with everything it started.`;
      return failed(appendLine(output, `[timed out after ${timeoutMs} ms]`), message);
    }
    case 'exited': {
      if (exitCode === 0) return { status: 'success', output: output === '' ? '[no output]' : output, ...rest };
      return failed(appendLine(output, `[exit code ${exitCode}]`), `The command ended with exit code ${exitCode}.`);
    }
  }

  function failed(text: string, message: string): ToolOutcome {
    return { status: 'failed', output: text, ...rest, error: { code: 'TOOL_EXEC_FAILED', message } };
  }
}
