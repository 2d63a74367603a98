/**
 * The nouns of the protocol, protocol.md §5. Results and payloads are open objects (a client must survive additions), so these
 * are plain `z.object`; only method params are strict.
 */
import { z } from 'zod';
import { ProtocolErrorShape } from './errors.ts';

export const RuntimeMode = z.enum(['local', 'cloud']).meta({ id: 'RuntimeMode' });
export const SyncState = z.enum(['local_only', 'syncing', 'synced', 'conflict']).meta({ id: 'SyncState' });
export const SessionStatus = z.enum(['idle', 'running', 'waiting_approval']).meta({ id: 'SessionStatus' });
export const RunStatus = z
  .enum(['queued', 'accepted', 'running', 'waiting_approval', 'completed', 'failed', 'aborted'])
  .meta({ id: 'RunStatus' });
export const ToolStatus = z
  .enum(['pending', 'waiting_approval', 'running', 'success', 'failed', 'denied', 'unknown'])
  .meta({ id: 'ToolStatus' });
export const ApprovalStatus = z
  .enum(['pending', 'approved', 'rejected', 'expired', 'superseded'])
  .meta({ id: 'ApprovalStatus' });
export const PolicyAction = z.enum(['allow', 'approval-required', 'deny']).meta({ id: 'PolicyAction' });
export const Risk = z.enum(['low', 'medium', 'high']).meta({ id: 'Risk' });
/**
 * What a crash in the middle means for a call. `read-only`: may run again. `compare-and-set`: running again with the same binding
 * is safe, because it changes only what still is as it was. `unknown`: never silently run again.
 */
export const ToolEffect = z.enum(['read-only', 'compare-and-set', 'unknown']).meta({ id: 'ToolEffect' });
/** What a tool works on; `executionPolicy.workspaceAccess` says how far. The network is not the workspace: hosts are judged. */
export const ToolReach = z.enum(['workspace', 'memory', 'network']).meta({ id: 'ToolReach' });
export const MemoryFlushState = z.enum(['idle', 'pending', 'flushed', 'skipped']).meta({ id: 'MemoryFlushState' });
export const ActorType = z.enum(['user', 'service']).meta({ id: 'ActorType' });
export const ApprovalScope = z.enum(['once', 'session']).meta({ id: 'ApprovalScope' });

export type RuntimeMode = z.infer<typeof RuntimeMode>;
export type SyncState = z.infer<typeof SyncState>;
export type SessionStatus = z.infer<typeof SessionStatus>;
export type RunStatus = z.infer<typeof RunStatus>;
export type ToolStatus = z.infer<typeof ToolStatus>;
export type ApprovalStatus = z.infer<typeof ApprovalStatus>;
export type PolicyAction = z.infer<typeof PolicyAction>;
export type Risk = z.infer<typeof Risk>;
export type ToolEffect = z.infer<typeof ToolEffect>;
export type ToolReach = z.infer<typeof ToolReach>;
export type ActorType = z.infer<typeof ActorType>;
export type ApprovalScope = z.infer<typeof ApprovalScope>;

const Id = z.string().min(1);
/** ISO-8601 UTC. */
export const Timestamp = z.iso.datetime().meta({ id: 'Timestamp' });
const Count = z.int().nonnegative();
export const JsonObject = z.record(z.string(), z.unknown()).meta({ id: 'JsonObject' });

export const Usage = z
  .object({ inputTokens: Count, outputTokens: Count, costUsd: z.number().nonnegative().optional() })
  .meta({ id: 'Usage' });
export type Usage = z.infer<typeof Usage>;

