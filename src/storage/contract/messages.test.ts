import { expect, test } from 'vitest';
import { onBothDatabases } from './both-databases.ts';
import { messageRecord } from './records.fixture.ts';

onBothDatabases('messages', (subject) => {
  test('a second message at the same seq of a session is refused, with all that its transaction wrote', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    await write(({ messages }) => messages.insert([messageRecord(scope, 'msg_1', { seq: 1 })]));
    const twice = [messageRecord(scope, 'msg_2', { seq: 2 }), messageRecord(scope, 'msg_3', { seq: 1 })];
    await expect(write(({ messages }) => messages.insert(twice))).rejects.toMatchObject({ code: 'INTERNAL_ERROR' });
    expect(await uow.read.messages.after(scope, 'ses_1', 0)).toHaveLength(1);
  });

  test('messages of a session come by seq, above the one given, as they were stored', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    const call = {
      step: 1,
      model: 'demo/scripted',
      startedAt: 1,
      endedAt: 2,
      firstTokenMs: null,
      usage: { inputTokens: 1, outputTokens: 1 },
    };
    const first = messageRecord(scope, 'msg_1', { seq: 3 });
    const second = messageRecord(scope, 'msg_2', { seq: 12, role: 'assistant', call });
    await write(({ messages }) => messages.insert([second, first, messageRecord(scope, 'x', { sessionId: 'ses_2' })]));
    expect(await uow.read.messages.after(scope, 'ses_1', 0)).toEqual([first, second]);
    expect(await uow.read.messages.after(scope, 'ses_1', 3)).toEqual([second]);
    expect(await uow.read.messages.after(scope, 'ses_1', 12)).toEqual([]);
  });

  test('messages of a run come by seq, and no message is nothing to insert', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    await write(async ({ messages }) => {
      await messages.insert([]);
      await messages.insert([messageRecord(scope, 'msg_b', { seq: 2 }), messageRecord(scope, 'msg_a', { seq: 9 })]);
      await messages.insert([messageRecord(scope, 'msg_c', { seq: 5, runId: 'run_2' })]);
    });
    const found = await uow.read.messages.ofRun(scope, 'run_1');
    expect(found.map(({ messageId }) => messageId)).toEqual(['msg_b', 'msg_a']);
  });
});
