/** An approved edit is made once, wherever in its call the gateway is killed: also when it was made and only its result is lost. */
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FaultPoint } from '../../domain/run/run-deps.ts';
import { newKey } from '../bare-client.ts';
import { createKillableGateway, eventually } from './harness.ts';

/** The new text would take the same edit once more, or would not: neither may matter. */
const ROWS: [FaultPoint, string][] = [
  ['tool.claimed', '2'],
  ['tool.started', '[two]'],
  ['tool.finished', '2'],
  ['tool.finished', '[two]'],
];

test.each(ROWS)(
  'killed at %s, an approved file.edit to %j is made once and nobody is asked again',
  async (point, text) => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'openfoal-edit-')));
    const file = join(folder, 'a.txt');
    try {
      writeFileSync(file, 'one\ntwo\n');
      await using gateway = await createKillableGateway();
      await gateway.start(`${point}:1`);
      const client = await gateway.connect();
      const { id: sessionId } = await client.call('sessions.create', { folder, idempotencyKey: newKey() });
      const input = `edit a.txt: two => ${text}`;
      const { runId } = await client.call('agent.run', { sessionId, input, idempotencyKey: newKey() });
      await eventually(
        async () => (await client.call('approval.queue', {})).pendingCount === 1,
        'the edit is asked about',
      );
      const [approval] = (await client.call('approval.queue', {})).items;
      const answer = { approvalId: approval?.approvalId ?? '', decision: 'approve' as const, idempotencyKey: newKey() };
      await client.call('approval.resolve', answer).catch(() => undefined);
      await gateway.died();

      await gateway.start();
      const again = await gateway.connect();
      await eventually(async () => (await again.call('runs.get', { runId })).status === 'completed', 'the run ends');
      const { toolRuns } = await again.call('runs.get', { runId });
      expect(toolRuns.map(({ toolName, status }) => [toolName, status])).toEqual([['file.edit', 'success']]);
      expect(readFileSync(file, 'utf8')).toBe(`one\n${text}\n`);
      expect(
        (await again.call('approval.queue', { status: ['pending', 'approved', 'superseded'] })).items,
      ).toHaveLength(1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
