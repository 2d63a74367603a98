import { execFile } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * One pipe: a command writes to `writeFd`, we read from `reader`. Call `unused` when no command got it; else `started` when it
 * has it (closes ours, so that the reader sees the end), and `finished` after the end: `reusable` when nobody can hold it still.
 */
export type Pipe = {
  writeFd: number;
  reader: Socket;
  unused(): void;
  started(): void;
  finished(reusable: boolean): void;
};
export type PipePool = { take(): Promise<Pipe> };

const O_PATH = 0o10000000;
const run = promisify(execFile);

/**
 * Real pipes for the output of commands (Linux). Node connects children by socket pairs, and a socket cannot be opened again
 * by path: `echo x > /dev/stderr` fails with ENXIO in every child of Node. Node has no pipe(2), so these are FIFOs: made by
 * mkfifo(1) two at a time, unlinked at once, held by an O_PATH descriptor and opened afresh for every command. A command
 * pays two open calls; making one is paid once per command that runs at the same time.
 */
export function createPipePool(scratchFolder: string): PipePool {
  const idle: number[] = [];

  async function make() {
    const folder = mkdtempSync(join(scratchFolder, 'openfoal-pipes-'));
    try {
      const paths = [join(folder, 'a'), join(folder, 'b')];
      await run('mkfifo', ['-m', '600', ...paths]);
      for (const path of paths) idle.push(openSync(path, O_PATH));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  return {
    async take() {
      while (idle.length === 0) await make();
      const held = idle.pop();
      if (held === undefined) throw new Error('an idle pipe was there');
      const path = `/proc/self/fd/${held}`;
      // The reader first and without waiting: opening the other end of a FIFO blocks until there is one.
      const reader = new Socket({
        fd: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK),
        readable: true,
        writable: false,
      });
      const writeFd = openSync(path, constants.O_WRONLY);
      const finished = (reusable: boolean) => {
        reader.destroy();
        if (reusable) idle.push(held);
        else closeSync(held);
      };
      return {
        writeFd,
        reader,
        unused() {
          closeSync(writeFd);
          finished(true);
        },
        started: () => closeSync(writeFd),
        finished,
      };
    },
  };
}
