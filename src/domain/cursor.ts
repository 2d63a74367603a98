import { z } from 'zod';
import { ProtocolError } from '../protocol/errors.ts';

/** The last row of a page: where the next one goes on. Opaque to clients. */
type Place = { at: number; id: string };
const Place = z.strictObject({ at: z.int(), id: z.string() });

/** @throws ProtocolError INVALID_REQUEST for a cursor that is not one of ours */
export function decodeCursor<T>(cursor: string | undefined, toRow: (place: Place) => T): { before?: T } {
  if (cursor === undefined) return {};
  try {
    return { before: toRow(Place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))) };
  } catch (cause) {
    throw new ProtocolError('INVALID_REQUEST', 'cursor: pass the nextCursor of the page before.', { cause });
  }
}

/** Cuts the one row too many that tells whether there is a next page. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => Item,
  placeOf: (row: Row) => Place,
): { items: Item[]; nextCursor?: string } {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  const nextCursor =
    rows.length > limit && last ? Buffer.from(JSON.stringify(placeOf(last))).toString('base64url') : undefined;
  return { items: kept.map(toItem), ...(nextCursor === undefined ? {} : { nextCursor }) };
}
