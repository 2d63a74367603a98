'use client';

import { ChevronRight, RefreshCw } from 'lucide-react';
import { memo } from 'react';
import type { AssistantItem } from '../../client/fold/transcript.ts';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { Markdown } from '../markdown/markdown.tsx';
import { MessageActionRow, useMessageActions } from './message-actions.tsx';
import { Working } from './working.tsx';

/** What the agent says in one step, while it says it and after. */
export const AssistantMessage = memo(function AssistantMessage({ item }: { item: AssistantItem }) {
  const t = useTranslations('message');
  const actions = useMessageActions();
  const regenerate = {
    label: t('regenerate'),
    icon: <RefreshCw aria-hidden className="size-3.5" />,
    onSelect: () => void actions?.onRegenerate(item.runId),
  };
  if (item.finished && item.text === '' && item.reasoning === '') return null;
  return (
    <article aria-label={t('agent')} className="group" data-testid="assistant-message">
      {item.reasoning === '' ? null : <Reasoning text={item.reasoning} />}
      {item.text === '' && !item.finished ? <Working /> : <Markdown text={item.text} live={!item.finished} />}
      {item.finished && item.text !== '' ? (
        <footer className="mt-1 -mb-2 flex h-6 items-center gap-2 text-xs text-ink-soft">
          {item.stopped ? <StoppedMark /> : null}
          <MessageActionRow text={item.text} action={actions ? regenerate : undefined} align="start" />
        </footer>
      ) : null}
    </article>
  );
});

function Reasoning({ text }: { text: string }) {
  const t = useTranslations('message');
  return (
    <details className="group/reasoning mb-2 text-sm text-ink-soft">
      <summary className="flex w-fit cursor-pointer list-none items-center gap-1 rounded select-none hover:text-ink">
        <ChevronRight aria-hidden className="size-3.5 transition-transform group-open/reasoning:rotate-90" />
        {t('reasoning')}
      </summary>
      <div className="mt-1 border-l-2 border-line pl-3 whitespace-pre-wrap">{text}</div>
    </details>
  );
}

function StoppedMark() {
  const t = useTranslations('message');
  return (
    <span data-testid="stopped" className="rounded border border-line px-1.5 py-px">
      {t('stopped')}
    </span>
  );
}
