import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SCOPE } from '../../compose.ts';
import { firstBrokenLink } from '../../domain/audit/append-audit.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { type BareClient, ends, newKey } from '../../testing/bare-client.ts';
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

const create = (input: Record<string, unknown> = {}) =>
  client.call('sessions.create', { ...input, idempotencyKey: newKey() });
const remove = (sessionId: string) => client.call('sessions.delete', { sessionId, idempotencyKey: newKey() });
const restore = (sessionId: string) => client.call('sessions.restore', { sessionId, idempotencyKey: newKey() });
const listed = async (query = '') => (await client.call('sessions.list', { query })).items.map(({ id }) => id);
const history = async (sessionId: string) => (await client.call('sessions.history', { sessionId })).events;

async function ran(sessionId: string, input: string, attachments: string[] = []): Promise<string> {
  const stream = client.stream({ sessionId });
  await stream.started;
  const { runId } = await client.call('agent.run', { sessionId, input, attachments, idempotencyKey: newKey() });
  await stream.until(ends(runId));
  stream.stop();
  return runId;
}

async function attach(name: string): Promise<string> {
  const dataBase64 = Buffer.from(name).toString('base64');
  const piece = { name, mediaType: 'text/plain', offset: 0, dataBase64, last: true, idempotencyKey: newKey() };
  return (await client.call('attachments.put', piece)).attachmentId;
}

