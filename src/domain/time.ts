/** Epoch milliseconds as the protocol writes times: ISO-8601 UTC. */
export function toTimestamp(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
