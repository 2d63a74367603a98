'use client';

import { useState } from 'react';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { AttachmentDialog } from './attachment-dialog.tsx';
import { AttachmentFace } from './attachment-face.tsx';
import { useAttachment } from './use-attachment.ts';

/** What came with a message. Each is the same size before it is loaded and after, and opens. */
export function MessageAttachments({ ids }: { ids: readonly string[] }) {
  const t = useTranslations('attachments');
  if (ids.length === 0) return null;
  return (
    <ul aria-label={t('label')} className="mt-1 flex flex-wrap justify-end gap-2">
      {ids.map((id) => (
        <li key={id} className="max-w-full">
          <Tile attachmentId={id} />
        </li>
      ))}
    </ul>
  );
}

function Tile({ attachmentId }: { attachmentId: string }) {
  const t = useTranslations('attachments');
  const [open, setOpen] = useState(false);
  const { data, isError } = useAttachment(attachmentId);
  const name = data?.name ?? (isError ? t('gone') : t('loading'));
  return (
    <>
      <button
        type="button"
        disabled={!data}
        data-testid="attachment"
        className="block max-w-full rounded-lg border border-line bg-surface text-left hover:border-line-strong"
        onClick={() => setOpen(true)}
      >
        {data ? <span className="sr-only">{t('open')} </span> : null}
        <AttachmentFace name={name} size={data?.size} image={data?.image} />
      </button>
      {data && open ? (
        <AttachmentDialog attachmentId={attachmentId} attachment={data} onClose={() => setOpen(false)} />
      ) : null}
    </>
  );
}
