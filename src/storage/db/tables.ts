/**
 * The tables, written once for both dialects. Each index starts with tenant_id; the four compound ones that architecture.md §5
 * names are here under the same column order, and a test reads them back from both databases. An index that narrows to one
 * session, run or trace has workspace_id too: without statistics SQLite takes the index with the most equal columns, and would
 * otherwise walk through the whole workspace because that brings the order along.
 */

import type { AttachmentRecord, AttachmentRef, IdempotencyRecord, ModelCallRecord } from '../../domain/records.ts';
import type { ToolEffect } from '../../domain/run/tool-port.ts';
import type {
  ApprovalDisplay,
  ApprovalScope,
  ApprovalStatus,
  AuditOutcome,
  MessagePart,
  PolicyDocument,
  Risk,
  RunStatus,
  RuntimeMode,
  SessionStatus,
  ToolStatus,
  Usage,
  Verdict,
} from '../../protocol/entities.ts';
import type { ProtocolErrorShape } from '../../protocol/errors.ts';
import type { EventName } from '../../protocol/events.ts';
import type { Kit } from './columns.ts';
import { orm } from './drizzle.ts';

const { sql } = orm;

export function defineTables(kit: Kit) {
  const { table, text, int, real, bool, json, terms, index, uniqueIndex, termsIndex, primaryKey } = kit;
  const scope = () => ({ tenantId: text('tenant_id').notNull(), workspaceId: text('workspace_id').notNull() });

  /** The tenant's counter: whoever updates it holds the tenant's place in the journal until commit (docs/decisions/0002). */
  const tenants = table('tenants', {
    tenantId: text('tenant_id').primaryKey(),
    stateVersion: int('state_version').notNull(),
    /** Tells this journal from that of another home, so that a foreign resume token is recognised. */
    journalId: text('journal_id').notNull(),
    /** When a gateway last started on this store. */
    startedAt: int('started_at').notNull(),
    /** Messages below this id are not in the search index yet: `all` after the migration that brought it, `none` at the end. */
    searchBacklog: text('search_backlog').notNull().default('all'),
  });

  const sessions = table(
    'sessions',
    {
      ...scope(),
      id: text('id').notNull(),
      agentId: text('agent_id').notNull(),
      sessionKey: text('session_key').notNull(),
      title: text('title').notNull(),
      preview: text('preview').notNull(),
      status: text('status').$type<SessionStatus>().notNull(),
      folder: text('folder').notNull(),
      runtimeMode: text('runtime_mode').$type<RuntimeMode>().notNull(),
      pendingRuntimeMode: text('pending_runtime_mode').$type<RuntimeMode>(),
      model: text('model'),
      channel: text('channel').notNull(),
      pinned: bool('pinned').notNull(),
      archived: bool('archived').notNull(),
      contextTokens: int('context_tokens').notNull(),
      contextWindow: int('context_window').notNull(),
      costUsd: real('cost_usd').notNull(),
      activeRunId: text('active_run_id'),
      resetSeq: int('reset_seq').notNull(),
      lastSeq: int('last_seq').notNull(),
      createdAt: int('created_at').notNull(),
      updatedAt: int('updated_at').notNull(),
      deletedAt: int('deleted_at'),
      purgedAt: int('purged_at'),
    },
    (t) => [
      primaryKey({ columns: [t.tenantId, t.id] }),
      // The key of a deleted session is free for another one. The column is named bare: SQLite takes no table's name here.
      uniqueIndex('sessions_key').on(t.tenantId, t.workspaceId, t.sessionKey).where(sql.raw('deleted_at is null')),
      index('sessions_deleted').on(t.tenantId, t.deletedAt).where(sql.raw('deleted_at is not null')),
      index('sessions_updated').on(t.tenantId, t.workspaceId, t.updatedAt, t.id),
      index('sessions_archived_updated').on(t.tenantId, t.workspaceId, t.archived, t.updatedAt, t.id),
      index('sessions_status_updated').on(t.tenantId, t.workspaceId, t.archived, t.status, t.updatedAt, t.id),
    ],
  );

  const runs = table(
    'runs',
    {
      ...scope(),
      runId: text('run_id').notNull(),
      sessionId: text('session_id').notNull(),
      traceId: text('trace_id').notNull(),
      actorId: text('actor_id').notNull(),
      agentId: text('agent_id').notNull(),
      status: text('status').$type<RunStatus>().notNull(),
      model: text('model').notNull(),
      runtimeMode: text('runtime_mode').$type<RuntimeMode>().notNull(),
      inputMessageId: text('input_message_id').notNull(),
      input: json<string>('input').notNull(),
      attachments: json<AttachmentRef[]>('attachments'),
      usage: json<Usage>('usage').notNull(),
      steps: int('steps').notNull(),
      firstTokenMs: real('first_token_ms'),
      continuesRunId: text('continues_run_id'),
      abortRequestedAt: int('abort_requested_at'),
      createdAt: int('created_at').notNull(),
      startedAt: int('started_at'),
      endedAt: int('ended_at'),
      error: json<ProtocolErrorShape>('error'),
    },
    (t) => [
      primaryKey({ columns: [t.tenantId, t.runId] }),
      uniqueIndex('runs_continues').on(t.tenantId, t.continuesRunId),
      index('runs_session').on(t.tenantId, t.workspaceId, t.sessionId, t.createdAt, t.runId),
      // Without it, finding the queued runs of a session would read all that it ever had.
      index('runs_session_status').on(t.tenantId, t.workspaceId, t.sessionId, t.status, t.createdAt, t.runId),
      index('runs_status').on(t.tenantId, t.status, t.createdAt),
      index('runs_created').on(t.tenantId, t.workspaceId, t.createdAt, t.runId),
      index('runs_ended').on(t.tenantId, t.workspaceId, t.endedAt),
    ],
  );

  const messages = table(
    'messages',
    {
      ...scope(),
      messageId: text('message_id').notNull(),
      sessionId: text('session_id').notNull(),
      runId: text('run_id').notNull(),
      role: text('role').$type<'user' | 'assistant' | 'tool'>().notNull(),
      parts: json<MessagePart[]>('parts').notNull(),
      seq: int('seq').notNull(),
      call: json<ModelCallRecord>('call'),
      createdAt: int('created_at').notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.tenantId, t.messageId] }),
      uniqueIndex('messages_session_seq').on(t.tenantId, t.sessionId, t.seq),
      index('messages_run').on(t.tenantId, t.runId),
    ],
  );

  /** What sessions.search finds. Text is not here: it is in the messages (docs/decisions/0018). */
  const searchDocs = table(
    'search_docs',
    {
      ...scope(),
      /** Grows with the time of the message; no two stretches of a database have the same on SQLite, or of a workspace on Postgres. */
      place: int('place').notNull(),
      sessionId: text('session_id').notNull(),
      seq: int('seq').notNull(),
      part: int('part').notNull(),
      textFrom: int('text_from').notNull(),
      textTo: int('text_to').notNull(),
      terms: terms('terms'),
    },
    (t) => [
      primaryKey({ columns: [t.tenantId, t.workspaceId, t.place] }),
      uniqueIndex('search_docs_message').on(t.tenantId, t.workspaceId, t.sessionId, t.seq, t.part),
      ...termsIndex('search_docs_terms', t.terms),
    ],
  );

  const attachments = table(
    'attachments',
    {
      ...scope(),
      attachmentId: text('attachment_id').notNull(),
      actorId: text('actor_id').notNull(),
      name: json<string>('name').notNull(),
      mediaType: text('media_type').notNull(),
      received: int('received').notNull(),
      complete: bool('complete').notNull(),
      sha256: text('sha256'),
      parts: json<AttachmentRecord['parts']>('parts').notNull(),
      createdAt: int('created_at').notNull(),
      updatedAt: int('updated_at').notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.tenantId, t.attachmentId] }),
      index('attachments_updated').on(t.tenantId, t.complete, t.updatedAt),
    ],
  );

  /** Which sessions speak of an attachment: its bytes stay until none does. */
  const attachmentUses = table(
    'attachment_uses',
    { ...scope(), attachmentId: text('attachment_id').notNull(), sessionId: text('session_id').notNull() },
    (t) => [
      primaryKey({ columns: [t.tenantId, t.attachmentId, t.sessionId] }),
      index('attachment_uses_session').on(t.tenantId, t.sessionId),
    ],
  );

  const toolRuns = table(
    'tool_runs',
    {
      ...scope(),
      toolCallId: text('tool_call_id').notNull(),
      runId: text('run_id').notNull(),
      sessionId: text('session_id').notNull(),
      step: int('step').notNull(),
      position: int('position').notNull(),
      toolName: text('tool_name').notNull(),
      args: json<Record<string, unknown>>('args').notNull(),
      status: text('status').$type<ToolStatus>().notNull(),
      verdict: json<Verdict>('verdict').notNull(),
      risk: text('risk').$type<Risk>().notNull(),
      effect: text('effect').$type<ToolEffect>().notNull(),
      digest: text('digest').notNull(),
      binding: json<Record<string, unknown>>('binding').notNull(),
      approvalId: text('approval_id'),
      createdAt: int('created_at').notNull(),
      startedAt: int('started_at'),
      endedAt: int('ended_at'),
      exitCode: int('exit_code'),
      error: json<ProtocolErrorShape>('error'),
    },
    (t) => [
      primaryKey({ columns: [t.tenantId, t.toolCallId] }),
      index('tool_runs_run').on(t.tenantId, t.runId, t.step, t.position),
      index('tool_runs_session').on(t.tenantId, t.sessionId),
      index('tool_runs_created').on(t.tenantId, t.workspaceId, t.createdAt),
    ],
  );

  const approvals = table(
    'approvals',
    {
      ...scope(),
      approvalId: text('approval_id').notNull(),
      runId: text('run_id').notNull(),
      sessionId: text('session_id').notNull(),
      toolCallId: text('tool_call_id').notNull(),
      toolName: text('tool_name').notNull(),
      args: json<Record<string, unknown>>('args').notNull(),
      display: json<ApprovalDisplay>('display').notNull(),
      digest: text('digest').notNull(),
      risk: text('risk').$type<Risk>().notNull(),
      ruleId: text('rule_id').notNull(),
      policyVersion: int('policy_version').notNull(),
      status: text('status').$type<ApprovalStatus>().notNull(),
      requestedAt: int('requested_at').notNull(),
      expiresAt: int('expires_at').notNull(),
      decidedBy: text('decided_by'),
      decidedAt: int('decided_at'),
      comment: json<string>('comment'),
      grantScope: text('grant_scope').$type<ApprovalScope>(),
      traceId: text('trace_id').notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.tenantId, t.approvalId] }),
      index('approvals_run').on(t.tenantId, t.runId),
      index('approvals_queue').on(t.tenantId, t.workspaceId, t.status, t.requestedAt, t.approvalId),
      index('approvals_requested').on(t.tenantId, t.workspaceId, t.requestedAt),
      index('approvals_session').on(t.tenantId, t.workspaceId, t.sessionId, t.digest),
      index('approvals_expiry').on(t.tenantId, t.status, t.expiresAt),
    ],
  );

  const policies = table(
    'policies',
    {
      ...scope(),
      version: int('version').notNull(),
      document: json<PolicyDocument>('document').notNull(),
      updatedAt: int('updated_at').notNull(),
      updatedBy: text('updated_by').notNull(),
    },
    (t) => [primaryKey({ columns: [t.tenantId, t.workspaceId, t.version] })],
  );

  const audit = table(
    'audit',
    {
      ...scope(),
      id: text('id').notNull(),
      chain: text('chain').notNull(),
      seq: int('seq').notNull(),
      actor: text('actor').notNull(),
      actorType: text('actor_type').$type<'user' | 'service' | 'agent' | 'system'>().notNull(),
      action: text('action').notNull(),
      resource: text('resource').notNull(),
      outcome: text('outcome').$type<AuditOutcome>().notNull(),
      detail: json<Record<string, unknown>>('detail').notNull(),
      sessionId: text('session_id'),
      runId: text('run_id'),
      toolName: text('tool_name'),
      traceId: text('trace_id').notNull(),
      createdAt: int('created_at').notNull(),
      prevHash: text('prev_hash').notNull(),
      hash: text('hash').notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.tenantId, t.id] }),
      uniqueIndex('audit_chain').on(t.tenantId, t.workspaceId, t.chain, t.seq),
      index('audit_created').on(t.tenantId, t.workspaceId, t.createdAt, t.id),
      index('audit_action').on(t.tenantId, t.action, t.createdAt, t.id),
      index('audit_run').on(t.tenantId, t.workspaceId, t.runId, t.createdAt, t.id),
      index('audit_session').on(t.tenantId, t.workspaceId, t.sessionId, t.createdAt, t.id),
      index('audit_trace').on(t.tenantId, t.workspaceId, t.traceId, t.createdAt, t.id),
    ],
  );

  /** The newest link of each audit chain, so that adding one does not search, and so that Postgres has a row to lock. */
  const auditHeads = table(
    'audit_heads',
    { ...scope(), chain: text('chain').notNull(), seq: int('seq').notNull(), hash: text('hash').notNull() },
    (t) => [primaryKey({ columns: [t.tenantId, t.workspaceId, t.chain] })],
  );

  const idempotency = table(
    'idempotency',
    {
      tenantId: text('tenant_id').notNull(),
      actorId: text('actor_id').notNull(),
      method: text('method').notNull(),
      key: text('key').notNull(),
      requestHash: text('request_hash').notNull(),
      answer: json<IdempotencyRecord['answer']>('answer').notNull(),
      createdAt: int('created_at').notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.tenantId, t.actorId, t.method, t.key] }),
      index('idempotency_created').on(t.tenantId, t.createdAt),
    ],
  );

  /** What model calls cost, or may cost while they are under way. One row for each attempt that is not free. */
  const spend = table(
    'spend',
    {
      ...scope(),
      spendId: text('spend_id').notNull(),
      runId: text('run_id').notNull(),
      step: int('step').notNull(),
      model: text('model').notNull(),
      day: text('day').notNull(),
      reservedUsd: real('reserved_usd').notNull(),
      costUsd: real('cost_usd'),
      createdAt: int('created_at').notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.tenantId, t.spendId] }),
      index('spend_run').on(t.tenantId, t.workspaceId, t.runId, t.step),
      index('spend_day').on(t.tenantId, t.workspaceId, t.day),
    ],
  );

  const signIns = table(
    'sign_ins',
    {
      tenantId: text('tenant_id').notNull(),
      tokenHash: text('token_hash').notNull(),
      actorId: text('actor_id').notNull(),
      createdAt: int('created_at').notNull(),
      expiresAt: int('expires_at').notNull(),
    },
    (t) => [primaryKey({ columns: [t.tenantId, t.tokenHash] })],
  );

  /** The journal. */
  const events = table(
    'events',
    {
      ...scope(),
      sessionId: text('session_id').notNull(),
      seq: int('seq').notNull(),
      stateVersion: int('state_version').notNull(),
      event: text('event').$type<EventName>().notNull(),
      runId: text('run_id'),
      traceId: text('trace_id').notNull(),
      createdAt: int('created_at').notNull(),
      payload: json<Record<string, unknown>>('payload').notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.tenantId, t.sessionId, t.seq] }),
      uniqueIndex('events_state_version').on(t.tenantId, t.stateVersion),
      // Resuming one session reads its events only, however many others there were meanwhile.
      index('events_session_version').on(t.tenantId, t.sessionId, t.stateVersion),
    ],
  );

  return {
    tenants,
    sessions,
    runs,
    messages,
    searchDocs,
    attachments,
    attachmentUses,
    toolRuns,
    approvals,
    policies,
    audit,
    auditHeads,
    idempotency,
    spend,
    signIns,
    events,
  };
}

export type Tables = ReturnType<typeof defineTables>;
