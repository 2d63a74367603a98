import type { AuditEntry } from '../../../protocol/entities.ts';

/** An entry as the gateway gives it, of a call that the policy denied. */
export const entryOf = (more: Partial<AuditEntry> = {}): AuditEntry => ({
  id: 'aud_1',
  seq: 3,
  chain: 's_1',
  tenantId: 't',
  workspaceId: 'w',
  actor: 'agent:main',
  actorType: 'agent',
  action: 'tool.execute',
  resource: 'bash.exec',
  outcome: 'denied',
  detail: {
    toolCallId: 'call_1',
    action: 'deny',
    ruleId: 'no-rm',
    policyVersion: 4,
    reason: 'nothing is deleted here',
    digest: 'd',
    toolName: 'bash.exec',
  },
  sessionId: 's_1',
  runId: 'run_1',
  traceId: 'trace_1',
  createdAt: '2026-11-23T08:30:00.000Z',
  prevHash: '0'.repeat(64),
  hash: 'f'.repeat(64),
  ...more,
});
