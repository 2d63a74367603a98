/** The paths of memory: `MEMORY.md`, and one file a day. There are no others. Source: protocol.md §3, architecture.md §6. */
import { z } from 'zod';

export const LONG_TERM_MEMORY = 'MEMORY.md';
const PATH = /^(?:MEMORY\.md|memory\/(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\.md)$/;
const DAY_AT = 'memory/'.length;

/** A predicate and no pattern: servers of local models refuse tools whose schema has a pattern that they cannot compile. */
export const MemoryPath = z
  .string()
  .refine((path) => isMemoryPath(path), 'must be MEMORY.md or memory/YYYY-MM-DD.md, a day of the calendar')
  .describe('`MEMORY.md` or `memory/YYYY-MM-DD.md`.');

/** Whether a path is one of memory: to the letter, and of a day that the calendar has. */
export function isMemoryPath(path: string): boolean {
  if (!PATH.test(path)) return false;
  return path === LONG_TERM_MEMORY || isDay(path.slice(DAY_AT, -'.md'.length));
}

/** The path of a day, which is written `YYYY-MM-DD`. */
export const dailyMemory = (day: string): string => `memory/${day}.md`;

/** `Date` turns the 30th of February into a day of March. */
function isDay(day: string): boolean {
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}