describe('refusals', () => {
  test.each(['sessions.delete', 'sessions.restore'])('%s of a session of nobody is NOT_FOUND', async (method) => {
    const refusal = await client.refusal(method, { sessionId: 'ses_none', idempotencyKey: newKey() });
    expect(refusal).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('delete of a session at work is SESSION_BUSY with the runs to stop, queued ones first, and leaves it as it is', async () => {
    const { sessionId, runId } = await client.call('agent.run', { input: 'hold', idempotencyKey: newKey() });
    const queued = await client.call('agent.run', {
      sessionId,
      input: 'later',
      onBusy: 'queue',
      idempotencyKey: newKey(),
    });
    const call = { sessionId, idempotencyKey: newKey() };
    const refusal = await client.refusal('sessions.delete', call);
    expect(refusal).toMatchObject({
      code: 'SESSION_BUSY',
      retryable: true,
      details: { runId, runIds: [queued.runId, runId] },
    });
    expect(await client.call('sessions.get', { sessionId })).not.toHaveProperty('deletedAt');
    for (const stopped of [queued.runId, runId]) {
      await client.call('agent.abort', { runId: stopped, idempotencyKey: newKey() });
    }
    // A retryable refusal releases the key.
    expect((await client.call('sessions.delete', call)).deletedAt).toBeDefined();
  });

  test('delete of a session whose approval waits is SESSION_BUSY: the approval stays to be decided', async () => {
    const stream = client.stream();
    await stream.started;
    const { sessionId, runId } = await client.call('agent.run', {
      input: 'call bash.exec ls',
      idempotencyKey: newKey(),
    });
    await stream.until(({ event, sessionId: of }) => event === 'approval.required' && of === sessionId);
    const refusal = await client.refusal('sessions.delete', { sessionId, idempotencyKey: newKey() });
    expect(refusal).toMatchObject({ code: 'SESSION_BUSY', details: { runId } });
    expect((await client.call('approval.queue', { sessionId })).pendingCount).toBe(1);
    await client.call('agent.abort', { runId, idempotencyKey: newKey() });
    stream.stop();
  });

  test('a deleted session is NOT_FOUND for every method but sessions.restore, and so are its runs and approvals', async () => {
    const stream = client.stream();
    await stream.started;
    const { sessionId, runId } = await client.call('agent.run', {
      input: 'call bash.exec rm',
      idempotencyKey: newKey(),
    });
    const asked = await stream.until(
      (envelope) => envelope.event === 'approval.required' && envelope.sessionId === sessionId,
    );
    const approvalId = asked.event === 'approval.required' ? asked.payload.approval.approvalId : '';
    await client.call('agent.abort', { runId, idempotencyKey: newKey() });
    await remove(sessionId);
    const key = () => ({ idempotencyKey: newKey() });
    for (const [method, input] of Object.entries({
      'sessions.get': { sessionId },
      'sessions.history': { sessionId },
      'sessions.update': { sessionId, title: 'x', ...key() },
      'sessions.reset': { sessionId, ...key() },
      'sessions.delete': { sessionId, ...key() },
      'runtime.setMode': { sessionId, runtimeMode: 'local', ...key() },
      'policy.evaluate': { sessionId, toolName: 'file.read', args: { text: 'x' } },
      'agent.run': { sessionId, input: 'x', ...key() },
      'agent.continue': { runId, ...key() },
      'agent.abort': { runId, ...key() },
      'runs.get': { runId },
      'approval.get': { approvalId },
      'approval.resolve': { approvalId, decision: 'reject', ...key() },
    })) {
      expect({ method, ...(await client.refusal(method, input)) }).toMatchObject({ method, code: 'NOT_FOUND' });
    }
    await expect(client.stream({ sessionId }).started).rejects.toThrow('NOT_FOUND');
    expect((await client.call('runs.list', { sessionId })).items).toEqual([]);
    expect((await client.call('approval.queue', { sessionId, status: ['superseded'] })).items).toEqual([]);
    // What was done stays accounted for.
    const audited = (await client.call('audit.query', { sessionId })).items;
    expect(audited.map(({ action }) => action)).toContain('session.delete');
    stream.stop();
  });
});

describe('a deleted session', () => {
  test('is in no list, everybody is told, and the same key answers the same', async () => {
    const { id } = await create({ title: 'vanishing' });
    const stream = client.stream();
    await stream.started;
    const call = { sessionId: id, idempotencyKey: newKey() };
    const deleted = await client.call('sessions.delete', call);
    expect(deleted).toMatchObject({ id, deletedAt: new Date(clock.now()).toISOString(), lastSeq: 2 });
    expect(await client.call('sessions.delete', call)).toEqual(deleted);
    expect(await stream.until(({ sessionId }) => sessionId === id)).toMatchObject({
      event: 'session.updated',
      payload: { session: { id, deletedAt: deleted.deletedAt }, notice: { kind: 'deleted' } },
    });
    expect(await listed('vanishing')).toEqual([]);
    expect((await client.call('sessions.list', { archived: true })).items).toEqual([]);
    stream.stop();
  });

  test('comes back as it was, in its place, and everybody is told', async () => {
    const { id } = await create({ title: 'undo older' });
    await ran(id, 'hello');
    clock.advance(1_000);
    await create({ title: 'undo newer' });
    const before = await client.call('sessions.get', { sessionId: id });
    const order = await listed('undo');
    const events = await history(id);
    await remove(id);
    const stream = client.stream();
    await stream.started;
    const restored = await restore(id);
    expect(restored).not.toHaveProperty('deletedAt');
    expect(await stream.until(({ sessionId }) => sessionId === id)).toMatchObject({
      event: 'session.updated',
      payload: { notice: { kind: 'restored' } },
    });
    const { token: _before, ...was } = before;
    const { token: _after, ...is } = await client.call('sessions.get', { sessionId: id });
    expect(is).toEqual({ ...was, lastSeq: was.lastSeq + 2 });
    expect(await listed('undo')).toEqual(order);
    expect((await history(id)).slice(0, events.length)).toEqual(events);
    await ran(id, 'go on');
    const chain = await gateway.audit(id);
    expect(chain.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['session.create', 'session.delete', 'session.restore']),
    );
    expect(firstBrokenLink(chain)).toBeUndefined();
    stream.stop();
  });

  test('is in the list of the deleted, page by page, until it is restored or its time is over', async () => {
    const deleted = async (input: object = {}) => {
      const { items, nextCursor } = await client.call('sessions.list', { deleted: true, query: 'binned', ...input });
      return { titles: items.map(({ title }) => title), items, nextCursor };
    };
    const ids: string[] = [];
    for (const title of ['binned 1', 'binned 2', 'binned 3', 'binned 4']) ids.push((await create({ title })).id);
    const [first = '', second = '', third = ''] = ids;
    await client.call('sessions.update', { sessionId: second, archived: true, idempotencyKey: newKey() });
    for (const id of [second, first, third]) {
      await remove(id);
      clock.advance(1_000);
    }
    const all = await deleted();
    expect(all.titles).toEqual(['binned 3', 'binned 1', 'binned 2']);
    expect(all.items.every(({ deletedAt }) => deletedAt !== undefined)).toBe(true);
    const one = await deleted({ limit: 2 });
    const rest = await deleted({ limit: 2, cursor: one.nextCursor });
    expect([one.titles, rest.titles, rest.nextCursor]).toEqual([['binned 3', 'binned 1'], ['binned 2'], undefined]);
    await restore(first);
    expect((await deleted()).titles).toEqual(['binned 3', 'binned 2']);
    expect(await listed('binned')).toEqual([ids[3], first]);
    // Whoever is listed can be restored: not one moment longer.
    clock.advance(LIMITS.deletedSessionTtlMs - 2_000);
    expect((await deleted()).titles).toEqual(['binned 3']);
    const refusal = await client.refusal('sessions.restore', { sessionId: second, idempotencyKey: newKey() });
    expect(refusal).toMatchObject({ code: 'NOT_FOUND' });
    expect(await restore(third)).not.toHaveProperty('deletedAt');
  });

  test('that is restored twice is restored once, and one that was never deleted is answered as it is', async () => {
    const { id } = await create();
    await remove(id);
    const restored = await restore(id);
    expect(await restore(id)).toEqual(restored);
    expect(restored.lastSeq).toBe(3);
  });

  test('gives its key free; restored after another took it, it has one of its own', async () => {
    const sessionKey = 'workspace:w_default/agent:main/main:thread:reused';
    const { id } = await create({ sessionKey });
    await remove(id);
    const other = await client.call('agent.run', { sessionKey, input: 'hi', idempotencyKey: newKey() });
    expect(other.sessionId).not.toBe(id);
    expect(await restore(id)).toMatchObject({ id, sessionKey: `workspace:w_default/agent:main/main:thread:${id}` });
    expect((await client.call('sessions.get', { sessionId: other.sessionId })).sessionKey).toBe(sessionKey);
  });
});

describe('a purge', () => {
  /** Lets 30 days go by; resolves when the timer has done its work. */
  async function purged(...sessionIds: string[]): Promise<void> {
    clock.advance(LIMITS.deletedSessionTtlMs);
    const { read } = gateway.server.application;
    while ((await Promise.all(sessionIds.map((id) => read.sessions.get(SCOPE, id)))).some(Boolean)) {
      await new Promise(setImmediate);
    }
  }
  const transcript = (sessionId: string) => join(gateway.home, 'transcripts', `${sessionId}.jsonl`);
  const blobs = () => readdirSync(join(gateway.home, 'attachments', SCOPE.tenantId));

  test('comes after 30 days and not before; it leaves the audit rows, and the others with their tokens', async () => {
    const [gone, kept] = [await create({ title: 'purged' }), await create({ title: 'kept' })];
    const { token } = await client.call('sessions.get', { sessionId: kept.id });
    const [shared, own] = [await attach('shared'), await attach('own')];
    await ran(gone.id, 'with both', [shared, own]);
    const keptRun = await ran(kept.id, 'with one', [shared]);
    const stream = client.stream({ sessionId: gone.id });
    await stream.started;
    const { runId } = await client.call('agent.run', {
      sessionId: gone.id,
      input: 'call bash.exec x',
      idempotencyKey: newKey(),
    });
    await stream.until(({ event }) => event === 'approval.required');
    await client.call('agent.abort', { runId, idempotencyKey: newKey() });
    await remove(gone.id);

    clock.advance(LIMITS.deletedSessionTtlMs - 1);
    expect((await restore(gone.id)).id).toBe(gone.id);
    await remove(gone.id);
    await gateway.restart();
    client = await gateway.connect();
    expect(existsSync(transcript(gone.id))).toBe(true);
    const before = blobs().length;
    await purged(gone.id);

    expect(await client.refusal('sessions.restore', { sessionId: gone.id, idempotencyKey: newKey() })).toMatchObject({
      code: 'NOT_FOUND',
    });
    const { read } = gateway.server.application;
    expect(await read.journal.readSession(SCOPE, gone.id, { afterSeq: 0, limit: 9 })).toEqual([]);
    expect(await read.messages.after(SCOPE, gone.id, 0)).toEqual([]);
    expect(await read.runs.get(SCOPE, runId)).toBeUndefined();
    expect(await read.toolRuns.ofRun(SCOPE, runId)).toEqual([]);
    expect(await read.attachments.get(SCOPE, own)).toBeUndefined();
    expect((await client.call('attachments.get', { attachmentId: shared })).name).toBe('shared');
    expect(blobs().length).toBe(before - 1);
    expect(existsSync(transcript(gone.id))).toBe(false);

    const chain = await gateway.audit(gone.id);
    expect(chain.at(-1)).toMatchObject({ action: 'session.purge', actor: 'system', resource: gone.id });
    expect(firstBrokenLink(chain)).toBeUndefined();
    // A token from before all that is good for the session that stayed.
    const resumed = client.stream({ after: token });
    await resumed.until(ends(keptRun));
    expect(resumed.envelopes.filter(({ sessionId }) => sessionId === gone.id)).toEqual([]);
    resumed.stop();
  });

  test('that was due while the gateway was down comes at its start', async () => {
    const { id } = await create();
    await remove(id);
    await gateway.server.stop();
    clock.advance(LIMITS.deletedSessionTtlMs);
    await gateway.restart();
    client = await gateway.connect();
    await purged(id);
    expect(existsSync(transcript(id))).toBe(false);
  });
});
