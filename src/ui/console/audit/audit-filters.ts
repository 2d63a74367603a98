'use client';

import { debounce, parseAsString, useQueryStates } from 'nuqs';

const TYPING_MS = 250;
const typed = parseAsString.withOptions({ limitUrlUpdates: debounce(TYPING_MS) });

/** What the trail is narrowed to, in the address and as it stands there: `readFilters` says what of it is valid. */
export function useAuditFilters() {
  return useQueryStates({
    actor: typed,
    action: typed,
    resource: typed,
    sessionId: typed,
    runId: typed,
    traceId: typed,
    toolName: typed,
    outcome: parseAsString,
    from: parseAsString,
    to: parseAsString,
  });
}
