import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { foldAll } from '../../client/fold/fold.ts';
import { emptyTranscript, type Transcript } from '../../client/fold/transcript.ts';
import { SCOPE } from '../../compose.ts';
import { firstBrokenLink } from '../../domain/audit/append-audit.ts';
import { createConversations } from '../../domain/run/conversation.ts';
import type { Envelope } from '../../protocol/events.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { type BareClient, ends, newKey } from '../../testing/bare-client.ts';
import { journalProblems } from '../../testing/faults/harness.ts';
import { startTestGateway, type TestGateway } from '../../testing/test-gateway.ts';
import { createManualClock } from '../manual-clock.fixture.ts';
import { scriptedModels, scriptedTools } from '../scripted.fixture.ts';

const clock = createManualClock();
let gateway: TestGateway;
let client: BareClient;
beforeAll(async () => {
  gateway = await startTestGateway({ overrides: { models: scriptedModels(), tools: scriptedTools(), clock } });
  client = await gateway.connect();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const fork = (sessionId: string, messageId: string) =>
  client.call('sessions.fork', { sessionId, messageId, idempotencyKey: newKey() });

async function history(sessionId: string): Promise<Envelope[]> {
  const events: Envelope[] = [];
  for (let afterSeq: number | undefined = 0; afterSeq !== undefined; ) {
    const page: { events: Envelope[]; nextSeq?: number | undefined } = await client.call('sessions.history', {
      sessionId,
      afterSeq,
      limit: 1000,
    });
    events.push(...page.events);
    afterSeq = page.nextSeq;
  }
  return events;
}

/** Says something and waits for the end; `decision` answers the approval that it asks for. */
async function ran(sessionId: string, input: string, decision?: 'approve' | 'reject'): Promise<string> {
  const stream = client.stream({ sessionId });
  await stream.started;
  const { runId } = await client.call('agent.run', { sessionId, input, idempotencyKey: newKey() });
  if (decision) {
    const asked = await stream.until(({ event }) => event === 'approval.required');
    const approvalId = asked.event === 'approval.required' ? asked.payload.approval.approvalId : '';
    await client.call('approval.resolve', { approvalId, decision, comment: 'why not', idempotencyKey: newKey() });
  }
  await stream.until(ends(runId));
  stream.stop();
  clock.advance(1_000);
  return runId;
}

async function stopped(sessionId: string, input: string): Promise<string> {
  const stream = client.stream({ sessionId });
  await stream.started;
  const { runId } = await client.call('agent.run', { sessionId, input, idempotencyKey: newKey() });
  await stream.until(({ event }) => event === 'agent.delta');
  await client.call('agent.abort', { runId, idempotencyKey: newKey() });
  stream.stop();
  return runId;
}

const questionOf = (events: readonly Envelope[], runId: string) => {
  const found = events.find(({ event, runId: of }) => event === 'agent.accepted' && of === runId);
  if (found?.event !== 'agent.accepted') throw new Error('no such run');
  return found;
};

/** A transcript with its ids numbered in the order of their first use, and without what a fork is meant to differ in. */
function shape({ items, runs, approvals, queued }: Transcript): unknown {
  const numbers = new Map<string, string>();
  const unplaced = items.map(({ seq: _, ...item }) => item);
  const text = JSON.stringify({
    items: unplaced,
    runs: runs.map(({ acceptedSeq: _, ...run }) => run),
    approvals,
    queued,
  });
  return JSON.parse(
    text
      .replace(/\bses_[0-9a-z]+/g, 'session')
      .replace(/\b(run|msg|call|apr)_[0-9a-z]+(_\d+)?/g, (id) => {
        const known = numbers.get(id) ?? `id${numbers.size}`;
        numbers.set(id, known);
        return known;
      })
      .replaceAll('"resumable":true', '"resumable":false'),
  );
}

describe('refusals', () => {
  test('a session of nobody, a message of nobody, of another session, and one whose turn has not come are NOT_FOUND', async () => {
    const { id: sessionId } = await client.call('sessions.create', { idempotencyKey: newKey() });
    const { id: other } = await client.call('sessions.create', { idempotencyKey: newKey() });
    await ran(other, 'elsewhere');
    const [elsewhere] = (await history(other)).filter(({ event }) => event === 'agent.accepted');
    const { runId } = await client.call('agent.run', { sessionId, input: 'hold', idempotencyKey: newKey() });
    const waiting = await client.call('agent.run', {
      sessionId,
      input: 'later',
      onBusy: 'queue',
      idempotencyKey: newKey(),
    });
    const queued = questionOf(await history(sessionId), waiting.runId).payload.messageId;
    const count = (await client.call('sessions.list', {})).items.length;
    for (const [of, messageId] of [
      ['ses_none', 'msg_none'],
      [sessionId, 'msg_none'],
      [sessionId, elsewhere?.event === 'agent.accepted' ? elsewhere.payload.messageId : ''],
      [sessionId, queued],
    ]) {
      const call = { sessionId: of, messageId, idempotencyKey: newKey() };
      expect(await client.refusal('sessions.fork', call)).toMatchObject({ code: 'NOT_FOUND' });
    }
    expect((await client.call('sessions.list', {})).items).toHaveLength(count);
    for (const each of [waiting.runId, runId]) {
      await client.call('agent.abort', { runId: each, idempotencyKey: newKey() });
    }
  });
});

describe('a fork', () => {
  test('folds to the same as the original before the message, and the model sees the same', async () => {
    const { id } = await client.call('sessions.create', { title: 'A talk', idempotencyKey: newKey() });
    await ran(id, 'hello');
    await client.call('sessions.reset', { sessionId: id, idempotencyKey: newKey() });
    await ran(id, 'call file.read notes');
    await ran(id, 'call bash.exec ls', 'approve');
    await ran(id, 'call bash.exec rm', 'reject');
    await stopped(id, 'hold');
    await ran(id, 'pour 40 5');
    const last = await ran(id, 'and then');
    await ran(id, 'afterwards');
    const before = await history(id);
    const question = questionOf(before, last);
    const stream = client.stream();
    await stream.started;
    const made = await fork(id, question.payload.messageId);
    expect(made).toMatchObject({
      title: 'A talk',
      status: 'idle',
      sessionKey: `workspace:w_default/agent:main/main:thread:${made.id}`,
    });
    const { folder } = await client.call('sessions.get', { sessionId: id });
    expect(made.folder).toBe(folder);

    const events = await history(made.id);
    expect(journalProblems(events)).toEqual([]);
    expect(events.length).toBeLessThan(question.seq);
    const prefix = before.filter(({ seq }) => seq < question.seq);
    const original = foldAll(emptyTranscript(id), prefix);
    const copied = foldAll(emptyTranscript(made.id), events);
    const notice = copied.items.at(-1);
    expect(notice).toMatchObject({ notice: { kind: 'forked', sessionId: id, messageId: question.payload.messageId } });
    // A notice is keyed by its seq, which is another one.
    const unkeyed = (state: Transcript) => ({
      ...state,
      items: state.items.map((item) => (item.kind === 'notice' ? { ...item, key: '' } : item)),
    });
    expect(shape(unkeyed({ ...copied, items: copied.items.slice(0, -1) }))).toEqual(shape(unkeyed(original)));
    expect(copied.session).toMatchObject({ id: made.id, status: 'idle', title: 'A talk' });

    const idsOf = (list: readonly Envelope[]) =>
      new Set(JSON.stringify(list).match(/\b(run|msg|call|apr)_[0-9a-z]+(_\d+)?/g));
    const shared = idsOf(events).intersection(idsOf(before));
    expect([...shared]).toEqual([question.payload.messageId]);

    // Everybody who listens has it, in order, and nobody is asked anything.
    await stream.until(({ sessionId, seq }) => sessionId === made.id && seq === events.length);
    expect(stream.envelopes.filter(({ sessionId }) => sessionId === made.id)).toEqual(events);
    expect((await client.call('approval.queue', {})).items).toEqual([]);
    expect(await client.call('sessions.get', { sessionId: made.id })).toMatchObject({
      costUsd: 0,
      pendingApprovals: [],
      queuedRuns: [],
    });
    expect((await client.call('runs.list', { sessionId: made.id })).items).toEqual([]);
    // The original is as it was.
    expect(await history(id)).toEqual(before);

    const { read } = gateway.server.application;
    const seen = async (sessionId: string, until?: string) => {
      const session = await read.sessions.get(SCOPE, sessionId);
      if (!session) throw new Error('gone');
      const unread = { read: () => Promise.reject(new Error('no attachments here')) };
      const blobs = { ...unread, put: unread.read, remove: unread.read, before: unread.read };
      const messages = (await createConversations(blobs).of(read, session)).slice(1);
      const end = messages.findIndex((message) => message.role === 'user' && message.text === until);
      return JSON.stringify(end < 0 ? messages : messages.slice(0, end)).replaceAll(/call_[0-9a-z]+/g, 'call');
    };
    expect(await seen(made.id)).toBe(await seen(id, 'and then'));

    const chain = await gateway.audit(made.id);
    expect(chain.map(({ action }) => action)).toEqual(['session.fork']);
    expect(firstBrokenLink(chain)).toBeUndefined();
    await ran(made.id, 'something else');
    const again = await history(made.id);
    expect(journalProblems(again)).toEqual([]);
    stream.stop();
  });

  test('before an answer is before what it answers; of a continued run before the message that began it', async () => {
    const { id } = await client.call('sessions.create', { idempotencyKey: newKey() });
    await ran(id, 'first');
    const broken = await stopped(id, 'hold on');
    const stream = client.stream({ sessionId: id });
    await stream.started;
    const { runId } = await client.call('agent.continue', { runId: broken, idempotencyKey: newKey() });
    await stream.until(ends(runId));
    const end = (await history(id)).find((event) => event.event === 'agent.completed' && event.runId === runId);
    if (end?.event !== 'agent.completed') throw new Error('it did not complete');
    const made = await fork(id, end.payload.messageId);
    const inputs = (await history(made.id)).flatMap((event) =>
      event.event === 'agent.accepted' ? [event.payload.input] : [],
    );
    expect(inputs).toEqual(['first']);
    stream.stop();
  });

  test('before the first message is empty, and is named by the next one unless somebody named it', async () => {
    const { sessionId } = await client.call('agent.run', { input: 'What is up?', idempotencyKey: newKey() });
    const stream = client.stream({ sessionId });
    await stream.started;
    const [first] = (await history(sessionId)).filter(({ event }) => event === 'agent.accepted');
    const messageId = first?.event === 'agent.accepted' ? first.payload.messageId : '';
    expect(await fork(sessionId, messageId)).toMatchObject({ title: '', preview: '', lastSeq: 1 });
    await client.call('sessions.update', { sessionId, title: 'Named', idempotencyKey: newKey() });
    expect(await fork(sessionId, messageId)).toMatchObject({ title: 'Named' });
    stream.stop();
  });

  test('of a fork works as of any other, and its attachments outlive the original', async () => {
    const dataBase64 = Buffer.from('kept').toString('base64');
    const piece = { name: 'kept.txt', mediaType: 'text/plain', offset: 0, dataBase64, last: true };
    const { attachmentId } = await client.call('attachments.put', { ...piece, idempotencyKey: newKey() });
    const { id } = await client.call('sessions.create', { idempotencyKey: newKey() });
    const stream = client.stream({ sessionId: id });
    await stream.started;
    const call = { sessionId: id, input: 'look', attachments: [attachmentId], idempotencyKey: newKey() };
    await stream.until(ends((await client.call('agent.run', call)).runId));
    const last = await ran(id, 'more');
    const made = await fork(id, questionOf(await history(id), last).payload.messageId);
    const [copied] = (await history(made.id)).filter(({ event }) => event === 'agent.accepted');
    if (copied?.event !== 'agent.accepted') throw new Error('nothing was copied');
    expect(copied.payload.attachments).toEqual([attachmentId]);
    await ran(made.id, 'more of it');
    const inner = await fork(made.id, copied.payload.messageId);
    expect(inner.lastSeq).toBe(1);
    const { read } = gateway.server.application;
    expect((await read.messages.after(SCOPE, made.id, 0))[0]?.parts).toContainEqual({
      type: 'attachment',
      attachmentId,
      name: 'kept.txt',
      mediaType: 'text/plain',
    });
    await client.call('sessions.delete', { sessionId: id, idempotencyKey: newKey() });
    clock.advance(LIMITS.deletedSessionTtlMs);
    while (await read.sessions.get(SCOPE, id)) await new Promise(setImmediate);
    expect((await client.call('attachments.get', { attachmentId })).name).toBe('kept.txt');
    stream.stop();
  });

  test('of a session with 10,000 pieces of text has them as few, and the same text', async () => {
    const { id } = await client.call('sessions.create', { idempotencyKey: newKey() });
    await ran(id, 'pour 10000 3');
    const last = await ran(id, 'next');
    const made = await fork(id, questionOf(await history(id), last).payload.messageId);
    const text = (events: readonly Envelope[]) =>
      events.flatMap((event) => (event.event === 'agent.completed' ? [event.payload.text] : []))[0];
    const events = await history(made.id);
    expect(text(events)).toHaveLength(30_000);
    expect(text(events)).toBe(text(await history(id)));
    expect(journalProblems(events)).toEqual([]);
    expect(events.filter(({ event }) => event === 'agent.delta')).toHaveLength(1);
  });
});
