import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Envelope } from '../../protocol/events.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { type BareClient, ends, newKey } from '../../testing/bare-client.ts';
import { startTestGateway, type TestGateway } from '../../testing/test-gateway.ts';
import { createManualClock } from '../manual-clock.fixture.ts';
import { including, like } from '../matchers.fixture.ts';
import { MODEL, scriptedModels, scriptedTools } from '../scripted.fixture.ts';

const models = scriptedModels();
let gateway: TestGateway;
let client: BareClient;
beforeAll(async () => {
  gateway = await startTestGateway({
    overrides: { models, tools: scriptedTools(), clock: createManualClock() },
  });
  client = await gateway.connect();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const create = (input: Record<string, unknown> = {}) =>
  client.call('sessions.create', { ...input, idempotencyKey: newKey() });

describe('refusals', () => {
  test.each([
    ['sessions.get', {}],
    ['sessions.history', {}],
    ['sessions.update', { title: 'x', idempotencyKey: newKey() }],
    ['sessions.reset', { idempotencyKey: newKey() }],
  ])('%s of a session of nobody is NOT_FOUND', async (method, input) => {
    expect(await client.refusal(method, { sessionId: 'ses_none', ...input })).toMatchObject({ code: 'NOT_FOUND' });
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['a key that is not canonical', { sessionKey: 'main' }, 'INVALID_REQUEST'],
    [
      'a key of a kind that v1 does not make',
      { sessionKey: 'workspace:w_default/agent:main/dm:irc:joe' },
      'INVALID_REQUEST',
    ],
    ['a key of another workspace', { sessionKey: 'workspace:w_other/agent:main/main' }, 'NOT_FOUND'],
    [
      'an agent that is not the one of the key',
      { sessionKey: 'workspace:w_default/agent:main/main:thread:x', agentId: 'other' },
      'INVALID_REQUEST',
    ],
    ['a model that nobody serves', { model: 'nobody/none' }, 'MODEL_UNAVAILABLE'],
    ['the sandbox where there is none', { runtimeMode: 'cloud' }, 'SANDBOX_UNAVAILABLE'],
    ['a folder outside of the roots', { folder: '/etc' }, 'PATH_OUTSIDE_WORKSPACE'],
    ['the folder of the gateway itself', { folder: 'HOME' }, 'PATH_OUTSIDE_WORKSPACE'],
    ['an empty title', { title: '  ' }, 'INVALID_REQUEST'],
  ])('sessions.create with %s', async (_name, input, code) => {
    const folder = input.folder === 'HOME' ? gateway.home : input.folder;
    const refusal = await client.refusal('sessions.create', {
      ...input,
      ...(folder === undefined ? {} : { folder }),
      idempotencyKey: newKey(),
    });
    expect(refusal.code).toBe(code);
    expect((await client.call('sessions.list', {})).items).toEqual([]);
  });

  test('reset of a session at work is SESSION_BUSY with the run', async () => {
    const { sessionId, runId } = await client.call('agent.run', { input: 'hold', idempotencyKey: newKey() });
    expect(await client.refusal('sessions.reset', { sessionId, idempotencyKey: newKey() })).toMatchObject({
      code: 'SESSION_BUSY',
      details: { runId },
    });
    await client.call('agent.abort', { runId, idempotencyKey: newKey() });
  });

  test.each([
    ['sessions.list', LIMITS.maxSessionPage],
    ['runs.list', LIMITS.maxPage],
    ['approval.queue', LIMITS.maxPage],
    ['audit.query', LIMITS.maxAuditPage],
  ])(
    '%s: a limit of 0 or over the maximum, and a cursor that is none of ours, are INVALID_REQUEST',
    async (method, max) => {
      for (const limit of [0, max + 1, 1.5]) {
        expect(await client.refusal(method, { limit })).toMatchObject({
          code: 'INVALID_REQUEST',
          details: { field: 'limit' },
        });
      }
      const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
      for (const cursor of [
        '',
        'nonsense',
        '{}',
        encoded({}),
        encoded({ at: 'x', id: 'y' }),
        encoded({ at: 1, id: 'y', more: 1 }),
      ]) {
        expect(await client.refusal(method, { cursor })).toMatchObject({
          code: 'INVALID_REQUEST',
          message: like(/^cursor/),
        });
      }
    },
  );

  test('history both ways at once, or in pages over the maximum, is INVALID_REQUEST', async () => {
    const { id: sessionId } = await create();
    for (const input of [
      { afterSeq: 1, beforeSeq: 2 },
      { limit: LIMITS.maxHistoryPage + 1 },
      { afterSeq: -1 },
      { beforeSeq: 0 },
    ]) {
      expect(await client.refusal('sessions.history', { sessionId, ...input })).toMatchObject({
        code: 'INVALID_REQUEST',
      });
    }
  });
});

describe('sessions', () => {
  test('are made with what was asked for, found again by their key, and changed with an event', async () => {
    const sessionKey = 'workspace:w_default/agent:main/main:thread:stable';
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'openfoal-folder-')));
    const made = await create({ sessionKey, title: 'Stable', model: MODEL, folder });
    rmSync(folder, { recursive: true });
    expect(made.folder).toBe(folder);
    expect(made).toMatchObject({
      sessionKey,
      title: 'Stable',
      model: MODEL,
      status: 'idle',
      runtimeMode: 'local',
      lastSeq: 1,
    });
    expect(await create({ sessionKey })).toEqual(made);
    const stream = client.stream({ sessionId: made.id });
    await stream.started;
    const changed = await client.call('sessions.update', {
      sessionId: made.id,
      pinned: true,
      archived: true,
      idempotencyKey: newKey(),
    });
    expect(changed).toMatchObject({ pinned: true, archived: true, title: 'Stable', lastSeq: 2 });
    expect(await stream.until(() => true)).toMatchObject({
      event: 'session.updated',
      payload: { session: { pinned: true } },
    });
    expect((await client.call('sessions.list', { archived: true })).items.map(({ id }) => id)).toEqual([made.id]);
    expect((await client.call('sessions.list', { query: 'stable' })).items).toEqual([]);
    stream.stop();
  });

  test('name a model of their own until it is taken back, and every client sees that', async () => {
    const made = await create({ model: MODEL });
    expect(made.model).toBe(MODEL);
    const stream = client.stream({ sessionId: made.id });
    await stream.started;
    const change = { sessionId: made.id, model: null, idempotencyKey: newKey() };
    expect(await client.call('sessions.update', change)).not.toHaveProperty('model');
    const told = await stream.until(() => true);
    expect(told).toMatchObject({ event: 'session.updated', payload: { session: { id: made.id } } });
    expect(told).not.toHaveProperty('payload.session.model');
    expect(await client.call('sessions.get', { sessionId: made.id })).not.toHaveProperty('model');
    stream.stop();
  });

  test('page without loss or repeat when all have the same time, also while others are made', async () => {
    const made: string[] = [];
    for (let n = 0; n < 23; n += 1) made.push((await create({ title: `tie ${n}` })).id);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.call('sessions.list', { query: 'tie', limit: 4, ...(cursor ? { cursor } : {}) });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
      await create({ title: 'another' });
    } while (cursor);
    expect(seen).toEqual(made.toReversed());
  });

  test('are searched for by text, not by pattern, and by status', async () => {
    const { id } = await create({ title: '100%_马 done' });
    for (const query of ['100%', '%_', '马', 'DONE']) {
      expect((await client.call('sessions.list', { query })).items.map((item) => item.id)).toEqual([id]);
    }
    expect((await client.call('sessions.list', { query: '1%0' })).items).toEqual([]);
    const { sessionId, runId } = await client.call('agent.run', { input: 'hold', idempotencyKey: newKey() });
    const running = await client.call('sessions.list', { status: ['running'] });
    expect(running.items.map((item) => item.id)).toEqual([sessionId]);
    await client.call('agent.abort', { runId, idempotencyKey: newKey() });
  });

  test('a snapshot names the run that is on, those that wait, and what is to be approved', async () => {
    const first = await client.call('agent.run', { input: 'call bash.exec ls', idempotencyKey: newKey() });
    const { sessionId } = first;
    const stream = client.stream({ sessionId, after: (await client.call('sessions.get', { sessionId })).token });
    await stream.started;
    const second = await client.call('agent.run', {
      sessionId,
      input: 'then this',
      onBusy: 'queue',
      idempotencyKey: newKey(),
    });
    expect(second.status).toBe('queued');
    const history = async () => (await client.call('sessions.history', { sessionId })).events;
    if (!(await history()).some(({ event }) => event === 'approval.required')) {
      await stream.until(({ event }) => event === 'approval.required');
    }
    expect(await client.call('sessions.get', { sessionId })).toMatchObject({
      id: sessionId,
      activeRun: { runId: first.runId },
      queuedRuns: [{ runId: second.runId, status: 'queued' }],
      pendingApprovals: [{ runId: first.runId, toolName: 'bash.exec', status: 'pending' }],
    });
    await client.call('agent.abort', { runId: second.runId, idempotencyKey: newKey() });
    await client.call('agent.abort', { runId: first.runId, idempotencyKey: newKey() });
    const after = await client.call('sessions.get', { sessionId });
    expect(after).toMatchObject({ status: 'idle', queuedRuns: [], pendingApprovals: [] });
    expect(after.activeRun).toBeUndefined();
    stream.stop();
  });

  test('reset is a marker: the journal stays', async () => {
    const { id: sessionId } = await create();
    const before = (await client.call('sessions.history', { sessionId })).events;
    await client.call('sessions.reset', { sessionId, idempotencyKey: newKey() });
    const { events } = await client.call('sessions.history', { sessionId });
    expect(events.slice(0, before.length)).toEqual(before);
    expect(events.at(-1)).toMatchObject({ event: 'session.updated', payload: { notice: { kind: 'reset' } } });
  });
});

