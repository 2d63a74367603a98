/** Reading and changing the policy. Versions are only ever added. */
import mergePatch from 'json-merge-patch';
import { type Policy, PolicyDocument } from '../../protocol/entities.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type { MethodParams } from '../../protocol/methods.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { digestOf } from '../digest.ts';
import type { Clock, Ids, Stores, Transaction } from '../ports.ts';
import type { Actor, Caller, PolicyRecord, Scope } from '../records.ts';
import { toTimestamp } from '../time.ts';
import { policyProblem } from './check-policy.ts';

/** `modelPolicy.primary` that stands for the model the gateway is configured with, or found by itself. */
export const AUTO_MODEL = 'auto';
const SYSTEM: Actor = { id: 'system', type: 'system' };

/** What a new home starts with: reading is free, changing and sending ask, everything else is denied. Source: architecture.md §4. */
export const DEFAULT_POLICY: PolicyDocument = {
  toolPolicy: {
    defaultAction: 'deny',
    tools: {
      'bash.exec': 'approval-required',
      'file.read': 'allow',
      'file.list': 'allow',
      'file.search': 'allow',
      'file.write': 'approval-required',
      'file.edit': 'approval-required',
      'http.request': 'approval-required',
      'memory.get': 'allow',
      'memory.search': 'allow',
      'memory.append': 'allow',
    },
    rules: [],
  },
  modelPolicy: { primary: AUTO_MODEL, fallbacks: [], allowed: [], timeoutMs: 120_000 },
  executionPolicy: {
    network: { allowHosts: [] },
    workspaceAccess: 'rw',
    limits: { toolTimeoutMs: 600_000, outputBytes: 65_536, maxSteps: 50 },
  },
};

/** The policy in force. @throws Error when the home was never set up */
export async function currentPolicy(stores: Pick<Stores, 'policies'>, scope: Scope): Promise<PolicyRecord> {
  const policy = await stores.policies.current(scope);
  if (!policy) throw new Error('no policy in this workspace');
  return policy;
}

export function toPolicy(record: PolicyRecord): Policy {
  return {
    version: record.version,
    updatedAt: toTimestamp(record.updatedAt),
    updatedBy: record.updatedBy,
    ...record.document,
  };
}

/**
 * Applies a merge patch (RFC 7396) to the policy in force.
 * @throws ProtocolError VERSION_CONFLICT when expectedVersion is not the version in force
 * @throws ProtocolError INVALID_REQUEST when the result is no valid policy, or holds a rule that could not do what it seems to say
 */
export async function updatePolicy(
  tx: Transaction,
  deps: { clock: Clock; ids: Ids },
  caller: Caller,
  params: MethodParams<'policy.update'>,
): Promise<Policy> {
  const before = await currentPolicy(tx, caller.scope);
  if (params.expectedVersion !== undefined && params.expectedVersion !== before.version) {
    throw new ProtocolError('VERSION_CONFLICT', undefined, { details: { currentVersion: before.version } });
  }
  refuseReservedKeys(params.patch);
  const patched: unknown = mergePatch.apply(structuredClone(before.document), params.patch);
  const parsed = PolicyDocument.safeParse(patched);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ProtocolError(
      'INVALID_REQUEST',
      `The policy would not be valid: ${issue?.path.join('.') || 'policy'}: ${issue?.message ?? 'not valid'}.`,
    );
  }
  const problem = policyProblem(parsed.data);
  if (problem !== undefined) throw new ProtocolError('INVALID_REQUEST', `The policy would not be valid: ${problem}.`);
  const after: PolicyRecord = {
    ...caller.scope,
    version: before.version + 1,
    document: parsed.data,
    updatedAt: deps.clock.now(),
    updatedBy: caller.actor.id,
  };
  await tx.policies.insert(after);
  await appendAudit(tx, deps, caller, {
    action: 'policy.update',
    resource: 'policy',
    outcome: 'allowed',
    detail: { version: after.version, previousVersion: before.version, digest: digestOf(after.document) },
  });
  return toPolicy(after);
}

/** Names that every object has: a patch that uses them as keys would be applied in part, which is worse than not at all. */
function refuseReservedKeys(patch: unknown): void {
  if (typeof patch !== 'object' || patch === null) return;
  for (const [key, value] of Object.entries(patch)) {
    if (key in Object.prototype)
      throw new ProtocolError('INVALID_REQUEST', `patch: ${key} cannot be a key of a policy.`);
    refuseReservedKeys(value);
  }
}

/**
 * Gives a workspace its first policy. A policy that nobody ever changed follows DEFAULT_POLICY: a version that knows more tools
 * has an entry for them. What a person has written stays.
 */
export async function ensurePolicy(tx: Transaction, deps: { clock: Clock; ids: Ids }, scope: Scope): Promise<void> {
  const before = await tx.policies.current(scope);
  const digest = digestOf(DEFAULT_POLICY);
  if (before && (before.updatedBy !== SYSTEM.id || digestOf(before.document) === digest)) return;
  const version = (before?.version ?? 0) + 1;
  await tx.policies.insert({
    ...scope,
    version,
    document: DEFAULT_POLICY,
    updatedAt: deps.clock.now(),
    updatedBy: SYSTEM.id,
  });
  if (!before) return;
  const caller: Caller = { scope, actor: SYSTEM, traceId: deps.ids.traceId() };
  await appendAudit(tx, deps, caller, {
    action: 'policy.update',
    resource: 'policy',
    outcome: 'allowed',
    detail: { version, previousVersion: before.version, digest },
  });
}
