/**
 * The terminal of a chat: text that is appended, and one line to type in, never at the same time. While the line is hidden what
 * is typed is kept and not echoed.
 */
import { clearScreenDown, createInterface, cursorTo, moveCursor } from 'node:readline';
import { Writable } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import type { Key } from './approval-keys.ts';

export type Terminal = {
  /** Appends text. Only while the line is hidden. */
  write: (text: string) => void;
  /** Shows the line, with what is typed in it already. */
  show: (prompt: string) => void;
  /** Takes the line off the screen. */
  hide: () => void;
  /** What is typed and not entered. */
  typed: () => string;
  forget: () => void;
  close: () => void;
};

type Options = {
  input: ReadStream;
  output: WriteStream;
  /** Lines that come together, as a paste does, are one text. `shown`: it stands on the screen. */
  onText: (text: string, shown: boolean) => void;
  onKey: (key: Key) => void;
  onInterrupt: () => void;
  /** The person closed the input (Ctrl-D), or the terminal went away. */
  onEnd: () => void;
};

/** Lines of one paste come within this time. */
const PASTE_MS = 30;

export function createTerminal({ input, output, onText, onKey, onInterrupt, onEnd }: Options): Terminal {
  let visible = false;
  let lines: string[] = [];
  let linesShown = true;
  let pasted: ReturnType<typeof setTimeout> | undefined;

  const echo = new Writable({
    write: (chunk: Uint8Array | string, _encoding, done) => {
      if (visible) output.write(chunk);
      done();
    },
  });
  // What readline asks of the stream it draws on.
  Object.defineProperty(echo, 'columns', { get: () => output.columns });
  output.on('resize', () => echo.emit('resize'));

  const readline = createInterface({ input, output: echo, terminal: true, historySize: 200 });
  readline.on('line', (line) => {
    lines.push(line);
    linesShown &&= visible;
    clearTimeout(pasted);
    pasted = setTimeout(() => {
      const text = lines.join('\n');
      const shown = linesShown;
      lines = [];
      linesShown = true;
      onText(text, shown);
    }, PASTE_MS);
  });
  readline.on('SIGINT', onInterrupt);
  readline.on('close', onEnd);
  const keyed = (_character: string | undefined, key: Key): void => onKey(key);
  input.on('keypress', keyed);

  const typed = (): string => readline.line;
  return {
    typed,
    write: (text) => void output.write(text),
    show: (prompt) => {
      visible = true;
      readline.setPrompt(prompt);
      readline.prompt(true);
    },
    hide: () => {
      if (!visible) return;
      const { rows } = readline.getCursorPos();
      if (rows > 0) moveCursor(output, 0, -rows);
      cursorTo(output, 0);
      clearScreenDown(output);
      visible = false;
    },
    forget: () => {
      readline.write(null, { ctrl: true, name: 'e' });
      readline.write(null, { ctrl: true, name: 'u' });
    },
    close: () => {
      clearTimeout(pasted);
      input.off('keypress', keyed);
      readline.off('close', onEnd);
      readline.close();
      visible = false;
    },
  };
}
