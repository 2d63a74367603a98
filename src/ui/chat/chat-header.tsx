'use client';

import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Session } from '../../protocol/entities.ts';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { usePanels } from '../panels.tsx';
import { Button } from '../primitives/button.tsx';
import { Menu } from '../primitives/menu.tsx';
import { LanguageSwitch, ThemeSwitch } from '../settings-switches.tsx';
import type { ChatControls } from './header/chat-controls.ts';
import { ChatMenu } from './header/chat-menu.tsx';
import { ModeChoice } from './header/mode-choice.tsx';
import { UsageMeter } from './header/usage-meter.tsx';
import { WaitingApprovals } from './header/waiting-approvals.tsx';
import { isDemo } from './model-name.ts';

type Props = { session: Session | null; controls: ChatControls; menu: ReactNode };

/** What is open, who answers, where its tools run, and how full its context is. On a phone most of it is in one menu. */
export function ChatHeader({ session, controls, menu }: Props) {
  const t = useTranslations('sidebar');
  const td = useTranslations('demo');
  return (
    <header className="flex h-12 shrink-0 items-center gap-1.5 border-b border-line px-2 sm:gap-2 sm:px-3">
      {menu}
      <h1 className="min-w-0 truncate text-sm font-semibold">{session?.title || t('untitled')}</h1>
      {isDemo(controls.model) ? (
        <span
          data-testid="demo-label"
          className="min-w-0 truncate rounded border border-attention-line bg-attention-soft px-1.5 py-px text-xs text-attention"
        >
          <span className="hidden xl:inline">{td('label')}</span>
          <span className="xl:hidden">{td('short')}</span>
        </span>
      ) : null}
      {/* On a phone its buttons keep their places, and what is written beside them gives way. */}
      <span className="ml-auto flex shrink-0 items-center gap-1 md:min-w-0 md:shrink">
        <WaitingApprovals />
        <span className="hidden min-w-0 items-center gap-1 md:flex">
          <ModelButton model={controls.model} />
          <ModeButton controls={controls} />
          <UsageMeter {...controls} />
        </span>
        <ChatMenu controls={controls} everything={false} className="max-md:hidden" />
        {/* On a phone they are at the foot of the sessions. */}
        <span className="flex items-center gap-1 max-sm:hidden">
          <LanguageSwitch />
          <ThemeSwitch />
        </span>
        <ChatMenu controls={controls} everything className="md:hidden" />
      </span>
    </header>
  );
}

function ModelButton({ model }: { model: string | undefined }) {
  const t = useTranslations('models');
  const { show } = usePanels();
  if (model === undefined) return null;
  return (
    <Button
      tone="ghost"
      size="small"
      className="min-w-0 shrink!"
      aria-haspopup="dialog"
      title={model}
      onClick={() => show('models')}
    >
      <span className="sr-only">{t('change')}</span>
      <span className="max-w-44 truncate">{model}</span>
      <ChevronDown aria-hidden className="size-3.5 shrink-0" />
    </Button>
  );
}

function ModeButton({ controls }: { controls: ChatControls }) {
  const t = useTranslations('runtime');
  const tm = useTranslations('mode');
  const th = useTranslations('modeHint');
  const { mode, pendingMode, folder } = controls;
  return (
    <Menu
      trigger={
        <Button
          tone="ghost"
          size="small"
          data-testid="mode"
          {...(folder === undefined ? {} : { title: th(mode, { folder }) })}
        >
          <span className="sr-only">{t('change')}</span>
          {pendingMode === undefined ? tm(mode) : t('pending', { mode: tm(pendingMode) })}
          <ChevronDown aria-hidden className="size-3.5" />
        </Button>
      }
    >
      <ModeChoice {...controls} />
    </Menu>
  );
}