export const Session = z
  .object({
    id: Id,
    tenantId: Id,
    workspaceId: Id,
    agentId: Id,
    sessionKey: Id,
    title: z.string(),
    preview: z.string(),
    status: SessionStatus,
    folder: z
      .string()
      .describe('Where file and shell tools work, an absolute path on the machine that runs the gateway.'),
    runtimeMode: RuntimeMode,
    pendingRuntimeMode: RuntimeMode.optional(),
    syncState: SyncState,
    model: z.string().optional(),
    channel: z.string(),
    pinned: z.boolean(),
    archived: z.boolean(),
    contextUsage: z.number().min(0).max(1),
    compactionCount: Count,
    memoryFlushState: MemoryFlushState,
    lastSeq: Count,
    createdAt: Timestamp,
    updatedAt: Timestamp,
    deletedAt: Timestamp.optional().describe(
      'Present when it is deleted: only sessions.restore and the list of the deleted know it still, until it is purged 30 days later.',
    ),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof Session>;

export const MessagePart = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('text'), text: z.string() }),
    z.object({ type: z.literal('reasoning'), text: z.string() }),
    z.object({ type: z.literal('attachment'), attachmentId: Id, name: z.string(), mediaType: z.string() }),
    z.object({ type: z.literal('tool_call'), toolCallId: Id, toolName: Id, args: JsonObject }),
    z.object({ type: z.literal('tool_result'), toolCallId: Id, toolName: Id, status: ToolStatus, output: z.string() }),
  ])
  .meta({ id: 'MessagePart' });
export type MessagePart = z.infer<typeof MessagePart>;

export const Message = z
  .object({
    messageId: Id,
    sessionId: Id,
    runId: Id,
    role: z.enum(['user', 'assistant', 'tool']),
    parts: z.array(MessagePart),
    seq: Count,
    createdAt: Timestamp,
  })
  .meta({ id: 'Message' });
export type Message = z.infer<typeof Message>;

export const Run = z
  .object({
    runId: Id,
    sessionId: Id,
    traceId: Id,
    status: RunStatus,
    model: z.string(),
    runtimeMode: RuntimeMode,
    usage: Usage,
    steps: Count.describe('How many model calls the run has made.'),
    continuesRunId: Id.optional(),
    startedAt: Timestamp,
    endedAt: Timestamp.optional(),
    error: ProtocolErrorShape.optional(),
  })
  .meta({ id: 'Run' });
export type Run = z.infer<typeof Run>;

/** One model call of a run, for the timeline of runs.get. */
export const RunStep = z
  .object({
    step: z.int().positive(),
    messageId: Id,
    model: z.string(),
    startedAt: Timestamp,
    endedAt: Timestamp,
    firstTokenMs: z.number().nonnegative().optional(),
    usage: Usage,
    toolCallIds: z.array(Id),
  })
  .meta({ id: 'RunStep' });
export type RunStep = z.infer<typeof RunStep>;

export const Verdict = z
  .object({
    action: PolicyAction,
    ruleId: z
      .string()
      .describe(
        'The id of a rule, `tools:<glob>`, `default`, `network` (an allowed host) or `workspace-access`; of a call that cannot run at all `arguments`, `workspace` (a path outside), `address` (refused by the guard) or `preparation`.',
      ),
    policyVersion: z.int().positive(),
    reason: z.string(),
  })
  .meta({ id: 'Verdict' });
export type Verdict = z.infer<typeof Verdict>;

export const ToolRun = z
  .object({
    toolCallId: Id,
    runId: Id,
    toolName: Id,
    args: JsonObject,
    status: ToolStatus,
    verdict: Verdict,
    startedAt: Timestamp.optional().describe('When its effect began; absent of a call that has not run.'),
    durationMs: z.number().nonnegative().optional(),
    exitCode: z.int().optional(),
    error: ProtocolErrorShape.optional(),
  })
  .meta({ id: 'ToolRun' });
export type ToolRun = z.infer<typeof ToolRun>;

/** Exactly what will run, as it is shown to the person who decides. */
export const ApprovalDisplay = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('command'),
      script: z
        .string()
        .describe('Shell text; for a command without a shell its words, quoted as a shell would need them.'),
      argv: z.array(z.string()).optional().describe('Present when no shell is used: exactly these words.'),
      cwd: z.string(),
      mode: RuntimeMode,
      timeoutMs: z.int().positive(),
    }),
    z.object({
      kind: z.literal('file'),
      path: z.string(),
      cwd: z.string(),
      mode: RuntimeMode,
      diff: z.string().describe('Unified diff; empty when the content does not change.'),
      created: z.boolean(),
      bytes: Count,
    }),
    z.object({
      kind: z.literal('request'),
      method: z.string(),
      url: z.string(),
      headers: z.record(z.string(), z.string()),
      body: z.string().optional(),
      cwd: z.string(),
      mode: RuntimeMode,
    }),
    z.object({ kind: z.literal('call'), summary: z.string(), cwd: z.string(), mode: RuntimeMode }),
  ])
  .meta({ id: 'ApprovalDisplay' });
