import { posix } from 'node:path';
import { z } from 'zod';
import type { ToolOutcome } from '../domain/run/tool-port.ts';
import type { ExecProgram, ExecResult } from '../executor/port.ts';
import { appendLine, defineTool, stopped } from './define-tool.ts';

const DEFAULT_TIMEOUT_MS = 120_000;

const params = z
  .strictObject({
    command: z.string().min(1).max(100_000).optional().describe('Text for bash -c. Several lines are fine.'),
    argv: z
      .array(z.string().max(100_000))
      .min(1)
      .max(1_000)
      .optional()
      .describe('Instead of command: a program and its arguments, each as it is. No shell reads them.'),
    cwd: z.string().max(4096).default('.').describe('Directory to run in, relative to the session folder.'),
    timeoutMs: z
      .int()
      .min(100)
      .max(86_400_000)
      .optional()
      .describe(`Longest time in milliseconds; default ${DEFAULT_TIMEOUT_MS}, never above what the policy allows.`),
  })
  .refine((args) => (args.command === undefined) !== (args.argv === undefined), {
    message: 'give either "command" (shell text) or "argv" (a program and its arguments), not both and not neither',
  });
type Args = z.output<typeof params>;

/** `bash.exec`: a command in the session's folder, as shell text or as words. Source: architecture.md §4. */
export const bashExec = defineTool({
  name: 'bash.exec',
  description:
    'Runs a command in the session folder and returns its output: shell text as `command`, or one program with its arguments as ' +
    '`argv`, which needs no quoting and which a policy can allow without asking. There is no terminal and no input; every ' +
    'process that the command starts ends with it, so nothing can be left running in the background. Of a long output the ' +
    'beginning and the end are kept.',
  risk: 'high',
  effect: 'unknown',
  params,
  examples: [{ command: 'npm test' }, { argv: ['git', 'commit', '--message', 'Mend the "total" of an empty cart'] }],
  binding: z.strictObject({}),

  subject: ({ argv }) => (argv ? { argv } : { script: true }),

  async prepare(args, place, { executor }) {
    // Asks only whether the directory is there and inside, before a person is asked about the command.
    await executor.list(place, args.cwd, 0);
    const program = programOf(args);
    const shown = 'argv' in program ? { script: quoted(program.argv), argv: [...program.argv] } : program;
    return {
      display: {
        kind: 'command',
        ...shown,
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
      { ...programOf(args), cwd: args.cwd, timeoutMs, outputBytes: context.limits.outputBytes },
      { signal: context.signal, onOutput: context.onOutput },
    );
    return outcomeOf(result, timeoutMs);
  },
});

function programOf({ command, argv }: Args): ExecProgram {
  if (argv) return { argv };
  if (command !== undefined) return { script: command };
  throw new Error('the arguments were parsed: one of the two is there');
}

/** The words as a shell would need them, for people who read commands. */
function quoted(argv: readonly string[]): string {
  return argv.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
}

function timeoutOf(args: Args, limitMs: number): number {
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
