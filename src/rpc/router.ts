/**
 * The router: protocol names, letter for letter. A method `a.b` is the procedure b of the namespace a, and an event of that name
 * is a subscription beside it. Each namespace has its file in routers/; a test compares all names with METHODS and EVENTS.
 */
import { ProtocolError } from '../protocol/errors.ts';
import { CLOSE } from '../protocol/limits.ts';
import { METHODS } from '../protocol/methods.ts';
import type { Operations } from './operations.ts';
import { agent } from './routers/agent.ts';
import { approval } from './routers/approval.ts';
import { audit } from './routers/audit.ts';
import { policy } from './routers/policy.ts';
import { runs } from './routers/runs.ts';
import { runtime } from './routers/runtime.ts';
import { session, sessions } from './routers/sessions.ts';
import { router } from './trpc.ts';

export function createRouter(operations: Operations) {
  return router({
    connect: connect(operations),
    agent: router(agent(operations)),
    runs: router(runs(operations)),
    runtime: router(runtime(operations)),
    sessions: router(sessions(operations)),
    session: router(session(operations)),
    policy: router(policy(operations)),
    approval: router(approval(operations)),
    audit: router(audit(operations)),
    events: router({ stream: operations.subscriptions.stream }),
  });
}

export type AppRouter = ReturnType<typeof createRouter>;

/** The one procedure for strangers. When it fails on a fresh connection, the answer goes out and the connection is closed. */
function connect({ rpc, handshake }: Operations) {
  return rpc.traced.input(METHODS.connect.params).query(async ({ ctx: { connection }, input }) => {
    try {
      return await handshake(connection, input);
    } catch (error) {
      if (!connection.who) connection.socket.closeSoon(CLOSE.unauthorized);
      throw error instanceof Error ? error : new ProtocolError('INTERNAL_ERROR');
    }
  });
}
