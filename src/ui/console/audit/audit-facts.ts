import type { AuditEntry } from '../../../protocol/entities.ts';

/** What an entry says in its detail, as far as it does. */
export type AuditFacts = {
  toolName?: string;
  toolCallId?: string;
  approvalId?: string;
  ruleId?: string;
  policyVersion?: number;
  /** What the policy said of a call. */
  verdict?: string;
  reason?: string;
  /** What a person, or the time, said of an approval. */
  decision?: string;
};

/** Details differ by action and by the version that wrote them: nothing is expected of them. */
export function auditFacts({
  action,
  resource,
  detail,
}: Pick<AuditEntry, 'action' | 'resource' | 'detail'>): AuditFacts {
  const text = (name: string): string | undefined => {
    const value = detail[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const approvalId = text('approvalId') ?? (action === 'approval.resolve' ? resource : undefined);
  const { policyVersion, version } = detail;
  const policy = action === 'policy.update' ? version : policyVersion;
  return defined({
    toolName: text('toolName'),
    toolCallId: text('toolCallId'),
    approvalId,
    ruleId: text('ruleId'),
    policyVersion: typeof policy === 'number' ? policy : undefined,
    verdict: action === 'tool.execute' ? text('action') : undefined,
    reason: text('reason'),
    decision: text('decision'),
  });
}

/** Why an entry was denied, as a key of `consoleAudit.deniedBy`. */
export function deniedBy(entry: AuditEntry): 'policy' | 'reject' | 'expire' | 'sign_in' | 'unknown' {
  const { decision, reason } = auditFacts(entry);
  if (decision === 'reject') return 'reject';
  if (decision === 'expire') return 'expire';
  if (entry.action === 'auth.sign_in') return 'sign_in';
  return reason === undefined ? 'unknown' : 'policy';
}

/** Leaves out what is undefined. */
function defined(facts: { [K in keyof AuditFacts]: AuditFacts[K] | undefined }): AuditFacts {
  // The seam of taking members out: the rest are what AuditFacts says.
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as AuditFacts;
}
