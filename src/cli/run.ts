/**
 * `openfoal run`: one message for scripts. The answer goes to stdout, what happens on the way to stderr, and the exit code says
 * how it ended. One idempotency key per invocation, so that a lost connection never runs it twice.
 */
import { text as readAll } from 'node:stream/consumers';
import { emptyTranscript } from '../client/fold/transcript.ts';
import { newKey } from '../client/gateway-client.ts';
import { openSession } from '../client/session-store.ts';
import { readConfig } from '../config/config.ts';
import { processEnvironment } from '../config/environment.ts';
import { parseCommand, secondsOf } from './arguments.ts';
import { RUN_OPTIONS } from './command-options.ts';
import { UsageError } from './exit-codes.ts';
import { connectTo } from './gateway/connect.ts';
import { enterSession, parsePlace } from './gateway/enter-session.ts';
import { findGateway } from './gateway/find-gateway.ts';
import { createRunReport } from './run-report.ts';
import { createStyle, wantsColour } from './terminal/style.ts';
import { watchRun } from './watch-run.ts';

export async function run(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommand(args, RUN_OPTIONS, 1);
  const place = parsePlace(values);
  const timeoutMs = secondsOf(values.timeout, 'timeout');
  const input = await messageOf(words[0]);
  const environment = processEnvironment();
  const { client, close } = await connectTo(findGateway(values, readConfig(environment)));
  const interrupts = new AbortController();
  const interrupt = (): void => interrupts.abort();
  // The first one stops the run and waits for its end; a second one is answered by the system.
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    const key = newKey();
    const { sessionId, lastSeq } = await enterSession(client, place, key);
    const known = emptyTranscript(sessionId, lastSeq + 1);
    const report = createRunReport({
      json: values.json === true,
      progress: values.quiet !== true && values.json !== true,
      style: createStyle(wantsColour(process.stderr, environment)),
      stdoutIsTerminal: process.stdout.isTTY,
    });
    const onBusy = values.queue ? 'queue' : 'reject';
    const { runId } = await client.mutate('agent.run', { sessionId, input, attachments: [], onBusy }, { key });
    return await watchRun({
      client,
      runId,
      session: (onEvent) => openSession({ client, sessionId, known, onEvent }),
      report,
      wait: values.wait === true,
      timeoutMs,
      interrupted: interrupts.signal,
    });
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    close();
  }
}

/** @throws UsageError when there is no message, neither as a word nor, for `-`, on standard input */
async function messageOf(word: string | undefined): Promise<string> {
  if (word === undefined) throw new UsageError('There is no message: write it in quotes, or `-` for standard input.');
  const message = word === '-' ? await readAll(process.stdin) : word;
  if (message.trim() === '') throw new UsageError('The message is empty.');
  return message;
}
