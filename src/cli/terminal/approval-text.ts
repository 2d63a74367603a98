/** An approval as it is shown before somebody decides: exactly what will run, with every hidden character written out. */
import { formatDuration } from '../../client/format-duration.ts';
import { withHiddenShown } from '../../client/visible-text.ts';
import type { Approval, ApprovalDisplay } from '../../protocol/entities.ts';
import { diffLines } from './diff-lines.ts';
import type { Style } from './style.ts';

/** Lines without indentation. `now` in epoch milliseconds, for the time that is left. */
export function approvalLines(approval: Approval, style: Style, now: number): string[] {
  const { display } = approval;
  const facts = [
    ['folder', display.cwd],
    ['mode', display.mode],
    ...(display.kind === 'command' ? [['time limit', formatDuration(display.timeoutMs)]] : []),
    ['asked by', `rule ${approval.ruleId}, policy version ${approval.policyVersion}; risk ${approval.risk}`],
    ['time left', timeLeft(approval, now)],
  ];
  return [
    style.yellow(`Approval needed: ${shown(approval.toolName)} · ${whatKind(display)}`),
    ...body(display, style),
    ...warning(display, style),
    ...facts.map(([name = '', value = '']) => `${style.dim(name.padEnd(10))} ${shown(value)}`),
  ];
}

const shown = (text: string): string => withHiddenShown(text).replaceAll('\n', '⟨U+000A⟩');
const bodyLine = (line: string): string => `  ${line}`;

function whatKind(display: ApprovalDisplay): string {
  switch (display.kind) {
    case 'command':
      return display.argv === undefined ? 'shell command' : 'command without a shell';
    case 'file':
      return `${display.created ? 'new file' : 'change'} ${shown(display.path)}, ${display.bytes} bytes`;
    case 'request':
      return 'HTTP request';
    case 'call':
      return 'call';
  }
}

function body(display: ApprovalDisplay, style: Style): string[] {
  switch (display.kind) {
    case 'command':
      return display.argv === undefined
        ? exactly(display.script)
        : display.argv.map((word, index) => bodyLine(`${style.dim(`[${index}]`)} ${shown(word)}`));
    case 'file':
      return display.diff === ''
        ? [bodyLine(style.dim('The content does not change.'))]
        : diffLines(display.diff, style).map(bodyLine);
    case 'request':
      return [
        bodyLine(`${shown(display.method)} ${shown(display.url)}`),
        ...Object.entries(display.headers).map(([name, value]) => bodyLine(`${shown(name)}: ${shown(value)}`)),
        ...(display.body === undefined ? [] : ['', ...exactly(display.body)]),
      ];
    case 'call':
      return exactly(display.summary);
  }
}

const exactly = (text: string): string[] => withHiddenShown(text.replace(/\n$/, '')).split('\n').map(bodyLine);

/** What a person has to know to have read it all. */
function warning(display: ApprovalDisplay, style: Style): string[] {
  const hidden = stringsOf(display).some((part) => withHiddenShown(part) !== part);
  return hidden ? [style.red('It holds characters that nobody sees; they are written as ⟨U+…⟩.')] : [];
}

function stringsOf(display: ApprovalDisplay): string[] {
  switch (display.kind) {
    case 'command':
      return [display.script, ...(display.argv ?? [])];
    case 'file':
      return [display.path, display.diff];
    case 'request':
      return [display.url, display.method, display.body ?? '', ...Object.entries(display.headers).flat()];
    case 'call':
      return [display.summary];
  }
}

function timeLeft({ expiresAt }: Approval, now: number): string {
  const minutes = Math.floor((Date.parse(expiresAt) - now) / 60_000);
  if (minutes < 1) return 'less than a minute';
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
