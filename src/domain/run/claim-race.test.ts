import { expect, test } from 'vitest';
import { systemClock, systemIds } from '../../config/system.ts';
import type { PolicyAction } from '../../protocol/entities.ts';
import { openEmpty, subjectOver } from '../../storage/contract/both-databases.ts';
import { runRecord, sessionRecord } from '../../storage/contract/records.fixture.ts';
import { DEFAULT_POLICY } from '../policy/policy-service.ts';
import type { PolicyRecord, Scope } from '../records.ts';
import { judgedTools } from './judged-tools.fixture.ts';
import { type PreparedToolCall, prepareCall } from './prepare-call.ts';
import type { RunDeps } from './run-deps.ts';
import { executeCall, placeOf, proposeCalls } from './tool-executor.ts';

const policyOf = (scope: Scope, version: number, action: PolicyAction): PolicyRecord => ({
  ...scope,
  version,
  document: { ...DEFAULT_POLICY, toolPolicy: { ...DEFAULT_POLICY.toolPolicy, tools: { 'file.*': action } } },
  updatedAt: version,
  updatedBy: 'u_owner',
});

/** A run with one call to judge, and a policy that can change between two looks at it. */
async function setUp(first: PolicyAction, toolName = 'file.read') {
  const { database, remove } = await openEmpty('sqlite');
  const { uow, tenant } = subjectOver(database);
  const scope = await tenant();
  const session = sessionRecord(scope, 'ses_1');
  const run = runRecord(scope, 'run_1', { sessionId: session.id, status: 'running' });
  const before = policyOf(scope, 1, first);
  const tools = judgedTools();
  let stale: PolicyRecord | undefined;
  const policies = {
    ...uow.read.policies,
    current: async () => {
      const answered = stale ?? (await uow.read.policies.current(scope));
      stale = undefined;
      return answered;
    },
  };
  // The seam: judging and starting a call use no more of the dependencies than these.
  const deps = {
    uow: { ...uow, read: { ...uow.read, policies } },
    clock: systemClock,
    ids: systemIds,
    tools,
    folders: { ensure: () => Promise.resolve() },
    approvalRequired: () => undefined,
    faultPoint: () => undefined,
  } as unknown as RunDeps;
  await uow.transaction(async (tx) => {
    await tx.sessions.insert(session);
    await tx.runs.insert(run);
    await tx.policies.insert(before);
  });
  const place = placeOf(session, run, before);
  return {
    ran: tools.ran,
    look: () => prepareCall(deps, run, { call: { toolCallId: 'call_1', toolName, args: { path: 'a' } }, place }),
    propose: (call: PreparedToolCall) =>
      uow.transaction((tx) => proposeCalls(tx, deps, { run, step: 1, messageId: 'msg_1_1', calls: [call] })),
    /** Another policy, committed right after the next look at the one before. */
    change: async (action: PolicyAction) => {
      await uow.transaction((tx) => tx.policies.insert(policyOf(scope, 2, action)));
      stale = before;
    },
    execute: () =>
      executeCall(deps, run, {
        toolCallId: 'call_1',
        place,
        signal: new AbortController().signal,
        mayStart: () => true,
      }),
    /** As recovery leaves a call that had started and may be repeated. */
    interrupt: () =>
      uow.transaction((tx) => tx.toolRuns.move(scope, 'call_1', 'pending', { status: 'pending', startedAt: 1 })),
    stored: () => uow.read.toolRuns.get(scope, 'call_1'),
    [Symbol.asyncDispose]: async () => {
      await database.close();
      await remove();
    },
  };
}

test.each([
  ['approval-required', 'waiting', 'waiting_approval'],
  ['deny', 'done', 'denied'],
] as const)(
  'a policy that says %s between the last look and the claim is what counts',
  async (action, answer, status) => {
    await using set = await setUp('allow');
    await set.propose(await set.look());
    await set.change(action);
    expect(await set.execute()).toBe(answer);
    expect(await set.stored()).toMatchObject({ status, verdict: { action, policyVersion: 2 } });
    expect(set.ran).toEqual([]);
  },
);

test.each(['allow', 'approval-required'] as const)(
  'a call that was denied before anybody looked at it stays denied when the policy says %s a moment later',
  async (action) => {
    await using set = await setUp('deny');
    await set.change(action);
    await set.propose(await set.look());
    expect(await set.stored()).toMatchObject({ status: 'denied', verdict: { action: 'deny', policyVersion: 1 } });
    expect(await set.execute()).toBe('done');
    expect(set.ran).toEqual([]);
  },
);

test('a write that had started before a crash, and that the policy would judge otherwise now, is not called denied: nobody knows', async () => {
  await using set = await setUp('allow', 'file.write');
  await set.propose(await set.look());
  await set.interrupt();
  await set.change('deny');
  await expect(set.execute()).rejects.toMatchObject({ code: 'RUN_INTERRUPTED' });
  expect(await set.stored()).toMatchObject({ status: 'running', verdict: { action: 'allow' } });
  expect(set.ran).toEqual([]);
});
