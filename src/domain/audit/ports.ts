import type { AuditOutcome } from '../../protocol/entities.ts';
import type { AuditRecord, Scope } from '../records.ts';

export type AuditFilter = {
  from?: number;
  to?: number;
  action?: string;
  actor?: string;
  resource?: string;
  sessionId?: string;
  runId?: string;
  traceId?: string;
  toolName?: string;
  outcome?: AuditOutcome;
};

export interface AuditStore {
  /** The newest link of a chain, locked until the transaction ends. */
  chainHead(scope: Scope, chain: string): Promise<{ seq: number; hash: string } | undefined>;
  /** Adds a link and moves the head. */
  insert(record: AuditRecord): Promise<void>;
  /** Newest first; `before` is the last row of the page before. */
  query(
    scope: Scope,
    filter: AuditFilter,
    page: { limit: number; before?: { createdAt: number; id: string } },
  ): Promise<AuditRecord[]>;
  /** Every chain there is, those of purged sessions too. */
  chains(scope: Scope): Promise<string[]>;
  /** The links of a chain in order, to check it. */
  chain(scope: Scope, chain: string): Promise<AuditRecord[]>;
}
