/**
 * How a row of METHODS becomes a tRPC procedure: known caller, allowed, within its rate, parsed, and, for a mutation, once per
 * idempotency key. Routers hold the table of operations and nothing else.
 */
import { initTRPC, type TRPCError } from '@trpc/server';
import { z } from 'zod';
import type { Outcome, OutsideEffect } from '../domain/outcome.ts';
import type { Ids, Transaction } from '../domain/ports.ts';
import type { Caller } from '../domain/records.ts';
import { isProtocolError, ProtocolError, type ProtocolErrorShape } from '../protocol/errors.ts';
import { EVENTS } from '../protocol/events.ts';
import {
  METHODS,
  type MethodName,
  type MethodParams,
  type MethodResult,
  type MutationName,
  STREAM,
} from '../protocol/methods.ts';
import type { AuthzProvider } from './authz.ts';
import type { Context } from './context.ts';
import { toErrorBody, toRefusal } from './error-shape.ts';
import type { Idempotency } from './idempotency.ts';
import type { MethodLimit } from './rate-limit.ts';

type QueryName = Exclude<MethodName, MutationName>;
type Log = {
  error(fields: Record<string, unknown>, message: string): void;
  debug(fields: Record<string, unknown>, message: string): void;
};

export type RpcDeps = {
  ids: Ids;
  log: Log;
  authz: AuthzProvider;
  idempotency: Idempotency;
  methodLimit: MethodLimit;
};

export type Rpc = ReturnType<typeof createRpc>;

export function createRpc({ ids, log, authz, idempotency, methodLimit }: RpcDeps) {
  /** Errors that went through the middleware already have their shape, with the trace id that the log has. */
  const shapes = new WeakMap<object, ProtocolErrorShape>();

  /** The error as the client sees it; the log has the same trace id, and the stack of what is no refusal. */
  function shapeOf(error: TRPCError, { path, traceId }: { path: string | undefined; traceId: string }) {
    const refusal = otherKind(error, path) ?? toRefusal(error);
    const fields = { trace_id: traceId, ...(path === undefined ? {} : { method: path }) };
    if (refusal === undefined) log.error({ ...fields, err: error.cause ?? error }, 'call failed');
    else log.debug({ ...fields, code: refusal.code }, 'call refused');
    return (refusal ?? new ProtocolError('INTERNAL_ERROR')).toShape(traceId);
  }

  const t = initTRPC.context<Context>().create({
    isDev: false,
    // What has no shape yet never reached a procedure (no such path, no readable frame, no context), or broke a running stream.
    errorFormatter: ({ error, path }) =>
      toErrorBody(shapes.get(error) ?? shapeOf(error, { path, traceId: ids.traceId() })),
  });

  /** A trace for every call; every error in one shape; what is no refusal is logged once, with its stack. */
  const traced = t.procedure.use(async ({ next, path, getRawInput }) => {
    const traceId = traceOf(await getRawInput()) ?? ids.traceId();
    const result = await next({ ctx: { traceId } });
    if (!result.ok) shapes.set(result.error, shapeOf(result.error, { path, traceId }));
    return result;
  });

  const authed = traced.use(async ({ next, ctx, path }) => {
    const { who } = ctx.connection;
    if (!who) throw new ProtocolError('UNAUTHORIZED');
    const caller: Caller = { scope: who.scope, actor: who.actor, traceId: ctx.traceId };
    if (path in METHODS) await methodLimit(path as MethodName, who.actor.id);
    if (!(await authz.can(caller, path, '*'))) throw new ProtocolError('FORBIDDEN');
    return next({ ctx: { caller } });
  });

  return {
    router: t.router,
    traced,
    authed,
    /** A query of the table. */
    query: <M extends QueryName>(
      method: M,
      handle: (caller: Caller, params: MethodParams<M>) => Promise<MethodResult<M>>,
    ) =>
      authed
        .input(paramsOf(METHODS[method].params))
        // The cast is the seam where tRPC's parsed input, typed by a union of schemas, becomes this method's params.
        .query(({ ctx, input }) => handle(ctx.caller, input as MethodParams<M>)),
    /**
     * A mutation of the table: `effect` runs in the transaction that also stores its answer under the key. `before` looks at the
     * outside world ahead of it; `after` runs for every answer, repeated ones too.
     */
    mutation: <M extends MutationName, B = undefined>(
      method: M,
      work: {
        before?: (caller: Caller, params: MethodParams<M>) => Promise<B>;
        effect: (
          tx: Transaction,
          caller: Caller,
          call: { params: MethodParams<M>; seen: B },
        ) => Promise<Outcome<MethodResult<M>>>;
        after?: (result: MethodResult<M>) => Promise<void>;
        /** Runs when the store could not take it. */
        failed?: (caller: Caller, params: MethodParams<M>) => Promise<void>;
      },
    ) =>
      authed.input(paramsOf(METHODS[method].params)).mutation(async ({ ctx, input }) => {
        const params = input as MethodParams<M>;
        const result = await idempotency
          .once(
            { caller: ctx.caller, method, params },
            {
              before: async () => (await work.before?.(ctx.caller, params)) as B,
              effect: (tx, seen) => work.effect(tx, ctx.caller, { params, seen }),
            },
          )
          .catch(async (error: unknown) => {
            if (isProtocolError(error) && error.code.startsWith('STORAGE_')) await work.failed?.(ctx.caller, params);
            throw error;
          });
        await work.after?.(result);
        return result;
      }),
    /** A mutation of the table whose effect is on something that no transaction holds. */
    mutationOutside: <M extends MutationName, I>(
      method: M,
      workOf: (caller: Caller, params: MethodParams<M>) => OutsideEffect<I, MethodResult<M>>,
    ) =>
      authed.input(paramsOf(METHODS[method].params)).mutation(({ ctx: { caller }, input }) => {
        const params = input as MethodParams<M>;
        return idempotency.onceOutside({ caller, method, params }, workOf(caller, params));
      }),
  };
}

/**
 * A schema that takes a call without any input as one without fields: the frame's `input` is optional. The cast is the seam where
 * a schema that takes one thing more keeps the type of the one it was.
 */
export function paramsOf<S extends z.ZodType>(schema: S): S {
  return z.preprocess((input) => (input === undefined ? {} : input), schema) as unknown as S;
}

/** tRPC knows a path of another kind as no path at all; the client meant this one. */
function otherKind(error: TRPCError, path: string | undefined): ProtocolError | undefined {
  if (error.code !== 'NOT_FOUND' || path === undefined) return undefined;
  const isStream = path === STREAM || Object.hasOwn(EVENTS, path);
  const kind = isStream ? 'subscription' : Object.hasOwn(METHODS, path) ? METHODS[path as MethodName].kind : undefined;
  return kind && new ProtocolError('INVALID_REQUEST', `method: ${path} is a ${kind}, so call it as one.`);
}

/** The trace id of a W3C traceparent among the params, so that a caller's trace goes on here. */
function traceOf(input: unknown): string | undefined {
  if (typeof input !== 'object' || input === null || !('traceparent' in input)) return undefined;
  return /^00-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(String(input.traceparent))?.[1];
}
