import { expect, test } from 'vitest';
import type { Transaction, UnitOfWork } from '../../domain/ports.ts';
import type { MessageRecord, Scope } from '../../domain/records.ts';
import { CONTINUE_REQUEST } from '../../domain/run/model-port.ts';
import { indexBacklog } from '../../domain/search/index-backlog.ts';
import { indexingMessages } from '../../domain/search/search-docs.ts';
import { searchSessions } from '../../domain/search/search-sessions.ts';
import { onBothDatabases } from './both-databases.ts';
import { messageRecord, sessionRecord } from './records.fixture.ts';

/** Never waits. */
const clock = { now: () => 0, after: (_ms: number, fn: () => void) => (setImmediate(fn), () => undefined) };
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

onBothDatabases('search', (subject) => {
  const uow = (): UnitOfWork => indexingMessages(subject().uow);

  /** A session with one message for each text, at seqs 1, 2, 3 … */
  async function said(texts: readonly (string | Partial<MessageRecord>)[], sessionId = 'ses_1'): Promise<Scope> {
    const scope = await subject().tenant();
    await uow().transaction((tx) => say(tx, scope, { texts, sessionId }));
    return scope;
  }

  async function say(
    tx: Transaction,
    scope: Scope,
    { texts, sessionId }: { texts: readonly (string | Partial<MessageRecord>)[]; sessionId: string },
  ): Promise<void> {
    await tx.sessions.insert(sessionRecord(scope, sessionId, { title: `title of ${sessionId}` }));
    await tx.messages.insert(
      texts.map((text, n) =>
        messageRecord(scope, `msg_${sessionId}_${n + 1}`, {
          sessionId,
          seq: n + 1,
          createdAt: 1_000 + n,
          ...(typeof text === 'string' ? { parts: [{ type: 'text', text }] } : text),
        }),
      ),
    );
  }

  const search = (scope: Scope, query: string, page: { limit?: number; cursor?: string } = {}) =>
    searchSessions(subject().uow.read, scope, { query, limit: 20, ...page });
  const seqs = async (scope: Scope, query: string) => (await search(scope, query)).hits.map(({ seq }) => seq);

  test('a hit says where it is, what was found, and who said it', async () => {
    const scope = await said(['hello', { role: 'assistant', parts: [{ type: 'text', text: '你的猫咪很可爱' }] }]);
    expect(await search(scope, '猫咪')).toEqual({
      hits: [
        {
          sessionId: 'ses_1',
          seq: 2,
          snippet: '你的猫咪很可爱',
          ranges: [[2, 4]],
          role: 'assistant',
          title: 'title of ses_1',
          archived: false,
          createdAt: '1970-01-01T00:00:01.001Z',
        },
      ],
    });
  });

  test.each([
    ['case does not matter', 'DOCKER', [1]],
    ['a word is found by its beginning', 'dock', [1]],
    ['not by its end', 'ocker', []],
    ['every word must be there', 'docker nothing', []],
    ['in any order', 'compose docker', [1]],
    ['a short word is found whole', 'go', [2]],
    ['two characters', '北京', [3]],
    ['two characters that are not neighbours are not', '北大', []],
    ['characters of a run in the middle', '京大学', [3]],
    ['one character', '学', [3]],
    ['a phrase in quotes', '"with docker"', [1]],
    ['a phrase in quotes is not found apart', '"docker with"', []],
    ['a path', 'src/main.ts', [4]],
    ['a part of a path', 'main.t', []],
    ['wide letters', 'ｄｏｃｋｅｒ', [1]],
    ['accents as they are', 'café', [5]],
    ['cyrillic in another case', 'ПРИВЕТ', [6]],
    ['characters outside the first plane', '𠮷野', [7]],
  ])('%s', async (_name, query, expected) => {
    const texts = ['Run it with Docker Compose', 'I go to Google', '我在北京大学读书', 'see src/main.ts:12'];
    const scope = await said([...texts, 'un Cafe\u0301 noir', 'Привет, мир', '𠮷野家に行く']);
    expect(await seqs(scope, query)).toEqual(expected);
  });

  test.each([
    ['nothing', ''],
    ['no word', '*** --- "" () {} ^ :'],
    ['operators of full-text indexes', 'hello AND (OR NOT NEAR(a b, 5) -x col:y ^z'],
    ['operators of Postgres', "hello & !x | (y <-> z):* 'a' \\'"],
    ['a quote that is not closed', '"hello'],
    ['NUL', 'hello\0world'],
    ['half a character', 'hello \ud800 \udc00'],
    ['only half a character', '\udfff'],
    ['200 wildcards', '*'.repeat(200)],
    ['200 percent signs and underscores', '%_'.repeat(100)],
    ['200 quotes', `"'`.repeat(100)],
    ['200 characters of a run', '猫'.repeat(200)],
    ['100 words', 'a '.repeat(100)],
    ['marks without a letter', '\u0301\u0302\ufe0f'],
    ['a word without an end', 'x'.repeat(200)],
  ])('%s is text, never an error', async (_name, query) => {
    const scope = await said(['something else']);
    expect(await search(scope, query)).toEqual({ hits: [] });
  });

  test('the same signs in what was said are no error, and the words between them are found', async () => {
    const text = 'alpha\0beta \ud800 "gamma\' AND \\ <b>delta</b> {omega}:* !~ é\u0301 https://example.org/a?b=c';
    const scope = await said([text]);
    for (const word of ['alpha', 'beta', 'gamma', 'delta', 'omega', 'example.org', '"b c"'])
      expect(await seqs(scope, word), word).toEqual([1]);
  });

  test('latest first, page by page, without loss or repeat, when many have the same time', async () => {
    const scope = await said(
      Array.from({ length: 23 }, (_, n) => ({
        createdAt: 1_000 + Math.floor(n / 10),
        parts: [{ type: 'text' as const, text: `needle ${n}` }],
      })),
    );
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await search(scope, 'needle', { limit: 5, ...(cursor === undefined ? {} : { cursor }) });
      expect(page.hits.length).toBeLessThanOrEqual(5);
      seen.push(...page.hits.map(({ seq }) => seq));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(Array.from({ length: 23 }, (_, n) => 23 - n));
  });

  test('a foreign cursor is INVALID_REQUEST', async () => {
    const scope = await said(['needle']);
    await expect(search(scope, 'needle', { cursor: 'nonsense' })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  test('a message longer than a row of the index is one hit, from its beginning to its end', async () => {
    const filler = Array.from({ length: 12_000 }, (_, n) => `w${n}`);
    const text = ['start', ...filler.slice(0, 6_000), 'common', ...filler.slice(6_000), 'common', 'finish'].join(' ');
    const scope = await said(['older common', text, 'newer common']);
    for (const word of ['start', 'finish', 'w3999', 'w11999', '"w3999 w4000"']) {
      const { hits } = await search(scope, word);
      expect(
        hits.map(({ seq }) => seq),
        word,
      ).toEqual([2]);
      expect(hits[0]?.ranges, word).toHaveLength(1);
    }
    const first = await search(scope, 'common', { limit: 2 });
    expect(first.hits.map(({ seq }) => seq)).toEqual([3, 2]);
    const second = await search(scope, 'common', { limit: 2, cursor: first.nextCursor ?? '' });
    expect(second.hits.map(({ seq }) => seq)).toEqual([1]);
  });

  test('names of attachments and what tools were called with are found; thoughts, results and our own words are not', async () => {
    const scope = await said([
      { parts: [{ type: 'attachment', attachmentId: 'att_1', name: 'invoice.pdf', mediaType: 'application/pdf' }] },
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', text: 'secretly' },
          { type: 'tool_call', toolCallId: 'c', toolName: 'bash.exec', args: { command: 'npm audit', timeoutMs: 5 } },
        ],
      },
      {
        role: 'tool',
        parts: [
          { type: 'tool_result', toolCallId: 'c', toolName: 'bash.exec', status: 'success', output: 'vulnerable' },
        ],
      },
      CONTINUE_REQUEST,
    ]);
    expect(await seqs(scope, 'invoice')).toEqual([1]);
    expect(await seqs(scope, 'bash.exec "npm audit"')).toEqual([2]);
    for (const word of ['secretly', 'vulnerable', 'continue']) expect(await seqs(scope, word), word).toEqual([]);
  });

  test('what is undone with its transaction was never said', async () => {
    const scope = await subject().tenant();
    const undone = uow().transaction(async (tx) => {
      await say(tx, scope, { texts: ['ghost'], sessionId: 'ses_1' });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await seqs(scope, 'ghost')).toEqual([]);
    await uow().transaction((tx) => say(tx, scope, { texts: ['body'], sessionId: 'ses_1' }));
    expect(await seqs(scope, 'body')).toEqual([1]);
  });

  test('another workspace and another tenant find nothing of it', async () => {
    const scope = await said(['needle 猫咪']);
    const stranger = await subject().tenant();
    for (const other of [{ ...scope, workspaceId: 'w_other' }, stranger]) {
      for (const query of ['needle', 'need', '猫咪', '猫']) expect(await seqs(other, query), query).toEqual([]);
    }
    expect(await seqs(scope, 'needle')).toEqual([1]);
  });

  test('a session that is taken out is gone from the index, alone, and its places are free again', async () => {
    const scope = await said(['needle one', 'needle two']);
    await uow().transaction((tx) => say(tx, scope, { texts: ['needle three'], sessionId: 'ses_2' }));
    await subject().write(({ search: index }) => index.deleteOfSession({ ...scope, workspaceId: 'w_other' }, 'ses_1'));
    expect((await search(scope, 'needle')).hits).toHaveLength(3);
    await subject().write(({ search: index }) => index.deleteOfSession(scope, 'ses_1'));
    expect((await search(scope, 'needle')).hits.map(({ sessionId }) => sessionId)).toEqual(['ses_2']);
    await uow().transaction((tx) => say(tx, scope, { texts: ['other words'], sessionId: 'ses_3' }));
    expect((await search(scope, 'needle')).hits.map(({ sessionId }) => sessionId)).toEqual(['ses_2']);
  });

  /** A store of an older version: messages, and no index. */
  async function ofBefore(count: number): Promise<Scope> {
    const { database, tenant, uow: plain } = subject();
    const scope = await tenant();
    await plain.transaction((tx) =>
      say(tx, scope, { texts: Array.from({ length: count }, (_, n) => `needle ${n}`), sessionId: 'ses_1' }),
    );
    await database.write(
      async (db) => void (await db.update(database.tables.tenants).set({ searchBacklog: 'all' })),
      () => undefined,
    );
    return scope;
  }

  test('what was said before there was an index is indexed in parts, once, beside what is said meanwhile', async () => {
    const scope = await ofBefore(130);
    await uow().transaction((tx) => say(tx, scope, { texts: ['needle now'], sessionId: 'ses_2' }));
    const stopped = new AbortController();
    let transactions = 0;
    const counted: UnitOfWork = {
      ...uow(),
      transaction: async (fn) => {
        transactions += 1;
        const answer = await uow().transaction(fn);
        // The gateway goes away in the middle.
        if (transactions === 1) stopped.abort();
        return answer;
      },
    };
    await indexBacklog({ uow: counted, clock, log: quiet }, scope.tenantId, stopped.signal);
    expect(transactions).toBe(1);
    const half = (await search(scope, 'needle', { limit: 50 })).hits;
    expect(half.length).toBeGreaterThan(10);

    // Two gateways start, each with the rest to do.
    const go = () => indexBacklog({ uow: uow(), clock, log: quiet }, scope.tenantId, new AbortController().signal);
    await Promise.all([go(), go()]);
    const places = new Set<string>();
    let cursor: string | undefined;
    let hits = 0;
    do {
      const page = await search(scope, 'needle', { limit: 50, ...(cursor === undefined ? {} : { cursor }) });
      for (const { sessionId, seq } of page.hits) places.add(`${sessionId}:${seq}`);
      hits += page.hits.length;
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect({ hits, different: places.size }).toEqual({ hits: 131, different: 131 });
    expect(await subject().uow.read.search.backlog(scope.tenantId, 10)).toBeUndefined();
  });

  test('a new store has nothing to index', async () => {
    const scope = await said(['needle']);
    expect(await subject().uow.read.search.backlog(scope.tenantId, 10)).toBeUndefined();
  });
});
