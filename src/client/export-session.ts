import type { MethodResult } from '../protocol/methods.ts';
import type { GatewayClient } from './gateway-client.ts';
export type ExportedSession = { filename: string; mediaType: string; parts: string[] };

type Options = {
  sessionId: string;
  format: 'markdown' | 'jsonl' | 'html';
  /** The language of headings and labels. */
  locale: 'en' | 'zh-CN';
  /** Told after each page how much there is so far, in UTF-16 units: how much there will be nobody knows. */
  onProgress: (chars: number) => void;
  signal: AbortSignal;
};

/** sessions.export to its end, page by page. @throws CallFailure, also when the signal stops it */
export async function exportSession(
  client: Pick<GatewayClient, 'query'>,
  { sessionId, format, locale, onProgress, signal }: Options,
): Promise<ExportedSession> {
  const parts: string[] = [];
  let offset: number | undefined;
  let name: string | undefined;
  let chars = 0;
  for (;;) {
    const input = { sessionId, format, locale, ...(offset === undefined ? {} : { offset }) };
    const page: MethodResult<'sessions.export'> = await client.query('sessions.export', input, signal);
    const { filename, mediaType, content, nextOffset } = page;
    name ??= filename;
    parts.push(content);
    chars += content.length;
    onProgress(chars);
    if (nextOffset === undefined) return { filename: name, mediaType, parts };
    offset = nextOffset;
  }
}
