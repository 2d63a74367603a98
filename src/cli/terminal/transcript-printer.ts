/**
 * A transcript in a terminal that only grows: each call is given what is known now and answers the text to append, so that
 * whatever a connection does, nothing is printed twice. Pure but for what it remembers to have printed.
 */

import type { LiveOutput } from '../../client/fold/live-output.ts';
import type {
  AssistantItem,
  FailureItem,
  NoticeItem,
  ToolItem,
  Transcript,
  TranscriptItem,
} from '../../client/fold/transcript.ts';
import { safeText } from './safe-text.ts';
import type { Style } from './style.ts';
import { isEnded, MAX_OUTPUT_LINES, outputLine, toolEnding, toolHeading } from './tool-lines.ts';

export type TranscriptPrinter = {
  /** What to append to the terminal. */
  next: (transcript: Transcript) => string;
  /** The last character printed was a line break, or nothing was printed. */
  atLineStart: () => boolean;
  /** Somebody else printed: a line break, or something in a line. */
  interrupted: (atLineStart: boolean) => void;
};

type Options = {
  style: Style;
  /** Prints what the agent says; without it only what it does. */
  speech: boolean;
  /** Items before this one are taken as printed. */
  from?: number;
  /** A message that the person typed here stands in the terminal already. */
  isShown?: (text: string) => boolean;
};

type Said = { reasoning: string; text: string; last: 'reasoning' | 'text'; ended: boolean };
type Worked = { lines: number; hidden: number; stdout: number; stderr: number; ended: boolean };

export function createTranscriptPrinter({
  style,
  speech,
  from = 0,
  isShown = () => false,
}: Options): TranscriptPrinter {
  const said = new Map<string, Said>();
  const worked = new Map<string, Worked>();
  const once = new Set<string>();
  let lineStart = true;
  let out = '';

  const write = (text: string): void => {
    if (text === '') return;
    out += text;
    lineStart = text.endsWith('\n');
  };
  const line = (text: string): void => write(`${lineStart ? '' : '\n'}${text}\n`);

  const item = (each: TranscriptItem): void => {
    if (each.kind === 'assistant') return speech ? assistant(each) : undefined;
    if (each.kind === 'tool') return tool(each);
    if (once.has(each.key)) return;
    once.add(each.key);
    if (each.kind === 'user') {
      if (!isShown(each.text) && speech) line(style.bold(`› ${safeText(each.text).trimEnd()}`));
    } else if (each.kind === 'failure') line(failure(each, style));
    else if (each.kind === 'notice') line(style.dim(`· ${notice(each)}`));
    else if (each.kind === 'mode') line(style.dim(`· The runtime mode is now ${each.runtimeMode}.`));
    else line(style.dim('· The run goes on.'));
  };

  /**
   * What grew is appended, first the kind that was being written. A step that starts again is printed again, under a mark.
   */
  const assistant = (each: AssistantItem): void => {
    const before = said.get(each.key) ?? { reasoning: '', text: '', last: 'reasoning' as const, ended: false };
    const state = { ...before, ended: before.ended || each.finished };
    const other = before.last === 'text' ? ('reasoning' as const) : ('text' as const);
    for (const kind of [before.last, other]) {
      const now = safeText(each[kind]);
      if (now === before[kind]) continue;
      if (kind !== state.last && !lineStart) write('\n');
      if (kind !== state.last && state[state.last] !== '') write('\n');
      const goesOn = now.startsWith(before[kind]);
      if (!goesOn && before[kind] !== '') line(style.dim('(starts again)'));
      const added = goesOn ? now.slice(before[kind].length) : now;
      const grown = lineStart && kind !== before.last ? added.replace(/^\n+/, '') : added;
      write(kind === 'reasoning' ? style.dim(grown) : grown);
      state[kind] = now;
      state.last = kind;
    }
    if (state.ended && !before.ended && (state.reasoning !== '' || state.text !== '')) {
      if (!lineStart) write('\n');
      if (each.stopped) line(style.dim('(stopped)'));
    }
    said.set(each.key, state);
  };

  const tool = (each: ToolItem): void => {
    const state = worked.get(each.key) ?? { lines: 0, hidden: 0, stdout: 0, stderr: 0, ended: false };
    if (!worked.has(each.key)) line(toolHeading(each, style));
    worked.set(each.key, state);
    if (state.ended) return;
    const ended = isEnded(each);
    state.stdout = output(state, each.stdout, { from: state.stdout, ended });
    state.stderr = output(state, each.stderr, { from: state.stderr, ended });
    if (!ended) return;
    state.ended = true;
    // The whole output came with the result, and may hold lines that were not here before it.
    if (each.output && each.status !== 'denied')
      for (const text of linesOf(each.output).slice(state.lines)) outputOf(state, text);
    if (state.hidden > 0) line(`  ${style.dim(`│ … ${state.hidden} more lines`)}`);
    line(`  ${toolEnding(each, style)}`);
  };

  /** Whole lines as they come; the rest when the call is over. Answers how much of the stream is printed. */
  const output = (
    state: Worked,
    { text }: LiveOutput,
    { from: start, ended }: { from: number; ended: boolean },
  ): number => {
    if (text.length <= start) return start;
    const end = ended ? text.length : text.lastIndexOf('\n') + 1;
    if (end <= start) return start;
    for (const each of linesOf(text.slice(start, end))) outputOf(state, each);
    return end;
  };
  const outputOf = (state: Worked, text: string): void => {
    state.lines += 1;
    if (state.lines <= MAX_OUTPUT_LINES) line(`  ${outputLine(text, style)}`);
    else state.hidden += 1;
  };

  return {
    next: ({ items }) => {
      out = '';
      for (const each of items.slice(from)) item(each);
      return out;
    },
    atLineStart: () => lineStart,
    interrupted: (atLineStart) => {
      lineStart = atLineStart;
    },
  };
}

const linesOf = (text: string): string[] => text.replace(/\r?\n$/, '').split(/\r\n|\n|\r/);

function failure({ status, error, resumable }: FailureItem, style: Style): string {
  if (status === 'aborted') return style.yellow('■ Stopped.');
  const goOn = resumable ? ' It can be continued.' : '';
  return style.red(`✗ ${safeText(error.message)} (${error.code}, trace ${safeText(error.traceId)})${goOn}`);
}

function notice({ notice: { kind, message, from, to } }: NoticeItem): string {
  const models = from !== undefined && to !== undefined ? ` ${from} → ${to}` : '';
  return safeText(`${kind.replaceAll('_', ' ')}${models}${message === undefined ? '' : `: ${message}`}`);
}
