import { describe, expect, test, vi } from 'vitest';
import type { GatewayClient } from '../../../client/gateway-client.ts';
import { entryOf } from './entry.fixture.ts';
import { exportAudit, exportName } from './export-audit.ts';

type Asked = { limit?: number; cursor?: string };

/** A gateway with so many entries, two on a page. */
function trail(count: number) {
  const asked: Asked[] = [];
  const query = async (_method: string, input: Asked) => {
    asked.push(input);
    const from = Number(input.cursor ?? 0);
    const to = Math.min(count, from + Math.min(2, input.limit ?? 2));
    const items = Array.from({ length: to - from }, (_, index) => entryOf({ id: `aud_${from + index}` }));
    return { items, ...(to < count ? { nextCursor: String(to) } : {}) };
  };
  // Only what an export asks.
  return { asked, client: { query } as unknown as Pick<GatewayClient, 'query'> };
}
const never = () => new AbortController().signal;
const idsOf = (lines: readonly string[]) => lines.map((line) => (JSON.parse(line) as { id: string }).id);

describe('an export', () => {
  test('that is cancelled in the middle asks no further and gives nothing', async () => {
    const { asked, client } = trail(9);
    const controller = new AbortController();
    const onProgress = () => controller.abort();
    await expect(exportAudit(client, {}, { signal: controller.signal, onProgress })).rejects.toThrow();
    expect(asked).toHaveLength(1);
  });

  test('stops at its cap and says that there is more', async () => {
    const { asked, client } = trail(9);
    const { lines, isCapped } = await exportAudit(client, {}, { signal: never(), onProgress: () => {}, cap: 3 });
    expect(idsOf(lines)).toEqual(['aud_0', 'aud_1', 'aud_2']);
    expect(isCapped).toBe(true);
    expect(asked.map(({ limit }) => limit)).toEqual([3, 1]);
  });

  test('has every entry that matches, one a line, with all its fields', async () => {
    const { asked, client } = trail(5);
    const onProgress = vi.fn<(count: number) => void>();
    const { lines, isCapped } = await exportAudit(client, { outcome: 'denied' }, { signal: never(), onProgress });
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      [0, 1, 2, 3, 4].map((index) => entryOf({ id: `aud_${index}` })),
    );
    expect(isCapped).toBe(false);
    expect(onProgress.mock.calls.flat()).toEqual([2, 4, 5]);
    expect(asked).toEqual([
      { outcome: 'denied', limit: 500 },
      { outcome: 'denied', limit: 500, cursor: '2' },
      { outcome: 'denied', limit: 500, cursor: '4' },
    ]);
  });
});

test.each([
  [{}, 'openfoal-audit-start-20261123T083005Z.jsonl'],
  [{ from: '2026-11-20T00:00:00.000Z' }, 'openfoal-audit-20261120T000000Z-20261123T083005Z.jsonl'],
  [{ to: '2026-11-21T00:00:00.000Z' }, 'openfoal-audit-start-20261121T000000Z.jsonl'],
])('the file of %j is called %s', (input, name) => {
  expect(exportName(input, '2026-11-23T08:30:05.123Z')).toBe(name);
});
