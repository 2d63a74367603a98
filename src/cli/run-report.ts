/** What `openfoal run` prints: the answer or the events on stdout, progress and what to do on stderr. */

import type { Transcript } from '../client/fold/transcript.ts';
import type { Approval } from '../protocol/entities.ts';
import type { Envelope } from '../protocol/events.ts';
import { approvalLines } from './terminal/approval-text.ts';
import { jsonLine } from './terminal/json-line.ts';
import { safeText } from './terminal/safe-text.ts';
import type { Style } from './terminal/style.ts';
import { createTranscriptPrinter } from './terminal/transcript-printer.ts';

export type RunReport = {
  event: (event: Envelope) => void;
  transcript: (transcript: Transcript) => void;
  waits: (approval: Approval, stays: boolean) => void;
  stopping: (by: 'interrupt' | 'timeout') => void;
  end: () => void;
};

type Options = {
  json: boolean;
  progress: boolean;
  style: Style;
  stdoutIsTerminal: boolean;
  stdout?: (text: string) => void;
  stderr?: (text: string) => void;
  now?: () => number;
};

export function createRunReport({
  json,
  progress,
  style,
  stdoutIsTerminal,
  stdout = (text) => void process.stdout.write(text),
  stderr = (text) => void process.stderr.write(text),
  now = Date.now,
}: Options): RunReport {
  const printer = createTranscriptPrinter({ style, speech: false });
  let answer: string | undefined;
  const say = (text: string): void => {
    if (!printer.atLineStart()) stderr('\n');
    stderr(`${text}\n`);
    printer.interrupted(true);
  };

  return {
    event: (event) => {
      if (json) stdout(jsonLine(event));
      if (event.event === 'agent.completed') answer = event.payload.text;
      // Without progress the reason of a failure is still worth a line.
      if (event.event === 'agent.failed' && !progress && !json) {
        const { error } = event.payload;
        say(style.red(safeText(`${error.message} (${error.code}, trace ${error.traceId})`)));
      }
    },
    transcript: (transcript) => {
      if (progress) stderr(printer.next(transcript));
    },
    waits: (approval, stays) => {
      if (progress) say(approvalLines(approval, style, now()).join('\n'));
      const { approvalId } = approval;
      say(`Waits for approval ${approvalId}. Decide in the page, or: openfoal approvals approve ${approvalId}`);
      if (stays) say(style.dim('Waiting for the decision …'));
    },
    stopping: (by) =>
      say(style.yellow(by === 'timeout' ? 'The time is over: stopping the run …' : 'Stopping the run …')),
    end: () => {
      if (json || answer === undefined) return;
      const text = stdoutIsTerminal ? safeText(answer) : answer;
      stdout(text.endsWith('\n') ? text : `${text}\n`);
    },
  };
}
