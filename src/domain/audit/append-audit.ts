import type { AuditEntry, AuditOutcome } from '../../protocol/entities.ts';
import { digestOf } from '../digest.ts';
import type { Clock, Ids, Transaction } from '../ports.ts';
import type { AuditRecord, Caller } from '../records.ts';
import { toTimestamp } from '../time.ts';

export const SYSTEM_CHAIN = 'system';
const GENESIS = '0'.repeat(64);

export type AuditFact = {
  action: string;
  resource: string;
  outcome: AuditOutcome;
  /** Facts that explain the action: ids, names, counts, digests. Never secrets or file content. */
  detail: Record<string, unknown>;
  sessionId?: string;
  runId?: string;
  toolName?: string;
};

/**
 * Adds a link to the hash chain of the fact's session (or of the session-less actions), in the transaction that permits what it
 * tells of: no audit, no effect. Source: architecture.md §5.
 */
export async function appendAudit(
  tx: Pick<Transaction, 'audit'>,
  { clock, ids }: { clock: Clock; ids: Ids },
  caller: Caller,
  fact: AuditFact,
): Promise<AuditRecord> {
  const chain = fact.sessionId ?? SYSTEM_CHAIN;
  const head = (await tx.audit.chainHead(caller.scope, chain)) ?? { seq: 0, hash: GENESIS };
  const unsealed: Omit<AuditRecord, 'hash'> = {
    ...caller.scope,
    id: ids.next('aud'),
    chain,
    seq: head.seq + 1,
    actor: caller.actor.id,
    actorType: caller.actor.type,
    action: fact.action,
    resource: portable(fact.resource),
    outcome: fact.outcome,
    detail: fact.detail,
    sessionId: fact.sessionId ?? null,
    runId: fact.runId ?? null,
    toolName: fact.toolName === undefined ? null : portable(fact.toolName),
    traceId: caller.traceId,
    createdAt: clock.now(),
    prevHash: head.hash,
  };
  const record = { ...unsealed, hash: sealOf(unsealed) };
  await tx.audit.insert(record);
  return record;
}

/** Text as every store gives it back: the hash is over what is stored, and a model may invent any name. */
function portable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** The hash of a link: over everything in it but the hash itself, and so over the whole chain before it. */
export function sealOf({ ...link }: Omit<AuditRecord, 'hash'> & { hash?: string }): string {
  delete link.hash;
  return digestOf(link);
}

/** The first link of a chain (in order) that does not follow from the one before it, or undefined when all do. */
export function firstBrokenLink(chain: readonly AuditRecord[]): AuditRecord | undefined {
  let prevHash = GENESIS;
  let seq = 0;
  for (const link of chain) {
    seq += 1;
    if (link.seq !== seq || link.prevHash !== prevHash || link.hash !== sealOf(link)) return link;
    prevHash = link.hash;
  }
  return undefined;
}

/** An audit entry as clients see it. */
export function toAuditEntry(record: AuditRecord): AuditEntry {
  const { sessionId, runId, toolName, createdAt, detail, ...rest } = record;
  return {
    ...rest,
    detail: toolName === null ? detail : { ...detail, toolName },
    ...(sessionId === null ? {} : { sessionId }),
    ...(runId === null ? {} : { runId }),
    createdAt: toTimestamp(createdAt),
  };
}