describe('history', () => {
  async function pages(
    sessionId: string,
    direction: 'afterSeq' | 'beforeSeq',
    start: number,
    limit: number,
  ): Promise<Envelope[][]> {
    const all: Envelope[][] = [];
    for (let from: number | undefined = start; from !== undefined; ) {
      const page: { events: Envelope[]; nextSeq?: number | undefined } = await client.call('sessions.history', {
        sessionId,
        [direction]: from,
        limit,
      });
      all.push(page.events);
      from = page.nextSeq;
    }
    return all;
  }

  test('pages forwards and backwards through the same events, never over 512 KiB', async () => {
    const { id: sessionId } = await create();
    const stream = client.stream({ sessionId });
    await stream.started;
    for (const input of ['short', 'x'.repeat(LIMITS.maxInputChars), '马'.repeat(60_000), 'short again']) {
      const { runId } = await client.call('agent.run', { sessionId, input, idempotencyKey: newKey() });
      await stream.until(ends(runId));
    }
    const { lastSeq } = await client.call('sessions.get', { sessionId });
    for (const limit of [3, 1_000]) {
      const forwards = await pages(sessionId, 'afterSeq', 0, limit);
      const backwards = await pages(sessionId, 'beforeSeq', lastSeq + 1, limit);
      expect(forwards.flat().map(({ seq }) => seq)).toEqual(Array.from({ length: lastSeq }, (_, n) => n + 1));
      expect(backwards.toReversed().flat()).toEqual(forwards.flat());
      for (const page of [...forwards, ...backwards]) {
        expect(page.length).toBeLessThanOrEqual(limit);
        expect(Buffer.byteLength(page.map((event) => JSON.stringify(event)).join(''))).toBeLessThanOrEqual(512 * 1024);
      }
    }
    expect(await client.call('sessions.history', { sessionId, afterSeq: lastSeq })).toEqual({ events: [], lastSeq });
    expect((await client.call('sessions.history', { sessionId, limit: 1 })).events).toEqual([including({ seq: 1 })]);
    stream.stop();
  });
});
