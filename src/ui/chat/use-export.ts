'use client';

import { useCallback } from 'react';
import { toast } from 'sonner';
import { toCallFailure } from '../../client/call-failure.ts';
import { exportSession } from '../../client/export-session.ts';
import { formatBytes } from '../../client/format-bytes.ts';
import { useGateway } from '../gateway-provider.tsx';
import { useErrorText, useLocaleChoice, useTranslations } from '../i18n/locale-provider.tsx';
import { saveFile } from '../save-file.ts';
import type { ExportFormat } from './commands/commands.ts';

/** Writes a session into a file of the person's, and says how far it is while it does, whatever page is shown meanwhile. */
export function useExport(): (sessionId: string, format: ExportFormat) => Promise<void> {
  const { client } = useGateway();
  const t = useTranslations('exporting');
  const errorText = useErrorText();
  const [locale] = useLocaleChoice();
  return useCallback(
    async (sessionId, format) => {
      const stop = new AbortController();
      const { signal } = stop;
      const cancel = { label: t('cancel'), onClick: () => stop.abort() };
      const id = toast.loading(t('begun'), { cancel });
      const onProgress = (chars: number): void =>
        void toast.loading(t('soFar', { size: formatBytes(chars) }), { id, cancel });
      try {
        const { filename, mediaType, parts } = await exportSession(client, {
          sessionId,
          format,
          locale,
          onProgress,
          signal,
        });
        if (signal.aborted) return;
        saveFile(filename, new Blob(parts, { type: mediaType }));
        toast.success(t('saved', { name: filename }), { id, cancel: undefined });
      } catch (error) {
        if (signal.aborted) return;
        const { refusal } = toCallFailure(error);
        toast.error(refusal ? errorText(refusal) : t('failed'), { id, cancel: undefined });
      }
    },
    [client, locale, t, errorText],
  );
}
