'use client';

import { useTranslations } from '../../i18n/locale-provider.tsx';
import { DemoCard } from './demo-card.tsx';
import { DoctorCard } from './doctor-card.tsx';
import { StartPrompts } from './start-prompts.tsx';

export type StartPageProps = { demo: boolean; onSend: (text: string) => void };

/** What a conversation shows before its first message: what can be done, who would answer, and what is wrong with this machine. */
export function StartPage({ demo, onSend }: StartPageProps) {
  const t = useTranslations('conversation');
  return (
    // A scroller of its own: a conversation starts at its end, this page at its beginning.
    <div className="absolute inset-0 overflow-y-auto overscroll-contain" data-testid="start-page">
      <div className="mx-auto flex min-h-full max-w-2xl flex-col justify-center gap-6 px-4 py-6">
        <div className="space-y-2">
          <h2 className="text-2xl font-semibold tracking-tight text-balance">{t('emptyTitle')}</h2>
          <p className="text-ink-soft text-pretty">{t('emptyText')}</p>
        </div>
        <StartPrompts onSend={onSend} />
        {demo ? <DemoCard onSend={onSend} /> : null}
        <DoctorCard demo={demo} />
      </div>
    </div>
  );
}
