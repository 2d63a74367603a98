'use client';

import { Cpu, FolderSync, GitFork, Hourglass, type LucideIcon, Scissors, Wallet } from 'lucide-react';
import { memo } from 'react';
import type { ContinuedItem, ModeItem, NoticeItem } from '../../client/fold/transcript.ts';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { goTo, sessionPath } from './use-route.ts';

const KNOWN = [
  'reset',
  'fallback',
  'rate_limit',
  'budget',
  'length',
  'content_filter',
  'compaction',
  'memory_flush',
  'deleted',
  'restored',
  'forked',
] as const;
const ICONS: Partial<Record<string, LucideIcon>> = {
  fallback: Cpu,
  rate_limit: Hourglass,
  budget: Wallet,
  length: Scissors,
  forked: GitFork,
  mode: FolderSync,
};

type Props = { item: NoticeItem | ModeItem | ContinuedItem };

/** Something that happened to the session and that nobody said. */
export const NoticeLine = memo(function NoticeLine({ item }: Props) {
  const Icon = ICONS[item.kind === 'notice' ? item.notice.kind : item.kind];
  return (
    <p
      data-testid="notice"
      className="flex items-center gap-3 text-xs text-ink-soft before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line"
    >
      <span className="flex max-w-[80%] items-center gap-1.5 text-center">
        {Icon ? <Icon aria-hidden className="size-3.5 shrink-0" /> : null}
        <span className="wrap-anywhere">
          <Text item={item} />
        </span>
      </span>
    </p>
  );
});

function Text({ item }: Props) {
  const t = useTranslations('notice');
  const tm = useTranslations('mode');
  const tc = useTranslations('message');
  if (item.kind === 'continued') return tc('continued');
  if (item.kind === 'mode') return t('mode', { mode: tm(item.runtimeMode) });
  const { kind, message, from, to, model, retryAfterMs } = item.notice;
  const known = KNOWN.find((candidate) => candidate === kind);
  let text = known ? t(known) : kind;
  if (from && to) text = t('fallback_named', { from, to });
  else if (model && retryAfterMs !== undefined) {
    text = t('rate_limit_named', { model, seconds: Math.ceil(retryAfterMs / 1_000) });
  }
  const origin = kind === 'forked' ? item.notice.sessionId : undefined;
  if (origin === undefined) return message ? `${text} ${message}` : text;
  return (
    <>
      {text}{' '}
      <a
        href={sessionPath(origin)}
        className="text-accent underline underline-offset-2"
        onClick={(event) => {
          // A link with a modifier opens a tab, as everywhere.
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          goTo(sessionPath(origin));
        }}
      >
        {t('toOrigin')}
      </a>
    </>
  );
}
