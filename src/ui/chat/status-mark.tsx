'use client';

import { Ban, Check, CircleDashed, CircleHelp, Hand, LoaderCircle, Square, X } from 'lucide-react';
import type { ToolStatus } from '../../protocol/entities.ts';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { cx } from '../primitives/cx.ts';

const MARKS = {
  pending: { Icon: CircleDashed, look: 'text-ink-soft' },
  waiting_approval: { Icon: Hand, look: 'text-attention' },
  running: { Icon: LoaderCircle, look: 'text-accent [&_svg]:animate-spin' },
  success: { Icon: Check, look: 'text-success' },
  failed: { Icon: X, look: 'text-danger' },
  denied: { Icon: Ban, look: 'text-danger' },
  unknown: { Icon: CircleHelp, look: 'text-attention' },
  stopped: { Icon: Square, look: 'text-ink-soft' },
} as const;

/** How a tool call stands, as a mark and a word. `stopped` is a failure that somebody wanted. */
export function StatusMark({ status }: { status: ToolStatus | 'stopped' }) {
  const t = useTranslations('tool');
  const { Icon, look } = MARKS[status];
  return (
    <span className={cx('inline-flex items-center gap-1', look)}>
      <Icon aria-hidden className="size-3.5" />
      {t(`status.${status}`)}
    </span>
  );
}
