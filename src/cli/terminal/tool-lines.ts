/** A tool call in a terminal: one line when it is asked for, one when it is over, and what it printed in between. */
import type { ToolItem } from '../../client/fold/transcript.ts';
import { formatDuration } from '../../client/format-duration.ts';
import { toolSummary } from '../../client/tool-summary.ts';
import type { ToolStatus } from '../../protocol/entities.ts';
import { safeText } from './safe-text.ts';
import type { Style } from './style.ts';

/** More lines of one call than this are counted, not shown. */
export const MAX_OUTPUT_LINES = 20;
const MAX_SUMMARY_CHARS = 200;
const MAX_LINE_CHARS = 1_000;

export function toolHeading({ toolName, args }: Pick<ToolItem, 'toolName' | 'args'>, style: Style): string {
  const summary = oneLine(toolSummary(args), MAX_SUMMARY_CHARS);
  return `${style.cyan('●')} ${style.bold(oneLine(toolName, MAX_SUMMARY_CHARS))}${summary === '' ? '' : ` ${summary}`}`;
}

/** `✓ success · 1.2 s · exit code 0`, with the reason when there is one. */
export function toolEnding(tool: ToolItem, style: Style): string {
  const { durationMs, exitCode, truncatedBytes, error } = tool;
  const facts = [
    STATUS[tool.status],
    ...(durationMs === undefined ? [] : [formatDuration(durationMs)]),
    ...(exitCode === undefined ? [] : [`exit code ${exitCode}`]),
    ...(truncatedBytes === undefined || truncatedBytes === 0 ? [] : [`${truncatedBytes} bytes left out`]),
    ...(error === undefined ? [] : [oneLine(error.message, MAX_LINE_CHARS)]),
  ].join(' · ');
  if (tool.status === 'success') return style.green(`✓ ${facts}`);
  return tool.status === 'denied' ? style.yellow(`✗ ${facts}`) : style.red(`✗ ${facts}`);
}

/** One line of output: colours kept where there are colours, everything else that drives a terminal gone. */
export function outputLine(line: string, style: Style): string {
  const safe = safeText(line.slice(0, MAX_LINE_CHARS), { colours: style.colours });
  return `${style.dim('│')} ${safe}${safe.includes('\u001b') ? '\u001b[0m' : ''}${line.length > MAX_LINE_CHARS ? ' …' : ''}`;
}

const oneLine = (text: string, maxChars: number): string => {
  const line = safeText(text).replaceAll(/\s*\n\s*/g, ' ');
  return line.length > maxChars ? `${line.slice(0, maxChars)} …` : line;
};

const STATUS: Readonly<Record<ToolStatus, string>> = {
  pending: 'pending',
  waiting_approval: 'waits for approval',
  running: 'running',
  success: 'success',
  failed: 'failed',
  denied: 'denied',
  unknown: 'outcome unknown',
};

export const isEnded = ({ status }: Pick<ToolItem, 'status'>): boolean =>
  status === 'success' || status === 'failed' || status === 'denied' || status === 'unknown';
