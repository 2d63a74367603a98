import type { GatewayClient } from '../../../client/gateway-client.ts';
import { LIMITS } from '../../../protocol/limits.ts';
import type { AuditInput } from './audit-input.ts';

/** As much as a page can hold in memory; a longer trail is exported by ranges of time. */
export const EXPORT_CAP = 50_000;

export type AuditExport = {
  lines: readonly string[];
  /** There are more that match than the cap allows. */
  isCapped: boolean;
};

type Options = {
  signal: AbortSignal;
  onProgress: (count: number) => void;
  cap?: number;
};

/** Every entry that matches, newest first, one JSON object a line, read page by page. Rejects when it is aborted. */
export async function exportAudit(
  client: Pick<GatewayClient, 'query'>,
  input: AuditInput,
  { signal, onProgress, cap = EXPORT_CAP }: Options,
): Promise<AuditExport> {
  const lines: string[] = [];
  let cursor: string | undefined;
  do {
    signal.throwIfAborted();
    const limit = Math.min(LIMITS.maxAuditPage, cap - lines.length);
    const page = await client.query(
      'audit.query',
      { ...input, limit, ...(cursor === undefined ? {} : { cursor }) },
      signal,
    );
    for (const entry of page.items) lines.push(JSON.stringify(entry));
    cursor = page.nextCursor;
    onProgress(lines.length);
  } while (cursor !== undefined && lines.length < cap);
  signal.throwIfAborted();
  return { lines, isCapped: cursor !== undefined };
}

/** Named by the range of time that it holds: from the first entry there is, until now, where a filter does not say. */
export function exportName({ from, to }: AuditInput, now: string): string {
  return `openfoal-audit-${from === undefined ? 'start' : inName(from)}-${inName(to ?? now)}.jsonl`;
}

/** 2026-11-23T08:00:00.000Z as 20261123T080000Z: some systems have no colons in names. */
const inName = (utc: string): string => utc.replace(/\.\d+Z$/, 'Z').replaceAll(/[-:]/g, '');
