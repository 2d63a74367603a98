/** A pending approval is only rows: it outlives the process, runs exactly what was shown, once, and goes stale with its subject. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Approval } from '../../protocol/entities.ts';
import { type BareClient, newKey } from '../bare-client.ts';
import { createKillableGateway, eventually, type KillableGateway } from './harness.ts';

async function pendingApproval(client: BareClient, input: string): Promise<{ approval: Approval; runId: string }> {
  const { runId, sessionId } = await client.call('agent.run', { input, idempotencyKey: newKey() });
  await eventually(
    async () => (await client.call('sessions.get', { sessionId })).status === 'waiting_approval',
    'the run waits for a person',
  );
  const [approval] = (await client.call('approval.queue', { sessionId })).items;
  if (!approval) throw new Error('nothing waits');
  return { approval, runId };
}

async function killAndReturn(gateway: KillableGateway): Promise<BareClient> {
  await gateway.kill();
  await gateway.start();
  return gateway.connect();
}

const approve = (approvalId: string) => ({ approvalId, decision: 'approve', idempotencyKey: newKey() }) as const;

const ended = (client: BareClient, runId: string) =>
  eventually(
    async () => ['completed', 'failed', 'aborted'].includes((await client.call('runs.get', { runId })).status),
    'the run ends',
    20_000,
  );

test('an approval pending at kill -9 is there afterwards, unchanged, and approving it runs exactly what was shown, once', async () => {
  await using gateway = await createKillableGateway();
  await gateway.start();
  const effects = `${gateway.home}-effects`;
  const { approval, runId } = await pendingApproval(await gateway.connect(), `run echo shown >> ${effects}`);
  const client = await killAndReturn(gateway);
  expect(await client.call('approval.get', { approvalId: approval.approvalId })).toEqual(approval);
  expect(existsSync(effects)).toBe(false);

  const key = newKey();
  const decisions = await Promise.all(
    Array.from({ length: 5 }, () =>
      client.call('approval.resolve', { ...approve(approval.approvalId), idempotencyKey: key }),
    ),
  );
  expect(new Set(decisions.map(({ status }) => status))).toEqual(new Set(['approved']));
  await ended(client, runId);
  expect(readFileSync(effects, 'utf8')).toBe('shown\n');
  const late = await client.refusal('approval.resolve', approve(approval.approvalId));
  expect(late).toMatchObject({
    code: 'APPROVAL_ALREADY_RESOLVED',
    details: { status: 'approved', decidedBy: 'u_owner' },
  });

  // Also after another crash nothing of it runs again.
  const again = await killAndReturn(gateway);
  expect((await again.call('runs.get', { runId })).status).toBe('completed');
  expect(readFileSync(effects, 'utf8')).toBe('shown\n');
});

test('a file that changed since it was shown makes the approval stale: nothing is written, and the new change is asked', async () => {
  await using gateway = await createKillableGateway();
  await gateway.start();
  const { approval, runId } = await pendingApproval(await gateway.connect(), 'write note.txt: from the agent');
  const client = await killAndReturn(gateway);
  const folder = join(gateway.home, 'workspaces', approval.sessionId);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'note.txt'), 'from a person\n');

  const stale = await client.refusal('approval.resolve', approve(approval.approvalId));
  expect(stale.code).toBe('APPROVAL_STALE');
  expect(readFileSync(join(folder, 'note.txt'), 'utf8')).toBe('from a person\n');
  expect((await client.call('approval.get', { approvalId: approval.approvalId })).status).toBe('superseded');
  const [renewed] = (await client.call('approval.queue', { sessionId: approval.sessionId })).items;
  expect(renewed?.digest).not.toBe(approval.digest);
  expect(renewed?.display).toMatchObject({ kind: 'file', diff: expect.stringContaining('-from a person') });

  if (!renewed) throw new Error('nothing was asked anew');
  await client.call('approval.resolve', approve(renewed.approvalId));
  await ended(client, runId);
  expect(readFileSync(join(folder, 'note.txt'), 'utf8')).toContain('from the agent');
});

test('a policy that changed since it was shown makes the approval stale, and its verdict stands', async () => {
  await using gateway = await createKillableGateway();
  await gateway.start();
  const effects = `${gateway.home}-effects`;
  const { approval, runId } = await pendingApproval(await gateway.connect(), `run echo no >> ${effects}`);
  const client = await killAndReturn(gateway);
  await client.call('policy.update', {
    patch: { toolPolicy: { tools: { 'bash.exec': 'deny' } } },
    idempotencyKey: newKey(),
  });

  expect((await client.refusal('approval.resolve', approve(approval.approvalId))).code).toBe('APPROVAL_STALE');
  await ended(client, runId);
  const run = await client.call('runs.get', { runId });
  expect(run.toolRuns.map(({ status, verdict }) => [status, verdict.action, verdict.policyVersion])).toEqual([
    ['denied', 'deny', 2],
  ]);
  expect(existsSync(effects)).toBe(false);
});
