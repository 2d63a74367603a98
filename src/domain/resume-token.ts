/**
 * Resume tokens: a place in the tenant's journal, with the journal's id, so that a token of another home (or of a store that was
 * put back to an older state) is recognised instead of leaving a silent hole. Opaque to clients. Source: protocol.md §4.
 */
import { ProtocolError } from '../protocol/errors.ts';
import type { JournalPosition, JournalReader } from './ports.ts';

export function formatToken(journalId: string, position: JournalPosition): string {
  return `${journalId}.${position.toString(36)}`;
}

/**
 * The place that a token stands for.
 * @throws ProtocolError RESYNC_REQUIRED with a fresh token in `details.token` when the token is unknown here
 */
export async function readToken(journal: JournalReader, tenantId: string, token: string): Promise<JournalPosition> {
  const journalId = await journal.journalId(tenantId);
  const head = await journal.head(tenantId);
  const [id, place, ...rest] = token.split('.');
  const position = Number.parseInt(place ?? '', 36);
  const known =
    id === journalId &&
    rest.length === 0 &&
    Number.isSafeInteger(position) &&
    position >= 0 &&
    position <= head &&
    formatToken(journalId, position) === token;
  if (!known) {
    throw new ProtocolError('RESYNC_REQUIRED', undefined, { details: { token: formatToken(journalId, head) } });
  }
  return position;
}
