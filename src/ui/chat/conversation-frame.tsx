'use client';

import { ArrowDown } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { Button } from '../primitives/button.tsx';
import { ReadingContext, useReadingPosition } from './use-reading-position.ts';

type Props = {
  conversationKey: string;
  children: ReactNode;
  footer: ReactNode;
  /** What is said, oldest first: what comes while the reader is further up is counted. */
  said?: readonly { key: string }[];
  /** The reader goes to the end. */
  onLatest?: () => void;
};

/** The scrolling middle and the message field under it. */
export function ConversationFrame({ conversationKey, children, footer, said = [], onLatest }: Props) {
  const t = useTranslations('conversation');
  const { reading, content } = useReadingPosition(conversationKey);
  const { scroller, atEnd, toEnd } = reading;
  const count = useSaidSince(atEnd, said);
  const latest = (): void => {
    onLatest?.();
    toEnd();
  };
  return (
    <ReadingContext value={reading}>
      <div className="flex min-h-0 flex-1 flex-col">
        {/* Focusable, so that the arrow keys scroll it. */}
        <div
          ref={scroller}
          tabIndex={0}
          role="region"
          aria-label={t('label')}
          onKeyDown={(event) => {
            // The browser goes to where the end is now; text that streams would be ahead of it when it arrives.
            if (event.key !== 'End' || event.target !== event.currentTarget) return;
            event.preventDefault();
            latest();
          }}
          // The browser's own anchoring would correct what the reading position has corrected already.
          className="relative min-h-0 flex-1 overflow-y-auto overscroll-contain [overflow-anchor:none] -outline-offset-2"
        >
          <div ref={content} className="mx-auto flex min-h-full max-w-3xl flex-col gap-4 px-4 pt-6 pb-8">
            {children}
          </div>
        </div>
        <div className="relative mx-auto w-full max-w-3xl px-4 pb-4">
          {atEnd ? null : (
            <Button
              size="small"
              shape="round"
              className="absolute -top-10 left-1/2 -translate-x-1/2 shadow-sm"
              onClick={latest}
            >
              <ArrowDown aria-hidden className="size-3.5" />
              {count > 0 ? t('toLatestNew', { count }) : t('toLatest')}
            </Button>
          )}
          {footer}
        </div>
      </div>
    </ReadingContext>
  );
}

/** How much was said since the reader left the end. Older things may be put in front meanwhile. */
function useSaidSince(atEnd: boolean, said: readonly { key: string }[]): number {
  const lastKey = said.at(-1)?.key;
  const [left, setLeft] = useState({ atEnd, lastKey });
  if (left.atEnd !== atEnd) setLeft({ atEnd, lastKey });
  if (atEnd || left.atEnd) return 0;
  return said.length - 1 - said.findLastIndex(({ key }) => key === left.lastKey);
}
