/**
 * The router: protocol names, letter for letter. A method `a.b` is the procedure b of the namespace a, and an event of that name
 * is a subscription beside it. Each namespace has its file in routers/; a test compares all names with METHODS and EVENTS.
 */
import { CLOSE } from '../protocol/limits.ts';
import { METHODS } from '../protocol/methods.ts';
import type { Operations } from './operations.ts';
import { agent } from './routers/agent.ts';
import { approval } from './routers/approval.ts';
import { attachments } from './routers/attachments.ts';
import { audit } from './routers/audit.ts';
import { memory } from './routers/memory.ts';
import { metrics } from './routers/metrics.ts';
import { models } from './routers/models.ts';
import { policy } from './routers/policy.ts';
import { runs } from './routers/runs.ts';
import { runtime } from './routers/runtime.ts';
import { session, sessions } from './routers/sessions.ts';
import { system } from './routers/system.ts';
import { tools } from './routers/tools.ts';
import { paramsOf } from './trpc.ts';

export function createRouter(operations: Operations) {
  const { router } = operations.rpc;
  return router({
    connect: connect(operations),
    agent: router(agent(operations)),
    runs: router(runs(operations)),
    runtime: router(runtime(operations)),
    sessions: router(sessions(operations)),
    session: router(session(operations)),
    attachments: router(attachments(operations)),
    policy: router(policy(operations)),
    approval: router(approval(operations)),
    audit: router(audit(operations)),
    metrics: router(metrics(operations)),
    tools: router(tools(operations)),
    memory: router(memory(operations)),
    models: router(models(operations)),
    system: router(system(operations)),
    events: router({ stream: operations.subscriptions.stream }),
  });
}

export type AppRouter = ReturnType<typeof createRouter>;

/** The one procedure for strangers. Whatever it fails for on a fresh connection, the answer goes out and the connection is closed. */
function connect({ rpc, handshake }: Operations) {
  return rpc.traced
    .use(async ({ ctx: { connection }, next }) => {
      const result = await next();
      if (!result.ok && !connection.who) connection.socket.closeSoon(CLOSE.unauthorized);
      return result;
    })
    .input(paramsOf(METHODS.connect.params))
    .query(({ ctx: { connection }, input }) => handshake(connection, input));
}
