'use client';

import { debounce, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import type { ApprovalStatus } from '../../../protocol/entities.ts';

export const DECIDED = ['approved', 'rejected', 'expired', 'superseded'] as const satisfies readonly ApprovalStatus[];

const TYPING_MS = 250;

/** What the history is narrowed to, in the address. */
export function useHistoryFilters() {
  return useQueryStates({
    status: parseAsStringLiteral(DECIDED),
    sessionId: parseAsString.withDefault('').withOptions({ limitUrlUpdates: debounce(TYPING_MS) }),
  });
}
