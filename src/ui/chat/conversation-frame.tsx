'use client';

import { ArrowDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { Button } from '../primitives/button.tsx';
import { useStickToBottom } from './use-stick-to-bottom.ts';

type Props = { conversationKey: string; children: ReactNode; footer: ReactNode };

/** The scrolling middle and the message field under it. */
export function ConversationFrame({ conversationKey, children, footer }: Props) {
  const t = useTranslations('conversation');
  const { scroller, content, atBottom, toBottom } = useStickToBottom(conversationKey);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      {/* Focusable, so that the arrow keys scroll it. */}
      <div
        ref={scroller}
        tabIndex={0}
        role="region"
        aria-label={t('label')}
        className="relative min-h-0 flex-1 overflow-y-auto overscroll-contain -outline-offset-2"
      >
        <div ref={content} className="mx-auto flex min-h-full max-w-3xl flex-col gap-4 px-4 pt-6 pb-8">
          {children}
        </div>
      </div>
      <div className="relative mx-auto w-full max-w-3xl px-4 pb-4">
        {atBottom ? null : (
          <Button
            size="small"
            className="absolute -top-10 left-1/2 -translate-x-1/2 rounded-full shadow-sm"
            onClick={toBottom}
          >
            <ArrowDown aria-hidden className="size-3.5" />
            {t('toLatest')}
          </Button>
        )}
        {footer}
      </div>
    </div>
  );
}
