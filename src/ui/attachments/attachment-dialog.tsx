'use client';

import { Download } from 'lucide-react';
import { useState } from 'react';
import { formatBytes } from '../../client/format-bytes.ts';
import { readAttachment } from '../../client/read-attachment.ts';
import { useGateway } from '../gateway-provider.tsx';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { Button } from '../primitives/button.tsx';
import { Dialog } from '../primitives/dialog.tsx';
import { saveFile } from '../save-file.ts';
import type { ShownAttachment } from './use-attachment.ts';

type Props = { attachmentId: string; attachment: ShownAttachment; onClose: () => void };

/** One attachment, as large as the screen lets it be. */
export function AttachmentDialog({ attachmentId, attachment, onClose }: Props) {
  const t = useTranslations('attachments');
  const { name, mediaType, size, image, text, cut } = attachment;
  return (
    <Dialog open onOpenChange={onClose} title={name} size="large">
      <div className="space-y-3">
        {image === undefined ? (
          <pre
            tabIndex={0}
            aria-label={name}
            className="max-h-[60dvh] overflow-auto rounded-md border border-line bg-surface px-3 py-2 font-mono text-[0.8rem] whitespace-pre-wrap wrap-anywhere"
          >
            {text}
          </pre>
        ) : (
          <img src={image} alt={name} className="mx-auto max-h-[68dvh] max-w-full rounded-md object-contain" />
        )}
        {cut ? <p className="text-xs text-ink-soft">{t('cut')}</p> : null}
        <div className="flex flex-wrap items-center justify-between gap-2 text-xs text-ink-soft">
          <span>
            {mediaType} · {formatBytes(size)}
          </span>
          <Save attachmentId={attachmentId} />
        </div>
      </div>
    </Dialog>
  );
}

function Save({ attachmentId }: { attachmentId: string }) {
  const t = useTranslations('attachments');
  const { client } = useGateway();
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle');
  const save = async (): Promise<void> => {
    setState('busy');
    try {
      const { name, mediaType, bytes } = await readAttachment(client, attachmentId, { whole: true });
      saveFile(name, new Blob([bytes], { type: mediaType }));
      setState('idle');
    } catch {
      setState('failed');
    }
  };
  return (
    <span className="flex items-center gap-2">
      {state === 'failed' ? (
        <span role="alert" className="text-danger">
          {t('gone')}
        </span>
      ) : null}
      <Button size="small" disabled={state === 'busy'} onClick={() => void save()}>
        <Download aria-hidden className="size-3.5" />
        {t('save')}
      </Button>
    </span>
  );
}
