import type { ResolveApproval } from '../../chat/approval-card.tsx';

export type Rejections = {
  rejected: readonly string[];
  /** Somebody else was first, or the time was over. */
  already: readonly string[];
  /** How many failed, by the code of the refusal; `unreachable` without an answer. */
  failed: Readonly<Record<string, number>>;
};

/**
 * Rejects one after the other, each by itself: one that is refused keeps none of the others. Without an answer of the gateway the
 * rest is not tried.
 */
export async function rejectAll(
  resolve: ResolveApproval,
  { ids, comment, onProgress }: { ids: readonly string[]; comment: string; onProgress: (done: number) => void },
): Promise<Rejections> {
  const rejected: string[] = [];
  const already: string[] = [];
  const failed: Record<string, number> = {};
  for (const [index, id] of ids.entries()) {
    onProgress(index + 1);
    const refused = await resolve(id, { decision: 'reject', comment });
    if (refused === undefined) rejected.push(id);
    else if (refused === 'unreachable') {
      failed.unreachable = ids.length - index;
      break;
    } else if (refused.code === 'APPROVAL_ALREADY_RESOLVED' || refused.code === 'APPROVAL_EXPIRED') already.push(id);
    else failed[refused.code] = (failed[refused.code] ?? 0) + 1;
  }
  return { rejected, already, failed };
}
