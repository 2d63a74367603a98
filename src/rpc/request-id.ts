/** What may name a request: a string or a whole number. JSON can write numbers that no answer could name again (1e999). */
export function isRequestId(id: unknown): id is string | number {
  return typeof id === 'string' || Number.isSafeInteger(id);
}
