/**
 * One connection to Postgres, from its birth to its death: one statement at a time, and nothing more once it was closed.
 *
 * postgres.js 3.4.9 is not left to do this itself: when a connection dies inside its transactions, its own ROLLBACK throws where
 * nobody can catch it and ends the process, and what waits is sent on over the next connection, outside of any transaction
 * (porsager/postgres #1208, #1215). Both need a statement after the close, which never happens here.
 */
import postgres from 'postgres';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Db } from './database.ts';
import { loadPostgres } from './drizzle.ts';
import { isLostConnection } from './errors.ts';

export type Line = {
  /** Drizzle over this connection; kept, so that what is compiled over it is compiled once. */
  readonly db: Db;
  /** Sends a statement when those before it are answered. */
  readonly send: Send;
  /** Sends a statement without values; answers its command tag. */
  run(statement: string): Promise<string>;
  /** False once it is closed: then it only refuses, and another one is to be opened. */
  alive(): boolean;
  /** How many statements wait for their answer. */
  waiting(): number;
  /** Waits for what is under way. */
  close(): Promise<void>;
  /** Closes at once, whatever is under way. */
  kill(): void;
};

type Send = <T>(statement: (sql: postgres.Sql) => PromiseLike<T>) => Promise<T>;
type Arguments = Parameters<postgres.Sql['unsafe']>;

const CONNECT_TIMEOUT_S = 10;

/** Connects at the first statement. Everything refuses with ProtocolError STORAGE_UNAVAILABLE after the connection is gone. */
export function openLine(url: string): Line {
  let dead = false;
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  /** Rejects when the connection closes. */
  const death = Promise.withResolvers<never>();
  death.promise.catch(() => undefined);
  const die = () => {
    dead = true;
    death.reject(new ProtocolError('STORAGE_UNAVAILABLE'));
  };
  const kill = () => {
    die();
    void sql.end({ timeout: 0 });
  };
  const sql = postgres(url, {
    max: 1,
    fetch_types: false,
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: CONNECT_TIMEOUT_S,
    onnotice: () => undefined,
    onclose: die,
  });

  const send: Send = (statement) => {
    waiting += 1;
    const next = last
      .then(() => {
        if (dead) throw new ProtocolError('STORAGE_UNAVAILABLE');
        // A statement that is sent while the socket fails is answered by nobody else.
        return Promise.race([statement(sql), death.promise]);
      })
      .catch((error: unknown) => {
        if (!dead && isLostConnection(error)) kill();
        throw error;
      })
      .finally(() => {
        waiting -= 1;
      });
    last = next.catch(() => undefined);
    return next;
  };

  return {
    db: toDb(send),
    send,
    run: async (statement) => (await send(() => sql.unsafe(statement))).command,
    alive: () => !dead,
    waiting: () => waiting,
    close: async () => {
      await last;
      const timeout = dead ? 0 : 5;
      die();
      await sql.end({ timeout });
    },
    kill,
  };
}

/** Drizzle over what sends statements somewhere. Of a client of postgres.js it uses `unsafe` and sets parsers: the cast is the seam. */
export function toDb(send: Send): Db {
  const unsafe = (...args: Arguments) => ({
    // oxlint-disable-next-line unicorn/no-thenable -- Drizzle awaits the query itself where it wants no rows, else its values().
    then: (...handlers: Parameters<Promise<unknown>['then']>) => send((sql) => sql.unsafe(...args)).then(...handlers),
    values: () => send((sql) => sql.unsafe(...args).values()),
  });
  return loadPostgres().drizzle({
    client: { options: { parsers: {}, serializers: {} }, unsafe } as unknown as postgres.Sql,
  });
}
