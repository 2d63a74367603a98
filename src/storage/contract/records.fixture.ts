/** Whole records with every field set to something plain; tests name only what they are about. */
import type { EventDraft } from '../../domain/ports.ts';
import type {
  ApprovalRecord,
  AttachmentRecord,
  AuditRecord,
  IdempotencyRecord,
  MessageRecord,
  PolicyRecord,
  RunRecord,
  Scope,
  SessionRecord,
  SignInRecord,
  SpendRecord,
  ToolRunRecord,
} from '../../domain/records.ts';

export const TRACE = '0af7651916cd43dd8448eb211c80319c';

export function sessionRecord(scope: Scope, id: string, fields: Partial<SessionRecord> = {}): SessionRecord {
  return {
    ...scope,
    id,
    agentId: 'main',
    sessionKey: `workspace:${scope.workspaceId}/agent:main/main:thread:${id}`,
    title: '',
    preview: '',
    status: 'idle',
    folder: `/folder/${id}`,
    runtimeMode: 'local',
    pendingRuntimeMode: null,
    model: null,
    channel: 'webchat',
    pinned: false,
    archived: false,
    contextTokens: 0,
    contextWindow: 0,
    costUsd: 0,
    activeRunId: null,
    resetSeq: 0,
    lastSeq: 0,
    createdAt: 1,
    updatedAt: 1,
    deletedAt: null,
    purgedAt: null,
    ...fields,
  };
}

export function runRecord(scope: Scope, runId: string, fields: Partial<RunRecord> = {}): RunRecord {
  return {
    ...scope,
    runId,
    sessionId: 'ses_1',
    traceId: TRACE,
    actorId: 'usr_1',
    agentId: 'main',
    status: 'accepted',
    model: 'demo/scripted',
    runtimeMode: 'local',
    inputMessageId: `msg_${runId}`,
    input: 'hello',
    attachments: null,
    usage: { inputTokens: 0, outputTokens: 0 },
    steps: 0,
    firstTokenMs: null,
    continuesRunId: null,
    abortRequestedAt: null,
    createdAt: 1,
    startedAt: null,
    endedAt: null,
    error: null,
    ...fields,
  };
}

export function messageRecord(scope: Scope, messageId: string, fields: Partial<MessageRecord> = {}): MessageRecord {
  return {
    ...scope,
    messageId,
    sessionId: 'ses_1',
    runId: 'run_1',
    role: 'user',
    parts: [{ type: 'text', text: 'hello' }],
    seq: 1,
    createdAt: 1,
    call: null,
    ...fields,
  };
}

export function toolRunRecord(scope: Scope, toolCallId: string, fields: Partial<ToolRunRecord> = {}): ToolRunRecord {
  return {
    ...scope,
    toolCallId,
    runId: 'run_1',
    sessionId: 'ses_1',
    step: 1,
    position: 0,
    toolName: 'bash.exec',
    args: { command: 'true' },
    status: 'pending',
    verdict: { action: 'approval-required', ruleId: 'tools:bash.exec', policyVersion: 1, reason: 'asks' },
    risk: 'high',
    effect: 'unknown',
    digest: 'd'.repeat(64),
    binding: {},
    approvalId: null,
    createdAt: 1,
    startedAt: null,
    endedAt: null,
    exitCode: null,
    error: null,
    ...fields,
  };
}

export function approvalRecord(scope: Scope, approvalId: string, fields: Partial<ApprovalRecord> = {}): ApprovalRecord {
  return {
    ...scope,
    approvalId,
    runId: 'run_1',
    sessionId: 'ses_1',
    toolCallId: `call_${approvalId}`,
    toolName: 'bash.exec',
    args: { command: 'true' },
    display: { kind: 'call', summary: 'true', cwd: '/work', mode: 'local' },
    digest: 'd'.repeat(64),
    risk: 'high',
    ruleId: 'tools:bash.exec',
    policyVersion: 1,
    status: 'pending',
    requestedAt: 1,
    expiresAt: 1000,
    decidedBy: null,
    decidedAt: null,
    comment: null,
    grantScope: null,
    traceId: TRACE,
    ...fields,
  };
}

export function policyRecord(scope: Scope, version: number): PolicyRecord {
  return {
    ...scope,
    version,
    document: {
      toolPolicy: { defaultAction: 'deny', tools: {}, rules: [] },
      modelPolicy: { primary: 'demo/scripted', fallbacks: [], allowed: [], timeoutMs: 1000 },
      executionPolicy: {
        network: { allowHosts: [] },
        workspaceAccess: 'rw',
        limits: { toolTimeoutMs: 1000, outputBytes: 1024, maxSteps: 1 },
      },
    },
    updatedAt: version,
    updatedBy: 'usr_1',
  };
}

export function attachmentRecord(
  scope: Scope,
  attachmentId: string,
  fields: Partial<AttachmentRecord> = {},
): AttachmentRecord {
  return {
    ...scope,
    attachmentId,
    actorId: 'usr_1',
    name: 'notes.txt',
    mediaType: 'text/plain',
    received: 5,
    complete: false,
    sha256: null,
    parts: [{ key: `blb_${attachmentId}`, bytes: 5 }],
    createdAt: 1,
    updatedAt: 1,
    ...fields,
  };
}

export function auditRecord(scope: Scope, id: string, fields: Partial<AuditRecord> = {}): AuditRecord {
  return {
    ...scope,
    id,
    chain: 'system',
    seq: 1,
    actor: 'usr_1',
    actorType: 'user',
    action: 'policy.update',
    resource: 'policy',
    outcome: 'allowed',
    detail: {},
    sessionId: null,
    runId: null,
    toolName: null,
    traceId: TRACE,
    createdAt: 1,
    prevHash: '0'.repeat(64),
    hash: id.padStart(64, '0'),
    ...fields,
  };
}

export function idempotencyRecord({ tenantId }: Scope, key: string): IdempotencyRecord {
  return {
    tenantId,
    actorId: 'usr_1',
    method: 'agent.run',
    key,
    requestHash: 'h',
    answer: { ok: true, result: { runId: 'run_1' } },
    createdAt: 1,
  };
}

export function spendRecord(scope: Scope, spendId: string, fields: Partial<SpendRecord> = {}): SpendRecord {
  return {
    ...scope,
    spendId,
    runId: 'run_1',
    step: 1,
    model: 'openai/gpt-5',
    day: '2026-11-01',
    reservedUsd: 1,
    costUsd: null,
    createdAt: 1,
    ...fields,
  };
}

export function signInRecord({ tenantId }: Scope, tokenHash: string, expiresAt = 1000): SignInRecord {
  return { tenantId, tokenHash, actorId: 'usr_1', createdAt: 1, expiresAt };
}

/** A piece of text that streams: the event there is most of. */
export function deltaDraft(sessionId: string, delta = 'a'): EventDraft<'agent.delta'> {
  return {
    event: 'agent.delta',
    sessionId,
    runId: 'run_1',
    traceId: TRACE,
    payload: { runId: 'run_1', messageId: 'msg_1', kind: 'text', offset: 0, delta },
  };
}
