import type { Db } from './database.ts';
import { type Line, openLine, toDb } from './postgres-line.ts';

const LINES = 4;

export type ReadPool = {
  readonly db: Db;
  /** A setting of the server as it holds for a new transaction. */
  show(setting: string): Promise<string>;
  close(): Promise<void>;
};

/** Reads outside transactions, over the line where the fewest wait. One that meets a lost connection is asked again over the next. */
export function createReadPool(url: string): ReadPool {
  const lines: Line[] = Array.from({ length: LINES }, () => openLine(url));

  function pick(): Line {
    for (const [n, line] of lines.entries()) if (!line.alive()) lines[n] = openLine(url);
    return lines.reduce((best, line) => (line.waiting() < best.waiting() ? line : best));
  }

  const send: Line['send'] = async (statement) => {
    // A restart of the server loses every line at once, and each says so only when it is asked.
    for (let attempt = 1; ; attempt += 1) {
      const line = pick();
      try {
        return await line.send(statement);
      } catch (error) {
        if (line.alive() || attempt > LINES) throw error;
      }
    }
  };

  return {
    db: toDb(send),
    show: async (setting) => {
      const [row] = await send((sql) => sql<{ value: string }[]>`select current_setting(${setting}) as value`);
      return row?.value ?? '';
    },
    close: async () => {
      await Promise.all(lines.map((line) => line.close()));
    },
  };
}
