import type { Usage } from '../../protocol/entities.ts';

/** What two calls used together. The cost is absent only where neither is known. */
export function addUsage(a: Usage, b: Usage | undefined): Usage {
  if (!b) return a;
  const costUsd = a.costUsd === undefined && b.costUsd === undefined ? undefined : (a.costUsd ?? 0) + (b.costUsd ?? 0);
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    ...(costUsd === undefined ? {} : { costUsd }),
  };
}
