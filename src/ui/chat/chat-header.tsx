'use client';

import type { ReactNode } from 'react';
import type { Session } from '../../protocol/entities.ts';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { LanguageSwitch, ThemeSwitch } from '../settings-switches.tsx';
import { WaitingApprovals } from './header/waiting-approvals.tsx';
import { isDemo } from './model-name.ts';

type Props = { session: Session | null; model: string | undefined; menu: ReactNode };

/** What is open, where its tools run, and who answers. */
export function ChatHeader({ session, model, menu }: Props) {
  const t = useTranslations('sidebar');
  const tm = useTranslations('mode');
  const th = useTranslations('modeHint');
  const td = useTranslations('demo');
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line px-3">
      {menu}
      <h1 className="min-w-0 truncate text-sm font-semibold">{session?.title || t('untitled')}</h1>
      {session ? (
        <span
          title={th(session.runtimeMode, { folder: session.folder })}
          className="hidden shrink-0 rounded border border-line px-1.5 py-px text-xs text-ink-soft sm:inline"
        >
          {tm(session.runtimeMode)}
        </span>
      ) : null}
      {isDemo(model) ? (
        <span
          data-testid="demo-label"
          className="shrink-0 rounded border border-attention-line bg-attention-soft px-1.5 py-px text-xs text-attention"
        >
          <span className="hidden md:inline">{td('label')}</span>
          <span className="md:hidden">{td('short')}</span>
        </span>
      ) : model ? (
        <span className="hidden truncate text-xs text-ink-soft sm:inline">{model}</span>
      ) : null}
      <span className="ml-auto flex items-center gap-1">
        <WaitingApprovals />
        <LanguageSwitch />
        <ThemeSwitch />
      </span>
    </header>
  );
}
