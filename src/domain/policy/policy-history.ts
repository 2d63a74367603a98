import { LIMITS } from '../../protocol/limits.ts';
import type { MethodParams, MethodResult } from '../../protocol/methods.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import type { Stores } from '../ports.ts';
import type { Scope } from '../records.ts';
import { policyChanges } from './policy-changes.ts';
import { toPolicy } from './policy-service.ts';

type Item = MethodResult<'policy.history'>['items'][number];

/**
 * The versions of the policy, newest first, each with what it changed. A page ends at its bytes as well as at its count.
 * @throws ProtocolError INVALID_REQUEST for a cursor that is not one of ours
 */
export async function policyHistory(
  stores: Pick<Stores, 'policies'>,
  scope: Scope,
  { limit, cursor }: MethodParams<'policy.history'>,
): Promise<MethodResult<'policy.history'>> {
  const place = decodeCursor(cursor, ({ at }) => at);
  // One more than asked for: it says whether there are others, and what the last one of the page changed.
  const rows = await stores.policies.list(scope, { limit: limit + 1, ...place });
  const items = rows.slice(0, limit).map((row, at): Item => {
    const before = rows[at + 1];
    return { ...toPolicy(row), changes: before ? policyChanges(before.document, row.document) : [] };
  });
  const kept = countWithin(LIMITS.maxHistoryPageBytes, items);
  return {
    items: items.slice(0, kept),
    ...nextCursorOf(
      pageOf(
        rows,
        kept,
        () => undefined,
        ({ version }) => ({ at: version, id: 'policy' }),
      ),
    ),
  };
}

const nextCursorOf = ({ nextCursor }: { nextCursor?: string }) => (nextCursor === undefined ? {} : { nextCursor });

/** How many of the items, from the first one, fit; at least one. */
function countWithin(maxBytes: number, items: readonly unknown[]): number {
  let bytes = 0;
  const tooMany = items.findIndex((item, at) => {
    bytes += Buffer.byteLength(JSON.stringify(item));
    return at > 0 && bytes > maxBytes;
  });
  return tooMany === -1 ? items.length : tooMany;
}
