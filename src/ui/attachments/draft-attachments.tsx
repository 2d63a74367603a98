'use client';

import { RotateCw, X } from 'lucide-react';
import { formatBytes } from '../../client/format-bytes.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { AttachmentRef } from '../drafts.ts';
import { useErrorText, useTranslations } from '../i18n/locale-provider.tsx';
import { IconButton } from '../primitives/button.tsx';
import { cx } from '../primitives/cx.ts';
import { isImage, MAX_ATTACHMENTS } from './attachable.ts';
import { AttachmentFace } from './attachment-face.tsx';
import type { Upload } from './uploads.ts';
import { useAttachment } from './use-attachment.ts';

type Props = {
  attachments: readonly AttachmentRef[];
  uploads: readonly Upload[];
  onRemove: (attachmentId: string) => void;
  onRetry: (uploadId: string) => void;
  onCancel: (uploadId: string) => void;
};

/** What goes with the message that is being written, what is on its way, and what cannot go and why. */
export function DraftAttachments({ attachments, uploads, onRemove, onRetry, onCancel }: Props) {
  const t = useTranslations('attachments');
  if (attachments.length + uploads.length === 0) return null;
  return (
    <ul aria-label={t('label')} className="flex max-h-32 flex-wrap gap-2 overflow-y-auto px-3 pt-3">
      {attachments.map((each) => (
        <Row key={each.attachmentId} label={t('remove', { name: each.name })} onX={() => onRemove(each.attachmentId)}>
          {isImage(each.mediaType) ? <Preview attachment={each} /> : <AttachmentFace {...each} />}
        </Row>
      ))}
      {uploads.map((upload) => (
        <Row
          key={upload.id}
          bad={upload.status !== 'uploading'}
          label={t(upload.status === 'uploading' ? 'cancel' : 'remove', { name: upload.name })}
          onX={() => onCancel(upload.id)}
        >
          <AttachmentFace name={upload.name} size={upload.size} note={<Note upload={upload} />} />
          {upload.status === 'failed' ? (
            <IconButton label={t('retry', { name: upload.name })} size="tiny" onClick={() => onRetry(upload.id)}>
              <RotateCw aria-hidden className="size-3.5" />
            </IconButton>
          ) : null}
          {upload.status === 'uploading' ? <Bar upload={upload} /> : null}
        </Row>
      ))}
    </ul>
  );
}

type RowProps = { bad?: boolean; label: string; onX: () => void; children: React.ReactNode };

function Row({ bad = false, label, onX, children }: RowProps) {
  return (
    <li
      data-testid="draft-attachment"
      className={cx(
        'relative flex max-w-full items-center overflow-hidden rounded-lg border pr-1',
        bad ? 'border-danger-line bg-danger-soft' : 'border-line bg-surface',
      )}
    >
      {children}
      <IconButton label={label} size="tiny" onClick={onX}>
        <X aria-hidden className="size-3.5" />
      </IconButton>
    </li>
  );
}

function Preview({ attachment }: { attachment: AttachmentRef }) {
  const { data } = useAttachment(attachment.attachmentId);
  return <AttachmentFace {...attachment} image={data?.image} />;
}

function Note({ upload: { status, refused, received, size, error } }: { upload: Upload }) {
  const t = useTranslations('attachments');
  const tr = useTranslations('attachments.refused');
  const errorText = useErrorText();
  if (status === 'uploading') return t('uploading', { received: formatBytes(received), size: formatBytes(size) });
  const why = (): string => {
    switch (refused) {
      case 'type':
      case 'empty':
        return tr(refused);
      case 'size':
        return tr('size', { max: formatBytes(LIMITS.maxAttachmentBytes) });
      case 'count':
        return tr('count', { max: MAX_ATTACHMENTS });
      case undefined:
        return error ? errorText(error) : t('failed');
    }
  };
  const reason = why();
  return (
    <span role="alert" title={reason} className="text-danger">
      {reason}
    </span>
  );
}

function Bar({ upload: { name, received, size } }: { upload: Upload }) {
  const percent = Math.round((100 * received) / size);
  return (
    <span
      role="progressbar"
      aria-label={name}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className="absolute inset-x-0 bottom-0 h-0.5 bg-line"
    >
      <span className="block h-full bg-accent" style={{ width: `${percent}%` }} />
    </span>
  );
}
