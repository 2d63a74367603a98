'use client';

import { FileText } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatBytes } from '../../client/format-bytes.ts';

type Props = {
  name: string;
  size: number | undefined;
  /** A data URL. */
  image?: string | undefined;
  /** In the place of the size. */
  note?: ReactNode;
};

/** An attachment in a row: a thumbnail or a sign, its name, its size. */
export function AttachmentFace({ name, size, image, note }: Props) {
  return (
    <span className="flex h-12 w-52 max-w-full items-center gap-2.5 overflow-hidden rounded-lg">
      <span className="flex size-12 shrink-0 items-center justify-center bg-sunken text-ink-soft">
        {/* The name stands beside it. */}
        {image === undefined ? (
          <FileText aria-hidden className="size-5" />
        ) : (
          <img src={image} alt="" decoding="async" className="size-full object-cover" />
        )}
      </span>
      <span className="min-w-0 flex-1 pr-2 text-xs leading-snug">
        <span className="block truncate" title={name}>
          {name}
        </span>
        <span className="block truncate text-ink-soft">{note ?? (size === undefined ? ' ' : formatBytes(size))}</span>
      </span>
    </span>
  );
}
