'use client';

import { memo } from 'react';
import type { ContinuedItem, ModeItem, NoticeItem } from '../../client/fold/transcript.ts';
import { useTranslations } from '../i18n/locale-provider.tsx';

const KNOWN = [
  'reset',
  'fallback',
  'budget',
  'length',
  'content_filter',
  'compaction',
  'memory_flush',
  'deleted',
  'restored',
  'forked',
] as const;

/** Something that happened to the session and that nobody said. */
export const NoticeLine = memo(function NoticeLine({ item }: { item: NoticeItem | ModeItem | ContinuedItem }) {
  return (
    <p className="flex items-center gap-3 text-xs text-ink-soft before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
      <span className="max-w-[80%] text-center">
        <Text item={item} />
      </span>
    </p>
  );
});

function Text({ item }: { item: NoticeItem | ModeItem | ContinuedItem }) {
  const t = useTranslations('notice');
  const tm = useTranslations('mode');
  const tc = useTranslations('message');
  if (item.kind === 'continued') return tc('continued');
  if (item.kind === 'mode') return t('mode', { mode: tm(item.runtimeMode) });
  const { kind, message, from, to } = item.notice;
  const known = KNOWN.find((candidate) => candidate === kind);
  const text = from && to ? t('fallback_named', { from, to }) : known ? t(known) : kind;
  return message ? `${text} ${message}` : text;
}
