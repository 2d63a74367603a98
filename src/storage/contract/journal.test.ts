import { expect, test } from 'vitest';
import type { EventDraft } from '../../domain/ports.ts';
import type { Scope } from '../../domain/records.ts';
import { NOW, onBothDatabases, type Subject } from './both-databases.ts';
import { deltaDraft, sessionRecord, TRACE } from './records.fixture.ts';

async function sessionsOf({ write }: Subject, scope: Scope, ids: readonly string[]): Promise<void> {
  await write(async ({ sessions }) => {
    for (const id of ids) await sessions.insert(sessionRecord(scope, id));
  });
}

onBothDatabases('the journal', (subject) => {
  test('fifty transactions over five sessions at once: seqs without a gap, published in the order of stateVersion', async () => {
    const { uow, tenant, published } = subject();
    const scope = await tenant();
    const ids = ['ses_0', 'ses_1', 'ses_2', 'ses_3', 'ses_4'];
    await sessionsOf(subject(), scope, ids);
    const from = published.length;
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        uow.transaction(async (tx) => {
          const drafts = Array.from({ length: 1 + (n % 7) }, (__, k) => deltaDraft(ids[(n + k) % 5] ?? ''));
          const first = await tx.journal.append(scope, drafts);
          return [...first, ...(await tx.journal.append(scope, [deltaDraft(ids[n % 5] ?? '')]))];
        }),
      ),
    );
    const inOrder = published.slice(from).flat();
    const versions = inOrder.map(({ stateVersion }) => stateVersion);
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    expect(new Set(versions).size).toBe(answers.flat().length);
    expect(await uow.read.journal.readAfter(scope, 0, { limit: 1000 })).toEqual(inOrder);
    expect(await uow.read.journal.head(scope.tenantId)).toBe(versions.at(-1));
    for (const id of ids) {
      const events = await uow.read.journal.readSession(scope, id, { afterSeq: 0, limit: 1000 });
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, n) => n + 1));
      expect((await uow.read.sessions.get(scope, id))?.lastSeq).toBe(events.length);
    }
  });

  test('a transaction that fails among others leaves no event, no publication and no hole', async () => {
    const { uow, tenant, published } = subject();
    const scope = await tenant();
    await sessionsOf(subject(), scope, ['ses_1']);
    const from = published.length;
    const results = await Promise.allSettled(
      Array.from({ length: 30 }, (_, n) =>
        uow.transaction(async (tx) => {
          await tx.journal.append(scope, [deltaDraft('ses_1', `${n}`)]);
          if (n % 3 === 0) throw new Error(`fails ${n}`);
        }),
      ),
    );
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(10);
    const events = await uow.read.journal.readSession(scope, 'ses_1', { afterSeq: 0, limit: 100 });
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
    expect(published.slice(from).flat()).toEqual(events);
    const stored = events.map(({ payload }) => ('delta' in payload ? Number(payload.delta) : NaN));
    expect(stored.every((n) => n % 3 !== 0)).toBe(true);
  });

  test('an event for a session that does not exist fails, and the counter goes back', async () => {
    const { uow, tenant } = subject();
    const scope = await tenant();
    const before = await uow.read.journal.head(scope.tenantId);
    await expect(uow.transaction((tx) => tx.journal.append(scope, [deltaDraft('ses_none')]))).rejects.toThrow(
      'no session row',
    );
    expect(await uow.read.journal.head(scope.tenantId)).toBe(before);
  });

  test('the read side does not append', async () => {
    const { uow, tenant } = subject();
    const scope = await tenant();
    await expect(uow.read.journal.append(scope, [deltaDraft('ses_1')])).rejects.toThrow('in a transaction');
  });

  test('nothing to append is nothing: no number is used and nothing is published', async () => {
    const { uow, tenant, published } = subject();
    const scope = await tenant();
    const from = published.length;
    expect(await uow.transaction((tx) => tx.journal.append(scope, []))).toEqual([]);
    expect(published).toHaveLength(from);
  });

  test('an envelope is read back as it was published, its payload key by key and byte by byte', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    await write(({ sessions }) => sessions.insert(sessionRecord(scope, 'ses_1')));
    const args = JSON.parse(
      '{"z":1,"a":{"10":"x","9":[]},"nul":"\\u0000","half":"\\ud83d","low":"\\udfff","emoji":"👩‍👩‍👧","big":9007199254740991,"float":1e-7,"huge":1.7976931348623157e308,"line":"\\u2028","empty":"","null":null}',
    ) as Record<string, unknown>;
    const verdict = { action: 'allow', ruleId: 'r', policyVersion: 1, reason: '' } as const;
    const draft: EventDraft<'agent.tool_call'> = {
      event: 'agent.tool_call',
      sessionId: 'ses_1',
      runId: 'run_1',
      traceId: TRACE,
      payload: {
        runId: 'run_1',
        messageId: 'msg_1',
        toolCallId: 'call_1',
        toolName: 'bash.exec',
        args,
        risk: 'high',
        verdict,
      },
    };
    const [appended] = await uow.transaction((tx) => tx.journal.append(scope, [draft]));
    const [read] = await uow.read.journal.readSession(scope, 'ses_1', { afterSeq: 0, limit: 1 });
    expect(JSON.stringify(read)).toBe(JSON.stringify(appended));
    expect(await uow.read.journal.readSessionJson(scope, 'ses_1', { afterSeq: 0, limit: 1 })).toEqual([
      { seq: 1, json: JSON.stringify(appended) },
    ]);
    expect(read).toEqual({
      ...scope,
      event: 'agent.tool_call',
      seq: 1,
      stateVersion: 1,
      sessionId: 'ses_1',
      runId: 'run_1',
      traceId: TRACE,
      createdAt: new Date(NOW).toISOString(),
      payload: draft.payload,
    });
  });

  test('readSessionJson is the JSON of what readSession reads, whatever the ids hold', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    const sessionId = 'ses_"\\漢\u2028';
    await write(({ sessions }) => sessions.insert(sessionRecord(scope, sessionId)));
    const { runId: _, ...withoutRun } = deltaDraft(sessionId, 'c');
    await uow.transaction((tx) =>
      tx.journal.append(scope, [deltaDraft(sessionId, '"a'), { ...deltaDraft(sessionId), traceId: '"}' }, withoutRun]),
    );
    const { journal } = uow.read;
    for (const range of [
      { afterSeq: 0, limit: 9 },
      { afterSeq: 1, limit: 1 },
      { beforeSeq: 4, limit: 2 },
      { beforeSeq: 1, limit: 2 },
    ]) {
      const read = await journal.readSession(scope, sessionId, range);
      expect(await journal.readSessionJson(scope, sessionId, range)).toEqual(
        read.map((envelope) => ({ seq: envelope.seq, json: JSON.stringify(envelope) })),
      );
    }
  });

  test('an event without a run has no runId at all', async () => {
    const { uow, tenant } = subject();
    const scope = await tenant();
    await sessionsOf(subject(), scope, ['ses_1']);
    const { runId: _, ...draft } = deltaDraft('ses_1');
    await uow.transaction((tx) => tx.journal.append(scope, [draft]));
    const [read] = await uow.read.journal.readSession(scope, 'ses_1', { afterSeq: 0, limit: 1 });
    expect(read && 'runId' in read).toBe(false);
  });

  test('more events than a statement can have values go in one append', async () => {
    const { uow, tenant } = subject();
    const scope = await tenant();
    await sessionsOf(subject(), scope, ['ses_1']);
    const count = 7000;
    await uow.transaction((tx) =>
      tx.journal.append(
        scope,
        Array.from({ length: count }, () => deltaDraft('ses_1')),
      ),
    );
    const [last] = await uow.read.journal.readSession(scope, 'ses_1', { beforeSeq: count + 1, limit: 1 });
    expect(last?.seq).toBe(count);
  });

  test('readAfter goes on exactly behind a place, by session and by event name', async () => {
    const { uow, tenant } = subject();
    const scope = await tenant();
    await sessionsOf(subject(), scope, ['ses_1', 'ses_2']);
    const reset: EventDraft = {
      event: 'runtime.mode_changed',
      sessionId: 'ses_1',
      traceId: TRACE,
      payload: { sessionId: 'ses_1', previous: 'local', runtimeMode: 'cloud', effectiveAt: 'now' },
    };
    await uow.transaction((tx) =>
      tx.journal.append(scope, [
        deltaDraft('ses_1'),
        deltaDraft('ses_2'),
        reset,
        deltaDraft('ses_2'),
        deltaDraft('ses_1'),
      ]),
    );
    const versions = async (
      ...[position, options]: [
        number,
        Omit<Parameters<typeof uow.read.journal.readAfter>[2], 'limit'> & { limit?: number },
      ]
    ) => (await uow.read.journal.readAfter(scope, position, { limit: 9, ...options })).map((e) => e.stateVersion);
    expect(await versions(0, {})).toEqual([1, 2, 3, 4, 5]);
    expect(await versions(2, { limit: 2 })).toEqual([3, 4]);
    expect(await versions(5, {})).toEqual([]);
    expect(await versions(1, { sessionId: 'ses_1' })).toEqual([3, 5]);
    expect(await versions(0, { sessionId: 'ses_2', limit: 1 })).toEqual([2]);
    expect(await versions(0, { events: ['runtime.mode_changed'] })).toEqual([3]);
    expect(await versions(3, { events: ['agent.delta'], sessionId: 'ses_2' })).toEqual([4]);
  });

  test('readSession pages forwards after a seq and backwards before one', async () => {
    const { uow, tenant } = subject();
    const scope = await tenant();
    await sessionsOf(subject(), scope, ['ses_1']);
    await uow.transaction((tx) =>
      tx.journal.append(
        scope,
        Array.from({ length: 5 }, () => deltaDraft('ses_1')),
      ),
    );
    const seqs = async (range: Parameters<typeof uow.read.journal.readSession>[2]) =>
      (await uow.read.journal.readSession(scope, 'ses_1', range)).map(({ seq }) => seq);
    expect(await seqs({ afterSeq: 1, limit: 2 })).toEqual([2, 3]);
    expect(await seqs({ afterSeq: 5, limit: 2 })).toEqual([]);
    expect(await seqs({ beforeSeq: 4, limit: 2 })).toEqual([3, 2]);
    expect(await seqs({ beforeSeq: 1, limit: 2 })).toEqual([]);
  });

  test('each tenant has a journal of its own, with its own id and numbers from 1', async () => {
    const { uow, tenant } = subject();
    const [one, two] = [await tenant(), await tenant()];
    for (const scope of [one, two]) {
      await sessionsOf(subject(), scope, ['ses_1']);
      await uow.transaction((tx) => tx.journal.append(scope, [deltaDraft('ses_1')]));
      expect(await uow.read.journal.head(scope.tenantId)).toBe(1);
    }
    expect(await uow.read.journal.journalId(one.tenantId)).not.toBe(await uow.read.journal.journalId(two.tenantId));
    await expect(uow.read.journal.head('t_none')).rejects.toThrow('no tenant row');
  });
});
