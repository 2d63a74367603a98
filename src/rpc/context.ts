import type { Actor, Caller as DomainCaller, Scope } from '../domain/records.ts';
import type { GuardedSocket } from './socket.ts';

/** One connection. `who` is set by connect and never changes to somebody else. */
export type Connection = {
  readonly id: string;
  readonly socket: GuardedSocket;
  /** The cookie that came with the upgrade, if any. */
  readonly cookie: string | undefined;
  /** For limits on failed sign-ins only. */
  readonly remoteAddress: string;
  who: { actor: Actor & { type: 'user' | 'service' }; scope: Scope } | undefined;
  subscriptions: number;
};

export type Context = { connection: Connection };

/** A call by somebody known, on a trace of its own. */
export type AuthedContext = Context & { caller: DomainCaller };
