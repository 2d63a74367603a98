'use client';

import { Download } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { toast } from 'sonner';
import { toCallFailure } from '../../../client/call-failure.ts';
import { useGateway } from '../../gateway-provider.tsx';
import { useErrorText, useTranslations } from '../../i18n/locale-provider.tsx';
import { Button } from '../../primitives/button.tsx';
import { saveFile } from '../../save-file.ts';
import type { AuditInput } from './audit-input.ts';
import { exportAudit, exportName } from './export-audit.ts';

/** All that matches as a file, however many pages that are; it says how far it is and can be stopped. */
export function ExportButton({ input }: { input: AuditInput }) {
  const t = useTranslations('consoleAudit');
  const tc = useTranslations('common');
  const errorText = useErrorText();
  const { client } = useGateway();
  const [read, setRead] = useState<number>();
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  const begin = async (): Promise<void> => {
    const controller = new AbortController();
    running.current = controller;
    setRead(0);
    try {
      const { lines, isCapped } = await exportAudit(client, input, { signal: controller.signal, onProgress: setRead });
      const name = exportName(input, new Date().toISOString());
      if (lines.length > 0) saveFile(name, new Blob([`${lines.join('\n')}\n`], { type: 'application/jsonl' }));
      if (isCapped) toast.warning(t('capped', { count: lines.length, name }), { duration: 20_000 });
      else toast(lines.length === 0 ? t('exportedNone') : t('exported', { count: lines.length, name }));
    } catch (failure) {
      const { refusal } = toCallFailure(failure);
      if (controller.signal.aborted) toast(t('cancelled'));
      else toast.error(t('exportFailed', { reason: refusal ? errorText(refusal) : tc('unreachable') }));
    } finally {
      setRead(undefined);
    }
  };

  return (
    <div className="flex flex-wrap items-center gap-2">
      <span role="status" className="text-xs text-ink-soft tabular-nums">
        {read === undefined ? '' : t('exporting', { count: read })}
      </span>
      {/* One button throughout: the focus stays where it is. */}
      <Button onClick={() => (read === undefined ? void begin() : running.current?.abort())}>
        {read === undefined ? (
          <>
            <Download aria-hidden className="size-4" />
            {t('export')}
          </>
        ) : (
          t('cancel')
        )}
      </Button>
    </div>
  );
}