export type ApprovalDisplay = z.infer<typeof ApprovalDisplay>;

export const Approval = z
  .object({
    approvalId: Id,
    runId: Id,
    sessionId: Id,
    toolCallId: Id,
    toolName: Id,
    args: JsonObject,
    display: ApprovalDisplay,
    digest: z.string().describe('SHA-256 over what will run: tool, args, cwd, mode and the content it would replace.'),
    risk: Risk,
    ruleId: z.string(),
    policyVersion: z.int().positive(),
    status: ApprovalStatus,
    requestedAt: Timestamp,
    expiresAt: Timestamp,
    decidedBy: z.string().optional(),
    decidedAt: Timestamp.optional(),
    comment: z.string().optional(),
    scope: ApprovalScope.optional(),
  })
  .meta({ id: 'Approval' });
export type Approval = z.infer<typeof Approval>;

/** What a call has to be for a rule to speak of it: all of what is named. Source: protocol.md §5. */
const ruleWhen = {
  argv: z.array(z.string()).optional().describe('The first words of a command without a shell; `*` is any one word.'),
  path: z
    .string()
    .optional()
    .describe(
      'Glob below the session folder, or from the root when it begins with `/`: `*` within a name, `**` across directories.',
    ),
  host: z.string().optional().describe('A host, or `*.example.com` for every host below it, or `*`.'),
  method: z.string().optional().describe('Of a request, in either case.'),
};

export const PolicyRule = z
  .strictObject({
    id: Id.describe('The name of the rule, which verdicts, approvals and the audit trail show.'),
    tool: Id.describe('The name of a tool, or a glob.'),
    when: z
      .strictObject(ruleWhen)
      .describe(
        'What a call has to be for the rule to speak of it: all of what is named. Empty is every call of the tool.',
      ),
    action: PolicyAction.describe(
      'What is done with a call that the rule speaks of. Shell text is never allowed by a rule.',
    ),
    reason: z.string().optional().describe('Why, for whoever is asked or refused.'),
  })
  .meta({ id: 'PolicyRule' });
export type PolicyRule = z.infer<typeof PolicyRule>;

/** The fields of a policy that people edit; Policy adds who and when. Strict, because an unknown field would be a rule that is not enforced. */
export const PolicyDocument = z.strictObject({
  toolPolicy: z
    .strictObject({
      defaultAction: z
        .literal('deny')
        .describe('What is done with a call that no rule and no entry speaks of: it is always denied.'),
      tools: z
        .record(z.string().min(1).max(100), PolicyAction)
        .describe(
          'What is done with the calls of a tool that no rule speaks of, by its name or a glob; the longest that fits decides.',
        ),
      rules: z
        .array(PolicyRule)
        .max(1000)
        .describe(
          'Rules for some calls of a tool; of those that match, the strictest decides, in whatever order they stand.',
        ),
    })
    .describe('What is done with a tool call: it is allowed, asked about or denied.'),
  modelPolicy: z
    .strictObject({
      primary: z
        .string()
        .min(1)
        .describe(
          'The model that answers where a session names none, as `provider/model`; `auto` is the one that the gateway finds.',
        ),
      fallbacks: z
        .array(z.string())
        .max(20)
        .describe('Models that are asked, in this order, when the one before does not answer.'),
      allowed: z
        .array(z.string())
        .max(200)
        .describe('Models that may be used; an empty list allows every configured model.'),
      timeoutMs: z
        .int()
        .min(1_000)
        .max(3_600_000)
        .describe('Longest time to the first token of a model before the call counts as failed.'),
      silenceMs: z
        .int()
        .min(1_000)
        .max(3_600_000)
        .optional()
        .describe('Longest silence of a model after that; the same as timeoutMs when absent.'),
      maxCostUsdPerRun: z
        .number()
        .positive()
        .optional()
        .describe('Most that the model calls of one run may cost, in US dollars; no limit when absent.'),
      maxCostUsdPerDay: z
        .number()
        .positive()
        .optional()
        .describe('Most that the model calls of one day (UTC) may cost, in US dollars; no limit when absent.'),
    })
    .describe('Which models answer, how long they may take and what they may cost.'),
  executionPolicy: z
    .strictObject({
      network: z
        .strictObject({
          allowHosts: z
            .array(z.string())
            .max(1000)
            .describe(
              'Hosts that are read from, by GET or HEAD, without asking where requests are asked about; `*.example.com` is every host below it.',
            ),
        })
        .describe('Which hosts tools reach without asking.'),
      workspaceAccess: z
        .enum(['rw', 'ro', 'none'])
        .describe(
          'How far tools reach into the workspace, whatever rules say: `rw` reads and writes, `ro` only reads, `none` does neither.',
        ),
      limits: z
        .strictObject({
          toolTimeoutMs: z.int().min(100).max(86_400_000).describe('Longest time one tool call may take.'),
          outputBytes: z
            .int()
            .min(1_024)
            .max(10_485_760)
            .describe('Output kept of one tool call; the middle of a longer one is left out and counted.'),
          maxSteps: z.int().min(1).max(1_000).describe('Model calls in one run.'),
        })
        .describe('What one tool call and one run may take at most.'),
    })
    .describe('How far tools reach, and how much they may take.'),
});
export type PolicyDocument = z.infer<typeof PolicyDocument>;

