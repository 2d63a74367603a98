'use client';

import { debounce, parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import type { SessionStatus } from '../../../protocol/entities.ts';

export const SESSION_STATUSES = ['running', 'waiting_approval', 'idle'] as const satisfies readonly SessionStatus[];

const TYPING_MS = 250;

/** What the table is narrowed to, in the address: it can be sent to somebody, and the back button knows it. */
export function useSessionFilters() {
  return useQueryStates({
    q: parseAsString.withDefault('').withOptions({ limitUrlUpdates: debounce(TYPING_MS) }),
    status: parseAsStringLiteral(SESSION_STATUSES),
    archived: parseAsBoolean.withDefault(false),
  });
}
