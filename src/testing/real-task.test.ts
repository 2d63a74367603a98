/** One real task, done by the demo model and by a model behind each provider's wire format: the same calls, verdicts and result. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { foldAll } from '../client/fold/fold.ts';
import { stateHash } from '../client/fold/state-hash.ts';
import { emptyTranscript } from '../client/fold/transcript.ts';
import { chance, systemClock } from '../config/system.ts';
import type { Models } from '../domain/run/model-port.ts';
import { createAnthropic } from '../model/anthropic.ts';
import { createOpenAi } from '../model/openai.ts';
import { createOpenAiCompatible } from '../model/openai-compatible.ts';
import type { Envelope } from '../protocol/events.ts';
import { ends, newKey } from './bare-client.ts';
import { FAKE_WIRES, type FakeWire, startFakeModel } from './fake-models.ts';
import { conversation } from './fake-scenes.ts';
import { historyOf } from './faults/harness.ts';
import { makeRealTask } from './real-task.ts';
import { startTestGateway, type TestGateway } from './test-gateway.ts';

const task = makeRealTask();
afterAll(() => task[Symbol.dispose]());

const CREATE = { openai: createOpenAi, 'openai-compatible': createOpenAiCompatible, anthropic: createAnthropic };

test('the demo model does it from one message', async () => {
  await using gateway = await startTestGateway();
  await doTheTask(gateway, task.message);
});

describe.each(FAKE_WIRES)('a model behind the wire format of %s', (wire) => {
  test('does it, step by step', async () => {
    await using fake = await startFakeModel(wire, { scenes: conversation(task.answers) });
    await using gateway = await startTestGateway({ overrides: { models: modelsOver(wire, fake.baseUrl) } });
    const text = await doTheTask(gateway, 'Fix the failing test in shop.');
    expect(text).toBe('The discount is taken off now, and the tests pass.');
    expect(fake.requests).toHaveLength(task.answers.length);
  });
});

function modelsOver(wire: FakeWire, baseUrl: string): Models {
  const provider = CREATE[wire]({ baseUrl, apiKey: 'sk-fake', clock: systemClock, random: chance });
  const refused = () => Promise.reject(new Error('not asked in this test'));
  return {
    defaultModel: `${wire}/fake-model`,
    describe: () => provider.describe('fake-model'),
    countTokens: () => Promise.resolve(1),
    list: refused,
    test: refused,
    stream: (request, signal) => provider.stream('fake-model', request, signal),
  };
}

/** Runs it, approving what is asked after looking at it, and checks every trace that it leaves. */
async function doTheTask(gateway: TestGateway, input: string): Promise<string> {
  const client = await gateway.connect();
  const stream = client.stream({});
  await stream.started;
  const { runId, sessionId } = await client.call('agent.run', { input, idempotencyKey: newKey() });
  const asked: unknown[] = [];
  for (let count = 1; count <= 3; count += 1) {
    await stream.until(() => required(stream.envelopes).length === count);
    const approval = required(stream.envelopes)[count - 1]?.payload.approval;
    if (!approval) throw new Error('nothing is asked');
    asked.push(approval.display.kind === 'file' ? approval.display.diff : approval.toolName);
    await client.call('approval.resolve', {
      approvalId: approval.approvalId,
      decision: 'approve',
      idempotencyKey: newKey(),
    });
  }
  const end = await stream.until(ends(runId));
  if (end.event !== 'agent.completed') throw new Error(`the run ended with ${JSON.stringify(end.payload)}`);

  // What a person was asked: both commands, and the difference as it is.
  expect(asked).toEqual([
    'bash.exec',
    expect.stringContaining('-  return price + discount;\n+  return price - discount;'),
    'bash.exec',
  ]);
  const { toolRuns } = await client.call('runs.get', { runId });
  expect(
    toolRuns.map(({ toolName, status, exitCode, verdict }) => [toolName, status, exitCode, verdict.action]),
  ).toEqual([
    ['bash.exec', 'failed', 1, 'approval-required'],
    ['file.search', 'success', undefined, 'allow'],
    ['file.edit', 'success', undefined, 'approval-required'],
    ['bash.exec', 'success', 0, 'approval-required'],
    ['memory.append', 'success', undefined, 'allow'],
  ]);
  const { folder } = await client.call('sessions.get', { sessionId });
  expect(readFileSync(join(folder, 'shop/src/total.mjs'), 'utf8')).toContain('return price - discount;');
  const { hits } = await client.call('memory.search', { query: 'shop discount' });
  expect(hits).toEqual([expect.objectContaining({ text: expect.stringContaining('the tests run with node --test') })]);

  // Each call is on the record, and the record replays to what was seen live.
  const audit = await gateway.audit(sessionId);
  expect(audit.filter(({ action }) => action === 'tool.execute').map(({ toolName }) => toolName)).toEqual(
    toolRuns.map(({ toolName }) => toolName),
  );
  const live = stateHash(foldAll(emptyTranscript(sessionId), stream.envelopes));
  const history = await historyOf(client, sessionId);
  expect(stateHash(foldAll(emptyTranscript(sessionId), history))).toBe(live);
  await gateway.restart();
  const lines = readFileSync(join(gateway.home, 'transcripts', `${sessionId}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n');
  const transcript = lines.map((line) => (JSON.parse(line) as { envelope: Envelope }).envelope);
  expect(stateHash(foldAll(emptyTranscript(sessionId), transcript))).toBe(live);
  return end.payload.text;
}

function required(envelopes: readonly Envelope[]) {
  return envelopes.filter(
    (envelope): envelope is Envelope<'approval.required'> => envelope.event === 'approval.required',
  );
}
