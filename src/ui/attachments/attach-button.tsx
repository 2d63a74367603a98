'use client';

import { Paperclip } from 'lucide-react';
import { useRef } from 'react';
import { formatBytes } from '../../client/format-bytes.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { IconButton } from '../primitives/button.tsx';
import { ACCEPTED, MAX_ATTACHMENTS } from './attachable.ts';

/** Picks files; its label says which ones and how large they may be. */
export function AttachButton({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
  const t = useTranslations('attachments');
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton
        label={t('attach', { max: formatBytes(LIMITS.maxAttachmentBytes), count: MAX_ATTACHMENTS })}
        shape="round"
        onClick={() => input.current?.click()}
      >
        <Paperclip aria-hidden className="size-4" />
      </IconButton>
      <input
        ref={input}
        type="file"
        multiple
        accept={ACCEPTED}
        tabIndex={-1}
        aria-hidden
        className="hidden"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          // The same file may be picked again.
          event.target.value = '';
        }}
      />
    </>
  );
}
