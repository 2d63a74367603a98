/** The real command line as a process, alone or in a terminal that script(1) makes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { stripVTControlCharacters } from 'node:util';

const ENTRY = join(import.meta.dirname, 'openfoal.ts');

type Where = {
  /** OPENFOAL_HOME. */
  home: string;
  environment?: Record<string, string>;
  /** Standard input; nothing unless said. */
  input?: string;
};

const environmentOf = ({ home, environment }: Where): NodeJS.ProcessEnv => ({
  NODE_ENV: 'test',
  PATH: process.env.PATH ?? '',
  HOME: home,
  OPENFOAL_HOME: home,
  ...environment,
});

export type Ended = { code: number | null; stdout: string; stderr: string };

export function startCli(where: Where, ...args: string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [ENTRY, ...args], { env: environmentOf(where), cwd: where.home });
  child.stdin.end(where.input ?? '');
  const ended = Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]).then(
    ([[code], stdout, stderr]): Ended => ({ code: code as number | null, stdout, stderr }),
  );
  return { child, ended };
}

export const runCli = (where: Where, ...args: string[]): Promise<Ended> => startCli(where, ...args).ended;

export type Chat = AsyncDisposable & {
  type: (keys: string) => void;
  /** Everything on the terminal so far, without colours and cursor moves. */
  screen: () => string;
  /** Resolves when `wanted` came after what was there at the last call. */
  until: (wanted: string | RegExp) => Promise<void>;
  ended: Promise<number | null>;
};

/** `openfoal` in a terminal of its own. */
export function startInTerminal(where: Where, ...args: string[]): Chat {
  const command = [process.execPath, ENTRY, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['--quiet', '--flush', '--return', '--command', `exec ${command}`, '/dev/null'], {
    env: { ...environmentOf(where), TERM: 'xterm-256color', SHELL: '/bin/sh' },
    cwd: where.home,
  });
  let raw = '';
  let seen = 0;
  const waiting = new Set<() => void>();
  const screen = (): string => stripVTControlCharacters(raw).replaceAll('\r', '');
  const heard = (chunk: Buffer): void => {
    raw += chunk.toString('utf8');
    for (const look of waiting) look();
  };
  child.stdout.on('data', heard);
  child.stderr.on('data', heard);
  const ended = once(child, 'close').then(([code]) => {
    for (const look of waiting) look();
    return code as number | null;
  });

  return {
    screen,
    ended,
    type: (keys) => void child.stdin.write(keys),
    until: (wanted) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const rest = screen().slice(seen);
          const at = typeof wanted === 'string' ? rest.indexOf(wanted) : rest.search(wanted);
          if (at >= 0) {
            seen += at + (typeof wanted === 'string' ? wanted.length : (wanted.exec(rest)?.[0].length ?? 0));
            waiting.delete(look);
            resolve();
          } else if (child.exitCode !== null) {
            waiting.delete(look);
            reject(new Error(`the terminal closed before ${wanted}:\n${screen()}`));
          }
        };
        waiting.add(look);
        look();
      }),
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await ended;
    },
  };
}