export const Policy = z
  .object({ version: z.int().positive(), updatedAt: Timestamp, updatedBy: z.string(), ...PolicyDocument.shape })
  .meta({ id: 'Policy' });
export type Policy = z.infer<typeof Policy>;

export const PolicyChange = z
  .object({
    path: z.array(z.string()).describe('The keys down to the place; a rule of `toolPolicy.rules` is named by its id.'),
    before: z.unknown().optional().describe('Absent: it was not there.'),
    after: z.unknown().optional().describe('Absent: it is not there any more.'),
  })
  .meta({ id: 'PolicyChange' });
export type PolicyChange = z.infer<typeof PolicyChange>;

export const AuditOutcome = z.enum(['allowed', 'denied', 'failed']).meta({ id: 'AuditOutcome' });
export type AuditOutcome = z.infer<typeof AuditOutcome>;
export const AuditEntry = z
  .object({
    id: Id,
    seq: z.int().positive(),
    chain: z.string().describe('The session id, or `system` for actions without a session.'),
    tenantId: Id,
    workspaceId: Id,
    actor: z.string(),
    actorType: z.enum(['user', 'service', 'agent', 'system']),
    action: z.string(),
    resource: z.string(),
    outcome: AuditOutcome,
    detail: JsonObject,
    sessionId: Id.optional(),
    runId: Id.optional(),
    traceId: Id,
    createdAt: Timestamp,
    prevHash: z.string(),
    hash: z.string(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof AuditEntry>;

/** What one check of this machine found. Secrets are in no field of it. */
export const Finding = z
  .object({
    id: z.string().describe('Which check, stable: `node`, `home.permissions` …'),
    reason: z
      .string()
      .describe('What it found, stable within the check: texts in other languages hang on id and reason.'),
    status: z.enum(['ok', 'warn', 'fail']),
    message: z.string().describe('In English.'),
    fix: z.string().optional().describe('What to do, in words or as a command.'),
    params: z.record(z.string(), z.union([z.string(), z.number()])).describe('The values in the texts.'),
  })
  .meta({ id: 'Finding' });
export type Finding = z.infer<typeof Finding>;

export const Setting = z
  .object({
    name: z.string().describe('The environment variable.'),
    type: z.string().describe('What it takes, in English.'),
    description: z.string(),
    source: z.enum(['default', 'environment']),
    secret: z.boolean(),
    value: z
      .string()
      .describe(
        'What is in force. Of a secret only `set` or `not set`; addresses without user, password and query; empty: nothing.',
      ),
  })
  .meta({ id: 'Setting' });
export type Setting = z.infer<typeof Setting>;
