/**
 * The same key answers with the first answer: while it is in flight, after a restart, and also when it was a refusal that would
 * be the same again. The key is stored in the transaction of the effect. Source: protocol.md §7.
 */
import { digestOf } from '../domain/digest.ts';
import type { Outcome, OutsideEffect } from '../domain/outcome.ts';
import type { Clock, Transaction, UnitOfWork } from '../domain/ports.ts';
import type { Caller, IdempotencyAnswer, IdempotencyRecord } from '../domain/records.ts';
import { isProtocolError, ProtocolError, type ProtocolErrorShape } from '../protocol/errors.ts';

export type Effect<R> = (tx: Transaction) => Promise<Outcome<R>>;
type Call = { caller: Caller; method: string; params: { idempotencyKey: string } };
type Place = { tenantId: string; actorId: string; method: string; key: string };

/** How often an effect outside the database is planned again because others were faster. */
const MAX_PLANS = 100;

export type Idempotency = {
  /**
   * Runs `effect` once per key. `before` looks at the outside world ahead of the transaction; it is skipped when the key is
   * answered already.
   * @throws ProtocolError IDEMPOTENCY_CONFLICT when the key was used with other params, else what the first call threw
   */
  once<R, B>(
    call: Call,
    work: { before: () => Promise<B>; effect: (tx: Transaction, seen: B) => Promise<Outcome<R>> },
  ): Promise<R>;
  /**
   * The same for an effect that no transaction holds. The key is stored with the intent before anything is done, and answered
   * after; a key that was left with its intent (a crash, a store that was away) is taken up where it was.
   * @throws ProtocolError as once
   */
  onceOutside<I, R>(call: Call, work: OutsideEffect<I, R>): Promise<R>;
};

export function createIdempotency({ uow, clock }: { uow: UnitOfWork; clock: Clock }): Idempotency {
  const inFlight = new Map<string, { requestHash: string; answer: Promise<unknown> }>();

  /** Calls with the same key that come while the first is on get its answer. */
  function together<R>(
    { caller, method, params }: Call,
    perform: (place: Place, hash: string) => Promise<R>,
  ): Promise<R> {
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
  }

  const find = (stores: Pick<Transaction, 'idempotency'>, { tenantId, actorId, method, key }: Place) =>
    stores.idempotency.find(tenantId, actorId, method, key);

  /** Stores a refusal that would be the same again, and throws it whole: the trace is that of the call that was refused. */
  async function refuse(
    error: unknown,
    traceId: string,
    store: (answer: IdempotencyAnswer, refusal: ProtocolError) => Promise<void>,
  ): Promise<never> {
    if (!isProtocolError(error)) throw error;
    if (!error.retryable && error.code !== 'INTERNAL_ERROR' && !('stored' in error)) {
      await store({ ok: false, error: error.toShape(traceId) }, error);
    }
    throw refusalOf(error.toShape(traceId));
  }

  return {
    once: <R, B>(
      call: Call,
      work: { before: () => Promise<B>; effect: (tx: Transaction, seen: B) => Promise<Outcome<R>> },
    ): Promise<R> =>
      together(call, async (place, requestHash) => {
        const { traceId } = call.caller;
        const record = (answer: IdempotencyAnswer): IdempotencyRecord => ({
          ...place,
          requestHash,
          answer,
          createdAt: clock.now(),
        });
        const known = await find(uow.read, place);
        if (known) return replay<R>(known, requestHash);
        try {
          const seen = await work.before();
          const outcome = await uow.transaction(async (tx): Promise<Outcome<R> | { known: IdempotencyRecord }> => {
            const taken = await find(tx, place);
            if (taken) return { known: taken };
            const done = await work.effect(tx, seen);
            await tx.idempotency.insert(
              record(
                'refused' in done
                  ? { ok: false, error: done.refused.toShape(traceId) }
                  : { ok: true, result: done.result },
              ),
            );
            return done;
          });
          if ('known' in outcome) return replay<R>(outcome.known, requestHash);
          if ('refused' in outcome) throw Object.assign(outcome.refused, { stored: true });
          return outcome.result;
        } catch (error) {
          return await refuse(error, traceId, (answer) =>
            uow.transaction(async (tx) => {
              if (!(await find(tx, place))) await tx.idempotency.insert(record(answer));
            }),
          );
        }
      }),

    onceOutside: <I, R>(call: Call, work: OutsideEffect<I, R>): Promise<R> =>
      together(call, async (place, requestHash) => {
        const record = (answer: IdempotencyRecord['answer']): IdempotencyRecord => ({
          ...place,
          requestHash,
          answer,
          createdAt: clock.now(),
        });
        let known = await find(uow.read, place);
        try {
          if (!known) {
            const first = record({ intent: await work.plan() });
            known = await uow.transaction(async (tx) => {
              const taken = await find(tx, place);
              if (taken) return taken;
              await tx.idempotency.insert(first);
              await work.permit(tx);
              return first;
            });
            if (known === first) return await answered(await performFirst(known));
          }
          if (known.requestHash !== requestHash || !('intent' in known.answer)) return replay<R>(known, requestHash);
          return await answered(await work.performAgain(known.answer.intent as I));
        } catch (error) {
          return await refuse(error, call.caller.traceId, (answer, refusal) =>
            uow.transaction(async (tx) => {
              const stored = await find(tx, place);
              if (!stored) return tx.idempotency.insert(record(answer));
              if (!('intent' in stored.answer)) return;
              await tx.idempotency.settle(record(answer));
              await work.refused(tx, refusal);
            }),
          );
        }

        async function performFirst({ answer }: IdempotencyRecord): Promise<{ result: R }> {
          // The seam where JSON that was planned here gets its type back.
          let intent = (answer as { intent: I }).intent;
          for (let plans = 1; ; plans += 1) {
            const done = await work.perform(intent);
            if (done !== 'outdated') return done;
            if (plans === MAX_PLANS) throw new ProtocolError('VERSION_CONFLICT');
            intent = await work.plan();
            await uow.transaction((tx) => tx.idempotency.settle(record({ intent })));
          }
        }

        async function answered({ result }: { result: R }): Promise<R> {
          await uow.transaction((tx) => tx.idempotency.settle(record({ ok: true, result })));
          return result;
        }
      }),
  };
}

function conflict(): ProtocolError {
  return new ProtocolError('IDEMPOTENCY_CONFLICT');
}

function replay<R>(record: IdempotencyRecord, requestHash: string): R {
  if (record.requestHash !== requestHash) throw Object.assign(conflict(), { stored: true });
  if ('intent' in record.answer) throw new Error('a key that is not answered yet');
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
