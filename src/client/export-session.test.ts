import { expect, test } from 'vitest';
import { exportSession } from './export-session.ts';
import type { GatewayClient } from './gateway-client.ts';

test('a long session comes page by page, in order and in one language, under the name of the first page', async () => {
  const content = ['# one\n', '# two\n', '# three\n'];
  const asked: unknown[] = [];
  const query = (_method: string, input: { offset?: number; locale: string }): Promise<unknown> => {
    asked.push([input.offset, input.locale]);
    const at = input.offset ?? 0;
    const more = at + 1 < content.length ? { nextOffset: at + 1 } : {};
    return Promise.resolve({ filename: `name-${at}.md`, mediaType: 'text/markdown', content: content[at], ...more });
  };
  const client = { query } as unknown as Pick<GatewayClient, 'query'>;
  const seen: number[] = [];
  const exported = await exportSession(client, {
    sessionId: 's',
    format: 'markdown',
    locale: 'zh-CN',
    onProgress: (chars) => seen.push(chars),
    signal: new AbortController().signal,
  });
  expect(exported).toEqual({ filename: 'name-0.md', mediaType: 'text/markdown', parts: content });
  expect([asked, seen]).toEqual([
    [
      [undefined, 'zh-CN'],
      [1, 'zh-CN'],
      [2, 'zh-CN'],
    ],
    [6, 12, 20],
  ]);
});
