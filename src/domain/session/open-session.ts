import type { RuntimeMode } from '../../protocol/entities.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { formatSessionKey, parseSessionKey } from '../../protocol/session-key.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { chooseModel } from '../policy/choose-model.ts';
import { currentPolicy } from '../policy/policy-service.ts';
import type { Transaction } from '../ports.ts';
import type { Caller, SessionRecord } from '../records.ts';
import type { RunDeps } from '../run/run-deps.ts';
import { previewOf } from './session-events.ts';

export const DEFAULT_AGENT = 'main';

export type NewSession = {
  sessionKey?: string | undefined;
  title?: string | undefined;
  agentId?: string | undefined;
  runtimeMode?: RuntimeMode | undefined;
  /** A real path that Folders.choose answered. */
  folder?: string | undefined;
  model?: string | undefined;
};

/** Refuses a runtime mode that this gateway has no executor for: nothing is ever run on the host instead. */
export function requireMode(deps: Pick<RunDeps, 'tools'>, mode: RuntimeMode): void {
  if (!deps.tools.modes.includes(mode)) throw new ProtocolError('SANDBOX_UNAVAILABLE');
}

/**
 * Makes a session.
 * @throws ProtocolError INVALID_REQUEST for a key that is not canonical, or of a kind that v1 does not make
 * @throws ProtocolError NOT_FOUND for a key of another workspace
 * @throws ProtocolError SANDBOX_UNAVAILABLE, POLICY_DENIED, MODEL_UNAVAILABLE
 */
export async function createSession(
  tx: Transaction,
  deps: RunDeps,
  caller: Caller,
  wanted: NewSession,
): Promise<SessionRecord> {
  const { scope } = caller;
  const id = deps.ids.next('ses');
  const key = sessionKeyFor(caller, id, wanted);
  const runtimeMode = wanted.runtimeMode ?? 'local';
  requireMode(deps, runtimeMode);
  const { contextWindow } = chooseModel(await currentPolicy(tx, scope), deps.models, wanted.model);
  const now = deps.clock.now();
  const session: SessionRecord = {
    ...scope,
    id,
    agentId: key.agentId,
    sessionKey: key.text,
    title: wanted.title === undefined ? '' : previewOf(wanted.title),
    preview: '',
    status: 'idle',
    folder: wanted.folder ?? deps.folders.defaultFolder(id),
    runtimeMode,
    pendingRuntimeMode: null,
    model: wanted.model ?? null,
    channel: 'webchat',
    pinned: false,
    archived: false,
    contextTokens: 0,
    contextWindow,
    costUsd: 0,
    activeRunId: null,
    resetSeq: 0,
    lastSeq: 0,
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
    purgedAt: null,
  };
  await tx.sessions.insert(session);
  await appendAudit(tx, deps, caller, {
    action: 'session.create',
    resource: id,
    outcome: 'allowed',
    detail: { sessionKey: session.sessionKey, runtimeMode, folderChosen: wanted.folder !== undefined },
    sessionId: id,
  });
  return session;
}

function sessionKeyFor(caller: Caller, id: string, wanted: NewSession): { text: string; agentId: string } {
  const { workspaceId } = caller.scope;
  const agentId = wanted.agentId ?? DEFAULT_AGENT;
  if (wanted.sessionKey === undefined) {
    return { agentId, text: formatSessionKey({ workspaceId, agentId, peer: { kind: 'main' }, threadId: id }) };
  }
  const key = parseSessionKey(wanted.sessionKey);
  if (key.workspaceId !== workspaceId) throw new ProtocolError('NOT_FOUND');
  if (key.peer.kind !== 'main') {
    throw new ProtocolError(
      'INVALID_REQUEST',
      'sessionKey: this version makes only …/main and …/main:thread:<id> sessions.',
    );
  }
  if (wanted.agentId !== undefined && wanted.agentId !== key.agentId) {
    throw new ProtocolError('INVALID_REQUEST', 'agentId is not the agent of sessionKey: leave it out.');
  }
  return { text: wanted.sessionKey, agentId: key.agentId };
}
