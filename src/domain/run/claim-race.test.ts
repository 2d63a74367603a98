import { expect, test } from 'vitest';
import { systemClock, systemIds } from '../../config/system.ts';
import { openEmpty, subjectOver } from '../../storage/contract/both-databases.ts';
import { runRecord, sessionRecord } from '../../storage/contract/records.fixture.ts';
import { DEFAULT_POLICY } from '../policy/policy-service.ts';
import type { PolicyRecord, Scope } from '../records.ts';
import { judgedTools } from './judged-tools.fixture.ts';
import { prepareCall } from './prepare-call.ts';
import type { RunDeps } from './run-deps.ts';
import { executeCall, placeOf, proposeCalls } from './tool-executor.ts';

const policyOf = (scope: Scope, version: number, action: 'allow' | 'approval-required' | 'deny'): PolicyRecord => ({
  ...scope,
  version,
  document: { ...DEFAULT_POLICY, toolPolicy: { ...DEFAULT_POLICY.toolPolicy, tools: { 'file.read': action } } },
  updatedAt: version,
  updatedBy: 'u_owner',
});

test.each([
  ['approval-required', 'waiting', 'waiting_approval'],
  ['deny', 'done', 'denied'],
] as const)(
  'a policy that says %s between the last look and the claim is what counts',
  async (action, answer, status) => {
    const { database, remove } = await openEmpty('sqlite');
    const { uow, tenant } = subjectOver(database);
    const scope = await tenant();
    const session = sessionRecord(scope, 'ses_1');
    const run = runRecord(scope, 'run_1', { sessionId: session.id, status: 'running' });
    const before = policyOf(scope, 1, 'allow');
    let seen: PolicyRecord | undefined = before;
    const tools = judgedTools();
    // The seam: executeCall uses no more of its dependencies than these.
    const deps = {
      uow: {
        ...uow,
        // The newer policy is committed right after this read.
        read: {
          ...uow.read,
          policies: {
            ...uow.read.policies,
            current: async () => {
              const answered = seen ?? (await uow.read.policies.current(scope));
              seen = undefined;
              return answered;
            },
          },
        },
      },
      clock: systemClock,
      ids: systemIds,
      tools,
      folders: { ensure: () => Promise.resolve() },
      approvalRequired: () => undefined,
      faultPoint: () => undefined,
    } as unknown as RunDeps;
    const place = placeOf(session, run, before);
    const call = { toolCallId: 'call_1', toolName: 'file.read', args: { path: 'a' } };

    await uow.transaction(async (tx) => {
      await tx.sessions.insert(session);
      await tx.runs.insert(run);
      await tx.policies.insert(before);
    });
    const prepared = await prepareCall(deps, run, { call, place });
    await uow.transaction((tx) => proposeCalls(tx, deps, { run, step: 1, messageId: 'msg_1_1', calls: [prepared] }));
    await uow.transaction((tx) => tx.policies.insert(policyOf(scope, 2, action)));
    seen = before;
    const { signal } = new AbortController();
    expect(await executeCall(deps, run, { toolCallId: 'call_1', place, signal, mayStart: () => true })).toBe(answer);
    expect(await uow.read.toolRuns.get(scope, 'call_1')).toMatchObject({
      status,
      verdict: { action, policyVersion: 2 },
    });
    expect(tools.ran).toEqual([]);
    await database.close();
    await remove();
  },
);
