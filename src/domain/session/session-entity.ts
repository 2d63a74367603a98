import type { Session } from '../../protocol/entities.ts';
import type { SessionRecord } from '../records.ts';
import { toTimestamp } from '../time.ts';

/** A session as clients see it. */
export function toSession(record: SessionRecord): Session {
  return {
    id: record.id,
    tenantId: record.tenantId,
    workspaceId: record.workspaceId,
    agentId: record.agentId,
    sessionKey: record.sessionKey,
    title: record.title,
    preview: record.preview,
    status: record.status,
    folder: record.folder,
    runtimeMode: record.runtimeMode,
    ...(record.pendingRuntimeMode === null ? {} : { pendingRuntimeMode: record.pendingRuntimeMode }),
    // Sync, compaction and the memory flush come with issues of their own: until then every session is only here, and whole.
    syncState: 'local_only',
    ...(record.model === null ? {} : { model: record.model }),
    channel: record.channel,
    pinned: record.pinned,
    archived: record.archived,
    contextUsage: Math.min(1, record.contextTokens / record.contextWindow),
    compactionCount: 0,
    memoryFlushState: 'idle',
    lastSeq: record.lastSeq,
    createdAt: toTimestamp(record.createdAt),
    updatedAt: toTimestamp(record.updatedAt),
    ...(record.deletedAt === null ? {} : { deletedAt: toTimestamp(record.deletedAt) }),
  };
}
