import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CallFailure } from '../client/call-failure.ts';
import { foldAll } from '../client/fold/fold.ts';
import { accepted, journal, SESSION_ID } from '../client/fold/journal.fixture.ts';
import { emptyTranscript } from '../client/fold/transcript.ts';
import type { GatewayClient } from '../client/gateway-client.ts';
import { LIMITS } from '../protocol/limits.ts';
import { createOutbox, notYetShown } from './outbox.ts';

type Sent = { method: string; input: Record<string, unknown>; key: string | undefined };

function fakeClient(answer: (sent: Sent) => unknown) {
  const sent: Sent[] = [];
  const mutate = ((method: string, input: Record<string, unknown>, options?: { key?: string }) => {
    const call = { method, input, key: options?.key };
    sent.push(call);
    return Promise.resolve().then(() => answer(call));
  }) as unknown as GatewayClient['mutate'];
  return { sent, client: { mutate } };
}

function fakeStorage() {
  const held = new Map<string, string>();
  return {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
  };
}

const ok = () => ({ runId: 'r1', sessionId: SESSION_ID, status: 'accepted', traceId: 't', seq: 1 });
const message = { sessionId: SESSION_ID, text: 'hello', afterSeq: 0 };
const shown = emptyTranscript(SESSION_ID);

describe('the outbox', () => {
  test('a message is there at once, and goes when the transcript shows its run', async () => {
    const { client, sent } = fakeClient(ok);
    const outbox = createOutbox(client, fakeStorage());
    const answered = outbox.send(message);
    expect(notYetShown(outbox.get(), shown)).toMatchObject([{ text: 'hello', status: 'sending' }]);
    expect(await answered).toBe(SESSION_ID);
    expect(sent[0]?.input).toEqual({ input: 'hello', onBusy: 'queue', sessionId: SESSION_ID });
    expect(notYetShown(outbox.get(), shown)).toHaveLength(1);
    const arrived = foldAll(shown, journal([accepted('r1', 'hello')]));
    expect(notYetShown(outbox.get(), arrived)).toEqual([]);
  });

  test('the event may be here before the answer: the message is not shown twice', () => {
    const { client } = fakeClient(() => new Promise(() => {}));
    const outbox = createOutbox(client, fakeStorage());
    void outbox.send(message);
    void outbox.send(message);
    const one = foldAll(shown, journal([accepted('r1', 'hello')]));
    expect(notYetShown(outbox.get(), one)).toHaveLength(1);
    const both = foldAll(shown, journal([accepted('r1', 'hello'), accepted('r2', 'hello', { status: 'queued' })]));
    expect(notYetShown(outbox.get(), both)).toEqual([]);
    expect(notYetShown(outbox.get(), foldAll(shown, journal([accepted('r1', 'other')])))).toHaveLength(2);
  });

  test('a message that arrived before what the transcript holds has arrived', async () => {
    const { client } = fakeClient(ok);
    const outbox = createOutbox(client, fakeStorage());
    await outbox.send(message);
    expect(notYetShown(outbox.get(), emptyTranscript(SESSION_ID, 1))).toHaveLength(1);
    expect(notYetShown(outbox.get(), emptyTranscript(SESSION_ID, 2))).toEqual([]);
  });

  test('a refused message stays, says why, and is tried again with the same key', async () => {
    let refuse = true;
    const { client, sent } = fakeClient(() => {
      if (!refuse) return ok();
      throw new CallFailure('no', { code: 'STORAGE_FULL', message: 'm', retryable: true, traceId: 't' });
    });
    const outbox = createOutbox(client, fakeStorage());
    expect(await outbox.send(message)).toBeUndefined();
    const [entry] = outbox.get();
    expect(entry).toMatchObject({ status: 'failed', error: { code: 'STORAGE_FULL' } });
    refuse = false;
    expect(await outbox.retry(entry?.key ?? '')).toBe(SESSION_ID);
    expect(sent.map((call) => call.key)).toEqual([entry?.key, entry?.key]);
    expect(outbox.get()).toMatchObject([{ status: 'sending', runId: 'r1' }]);
    outbox.discard(entry?.key ?? '');
    expect(outbox.get()).toEqual([]);
  });

  describe('while the gateway takes no more requests', () => {
    beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
    afterEach(() => void vi.useRealTimers());
    const limited = () => {
      const refusal = {
        code: 'RATE_LIMITED' as const,
        message: 'm',
        retryable: true,
        retryAfterMs: 3_000,
        traceId: 't',
      };
      throw new CallFailure('no', refusal);
    };

    test('a message says when it is sent again, and then is, by itself, with the same key', async () => {
      let refuse = true;
      const { client, sent } = fakeClient(() => (refuse ? limited() : ok()));
      const outbox = createOutbox(client, fakeStorage());
      const answered = outbox.send(message);
      await vi.advanceTimersByTimeAsync(2_999);
      expect(outbox.get()).toMatchObject([{ text: 'hello', status: 'waiting', retryAt: 1_003_000 }]);
      // The same words from elsewhere are another message.
      const elsewhere = foldAll(shown, journal([accepted('r2', 'hello')]));
      expect(notYetShown(outbox.get(), elsewhere)).toHaveLength(1);
      expect(sent).toHaveLength(1);
      refuse = false;
      await vi.advanceTimersByTimeAsync(1);
      expect(await answered).toBe(SESSION_ID);
      expect(sent.map(({ key }) => key)).toEqual([outbox.get()[0]?.key, outbox.get()[0]?.key]);
      expect(outbox.get()).toMatchObject([{ status: 'sending', runId: 'r1' }]);
    });

    test('what is written meanwhile goes out after it, also when it has to wait once more', async () => {
      let refusals = 3;
      const { client, sent } = fakeClient(() => {
        refusals -= 1;
        return refusals >= 0 ? limited() : ok();
      });
      const storage = fakeStorage();
      const outbox = createOutbox(client, storage);
      void outbox.send(message);
      await vi.advanceTimersByTimeAsync(500);
      void outbox.send({ ...message, text: 'second' });
      void outbox.send({ ...message, text: 'elsewhere', sessionId: 's_2' });
      void outbox.send({ ...message, text: 'third' });
      await vi.advanceTimersByTimeAsync(2_500);
      const retryAt = 1_006_000;
      expect(outbox.get()).toMatchObject([
        { text: 'hello', status: 'waiting', retryAt },
        { text: 'second', status: 'waiting', retryAt },
        { text: 'elsewhere', status: 'waiting', retryAt: 1_003_500 },
        { text: 'third', status: 'waiting', retryAt },
      ]);
      const reloaded = fakeClient(ok);
      createOutbox(reloaded.client, storage);
      await vi.advanceTimersByTimeAsync(3_000);
      const texts = ['elsewhere', 'hello', 'second', 'third'];
      expect(reloaded.sent.map(({ input }) => input.input)).toEqual(texts);
      expect(sent.slice(-4).map(({ input }) => input.input)).toEqual(texts);
    });

    test('it waits on over a reload, and one that was discarded is not sent', async () => {
      const storage = fakeStorage();
      const before = createOutbox(fakeClient(limited).client, storage);
      void before.send(message);
      void before.send({ ...message, text: 'never mind' });
      await vi.advanceTimersByTimeAsync(0);
      const { client, sent } = fakeClient(ok);
      const after = createOutbox(client, storage);
      after.discard(after.get()[1]?.key ?? '');
      await vi.advanceTimersByTimeAsync(3_000);
      expect(sent.map(({ input, key }) => [input.input, key])).toEqual([['hello', before.get()[0]?.key]]);
    });
  });

  test('over a reload, what the gateway accepted is not sent again, whatever became of its key meanwhile', async () => {
    const storage = fakeStorage();
    const before = createOutbox(fakeClient(ok).client, storage);
    await before.send(message);
    const { client, sent } = fakeClient(ok);
    const after = createOutbox(client, storage);
    expect(sent).toEqual([]);
    expect(notYetShown(after.get(), shown)).toHaveLength(1);
    expect(notYetShown(after.get(), foldAll(shown, journal([accepted('r1', 'hello')])))).toEqual([]);
  });

  test('what was written so long ago that its key may be forgotten goes out only if somebody says so', async () => {
    const storage = fakeStorage();
    const lost = fakeClient(() => new Promise(() => {}));
    void createOutbox(lost.client, storage).send(message);
    vi.useFakeTimers({ now: Date.now() + LIMITS.idempotencyTtlMs });
    const { client, sent } = fakeClient(ok);
    const after = createOutbox(client, storage);
    vi.useRealTimers();
    expect(sent).toEqual([]);
    expect(after.get()).toMatchObject([{ text: 'hello', status: 'failed' }]);
    expect(await after.retry(after.get()[0]?.key ?? '')).toBe(SESSION_ID);
  });

  test('the new key of a message that was refused for good counts from when it was made', async () => {
    vi.useFakeTimers({ now: 1_000_000 });
    const storage = fakeStorage();
    const refusing = fakeClient(() => {
      throw new CallFailure('no', { code: 'POLICY_DENIED', message: 'm', retryable: false, traceId: 't' });
    });
    const before = createOutbox(refusing.client, storage);
    await before.send(message);
    vi.setSystemTime(1_000_000 + LIMITS.idempotencyTtlMs);
    const lost = fakeClient(() => new Promise(() => {}));
    const again = createOutbox(lost.client, storage);
    void again.retry(again.get()[0]?.key ?? '');
    const { client, sent } = fakeClient(ok);
    createOutbox(client, storage);
    vi.useRealTimers();
    expect(sent.map(({ key }) => key)).toEqual([lost.sent[0]?.key]);
  });

  test('a refusal that is final is what its key answers for ever: the next try has another key', async () => {
    let refuse = true;
    const { client, sent } = fakeClient(() => {
      if (!refuse) return ok();
      throw new CallFailure('no', { code: 'POLICY_DENIED', message: 'm', retryable: false, traceId: 't' });
    });
    const outbox = createOutbox(client, fakeStorage());
    await outbox.send({ text: 'first', afterSeq: 0, opens: { model: 'a/denied' } });
    refuse = false;
    await outbox.retry(outbox.get()[0]?.key ?? '', { model: 'a/allowed' });
    expect(sent.map((call) => call.input.model)).toEqual(['a/denied', 'a/allowed']);
    expect(sent[1]?.key).not.toBe(sent[0]?.key);
    expect(outbox.get()).toMatchObject([{ key: sent[1]?.key, runId: 'r1', error: undefined }]);
  });

  test('a message keeps its attachments over a reload', async () => {
    const storage = fakeStorage();
    const attachments = ['att_1'];
    void createOutbox(fakeClient(() => new Promise(() => {})).client, storage).send({ ...message, attachments });
    const { client, sent } = fakeClient(ok);
    createOutbox(client, storage);
    expect(sent[0]?.input).toEqual({
      input: 'hello',
      onBusy: 'queue',
      sessionId: SESSION_ID,
      attachments: ['att_1'],
    });
  });

  test('a message that was on its way when the page was reloaded is sent again with the same key', async () => {
    const storage = fakeStorage();
    const before = fakeClient(() => new Promise(() => {}));
    void createOutbox(before.client, storage).send(message);
    const after = fakeClient(ok);
    const outbox = createOutbox(after.client, storage);
    await vi.waitFor(() => expect(outbox.get()).toMatchObject([{ text: 'hello', runId: 'r1' }]));
    expect(after.sent[0]?.key).toBe(before.sent[0]?.key);
  });

  test('a message that opens a session learns its id from the answer', async () => {
    const { client, sent } = fakeClient(ok);
    const outbox = createOutbox(client, fakeStorage());
    expect(await outbox.send({ text: 'first', afterSeq: 0 })).toBe(SESSION_ID);
    expect(sent[0]?.input).toEqual({ input: 'first', onBusy: 'queue' });
    expect(outbox.get()).toMatchObject([{ sessionId: SESSION_ID }]);
  });

  test('what is stored and unreadable is no reason to show no page', () => {
    const storage = fakeStorage();
    storage.setItem('openfoal.outbox', '{');
    expect(createOutbox(fakeClient(ok).client, storage).get()).toEqual([]);
  });
});
