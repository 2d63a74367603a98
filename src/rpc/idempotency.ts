/**
 * The same key answers with the first answer: while it is in flight, after a restart, and also when it was a refusal that would
 * be the same again. The key is stored in the transaction of the effect. Source: protocol.md §7.
 */
import { digestOf } from '../domain/digest.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Clock, Transaction, UnitOfWork } from '../domain/ports.ts';
import type { Caller, IdempotencyRecord } from '../domain/records.ts';
import { isProtocolError, ProtocolError, type ProtocolErrorShape } from '../protocol/errors.ts';

export type Effect<R> = (tx: Transaction) => Promise<Outcome<R>>;

export type Idempotency = {
  /**
   * Runs `effect` once per key. `before` looks at the outside world ahead of the transaction; it is skipped when the key is
   * answered already.
   * @throws ProtocolError IDEMPOTENCY_CONFLICT when the key was used with other params, else what the first call threw
   */
  once<R, B>(
    call: { caller: Caller; method: string; params: { idempotencyKey: string } },
    work: { before: () => Promise<B>; effect: (tx: Transaction, seen: B) => Promise<Outcome<R>> },
  ): Promise<R>;
};

export function createIdempotency({ uow, clock }: { uow: UnitOfWork; clock: Clock }): Idempotency {
  const inFlight = new Map<string, { requestHash: string; answer: Promise<unknown> }>();

  return {
    once: <R, B>(
      { caller, method, params }: Parameters<Idempotency['once']>[0],
      work: { before: () => Promise<B>; effect: (tx: Transaction, seen: B) => Promise<Outcome<R>> },
    ): Promise<R> => {
      const { idempotencyKey, ...request } = params;
      const requestHash = digestOf(request);
      const place = { tenantId: caller.scope.tenantId, actorId: caller.actor.id, method, key: idempotencyKey };
      const id = JSON.stringify(place);
      const running = inFlight.get(id);
      if (running) {
        if (running.requestHash !== requestHash) return Promise.reject(conflict());
        // The seam where a stored or shared answer gets its type back: it was made by the same method.
        return running.answer as Promise<R>;
      }
      const answer = perform(place, requestHash).finally(() => inFlight.delete(id));
      inFlight.set(id, { requestHash, answer });
      return answer;

      async function perform(key: typeof place, hash: string): Promise<R> {
        const known = await uow.read.idempotency.find(key.tenantId, key.actorId, key.method, key.key);
        if (known) return replay<R>(known, hash);
        const record = (first: IdempotencyRecord['answer']): IdempotencyRecord => ({
          ...key,
          requestHash: hash,
          answer: first,
          createdAt: clock.now(),
        });
        const refusal = (error: ProtocolError) => record({ ok: false, error: error.toShape(caller.traceId) });
        try {
          const seen = await work.before();
          const outcome = await uow.transaction(async (tx): Promise<Outcome<R> | { known: IdempotencyRecord }> => {
            const taken = await tx.idempotency.find(key.tenantId, key.actorId, key.method, key.key);
            if (taken) return { known: taken };
            const done = await work.effect(tx, seen);
            await tx.idempotency.insert(
              'refused' in done ? refusal(done.refused) : record({ ok: true, result: done.result }),
            );
            return done;
          });
          if ('known' in outcome) return replay<R>(outcome.known, hash);
          if ('refused' in outcome) throw Object.assign(outcome.refused, { stored: true });
          return outcome.result;
        } catch (error) {
          if (!isProtocolError(error)) throw error;
          if (!error.retryable && error.code !== 'INTERNAL_ERROR' && !('stored' in error)) {
            await uow.transaction(async (tx) => {
              const taken = await tx.idempotency.find(key.tenantId, key.actorId, key.method, key.key);
              if (!taken) await tx.idempotency.insert(refusal(error));
            });
          }
          // Whoever waits for this answer gets it whole: the trace is that of the call that was refused.
          throw refusalOf(error.toShape(caller.traceId));
        }
      }
    },
  };
}

function conflict(): ProtocolError {
  return new ProtocolError('IDEMPOTENCY_CONFLICT');
}

function replay<R>(record: IdempotencyRecord, requestHash: string): R {
  if (record.requestHash !== requestHash) throw Object.assign(conflict(), { stored: true });
  if (record.answer.ok) return record.answer.result as R;
  throw Object.assign(refusalOf(record.answer.error), { stored: true });
}

function refusalOf({ code, message, details, hint, retryAfterMs, traceId }: ProtocolErrorShape): ProtocolError {
  return new ProtocolError(code, message, {
    traceId,
    ...(details === undefined ? {} : { details }),
    ...(hint === undefined ? {} : { hint }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}
