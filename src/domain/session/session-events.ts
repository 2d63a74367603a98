import type { SessionNotice } from '../../protocol/events.ts';
import type { EventDraft } from '../ports.ts';
import type { SessionRecord } from '../records.ts';
import { toSession } from './session-entity.ts';

const PREVIEW_CHARS = 160;

export function sessionUpdated(session: SessionRecord, traceId: string, notice?: SessionNotice): EventDraft {
  return {
    event: 'session.updated',
    sessionId: session.id,
    traceId,
    payload: { session: toSession(session), ...(notice === undefined ? {} : { notice }) },
  };
}

/** One line, for lists. Control characters go: they have no place in a list, and Postgres text refuses NUL. */
export function previewOf(text: string): string {
  const line = text
    .slice(0, PREVIEW_CHARS * 4)
    .replace(/[\s\p{Cc}\p{Cs}]+/gu, ' ')
    .trim();
  return [...line].slice(0, PREVIEW_CHARS).join('');
}
